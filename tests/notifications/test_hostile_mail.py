"""Every field of a mail filled with what attackers and accidents put there.

Each ends soon, as a right mail with no header of theirs, or refused with a sentence.
"""

from email import message_from_bytes

import pytest

from support.notifications.models import Reason
from support.notifications.transports.base import TransportError
from support.notifications.transports.composing import Mail, compose_mail
from tests.ending import computes
from tests.every import every
from tests.notifications.outgoing import make_outgoing
from tests.notifications.reading import read_mail

HOSTILE = {
    "a header after a line break": "x\r\nBcc: mallory@evil.test",
    "a header after a bare line feed": "x\nBcc: mallory@evil.test",
    "a header after a bare return": "x\rBcc: mallory@evil.test",
    "a folded header": "x\r\n Bcc: mallory@evil.test",
    "an early end of the headers": "x\r\n\r\n<h1>Pay here</h1>",
    "an end of the mail": "x\r\n.\r\nMAIL FROM:<mallory@evil.test>\r\n",
    "smuggling by a bare dot": "x\n.\nMAIL FROM:<mallory@evil.test>\n",
    "a Unicode line": "x\u2028Bcc: mallory@evil.test",
    "a Unicode paragraph": "x\u2029Bcc: mallory@evil.test",
    "a next line": "x\x85Bcc: mallory@evil.test",
    "a form feed": "x\x0cBcc: mallory@evil.test",
    "a nul": "x\0y",
    "an escape sequence": "\x1b[31mred\x1b[0m",
    "half a surrogate pair": "x\ud83d",
    "the other half": "\udc4d",
    "right to left": "\u202egpj.exe",
    "isolated marks": "\u2066x\u2069\u2068",
    "nothing to see": "\u200b\u200c\u200d\ufeff\u2060",
    "an emoji of a family": "👩‍👩‍👧‍👦",
    "a flag": "🇨🇳",
    "letters of Arabic": "سداد دفعتك",
    "letters of Hebrew": "תשלום",
    "a look-alike": "pаypal.example",  # the second letter is Cyrillic
    "wide letters": "ｐａｙｐａｌ",
    "piled marks": "Z" + "\u0351\u0332" * 500,
    "an encoded word": "=?utf-8?b?QmNjOiBtYWxsb3J5QGV2aWwudGVzdA==?=",
    "an encoded line break": "=?utf-8?q?x=0D=0ABcc:_mallory@evil.test?=",
    "a template": "{{ settings.SECRET_KEY }}{% include 'x' %}{0.__class__}%(x)s${x}",
    "a script": "<script>alert(1)</script>\"><img src=x onerror=alert(1)>",
    "a boundary": "--=_aaaaaaaaaaaaaaaaaaaaaaaaaa.0--\r\n",
    "a megabyte of a letter": "a" * 1_000_000,
    "a megabyte of characters": "长" * 330_000,
    "a megabyte of brackets": "(" * 1_000_000,
    "a megabyte of lines": "x\n" * 500_000,
    "many addresses": "a@b.test, " * 1_000,
    "a quoted name": '"Mallory" <mallory@evil.test>',
    "blank": "   \t  ",
}  # fmt: skip
FIELDS = ["subject", "text", "html", "local part", "domain", "address", "thread", "link"]
OUR_HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Message-ID", "Date",
    "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Content-Transfer-Encoding",
}  # fmt: skip


def composed(field: str, value: str) -> Mail:
    return compose_mail(
        make_outgoing(
            **{
                "local part": {"address": f"{value}@example.test"},
                "domain": {"address": f"li@{value}"},
                "link": {"unsubscribe_url": f"https://pay.casewalk.example/{value}"},
            }.get(field, {field: value})
        )
    )


@every("field", FIELDS)
@every("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_value_makes_a_right_mail_or_is_refused_with_a_sentence(
    field: str, value: str
) -> None:
    try:
        with computes():
            mail = composed(field, value)
    except TransportError as error:
        mail = None
        refused = error

    if mail is None:
        assert refused.permanent
        assert refused.reason in (Reason.NO_ADDRESS, Reason.UNWORDED)
        assert refused.words.startswith(("the ", "a "))
        return
    raw = message_from_bytes(mail.content)
    assert set(raw.keys()) <= OUR_HEADERS
    assert len(raw.keys()) == len(set(raw.keys()))
    assert "mallory" not in str(mail.recipient)
    assert b"\n" not in mail.content.replace(b"\r\n", b"")
    assert max(map(len, mail.content.split(b"\r\n"))) <= 998


@every("field", ["text", "html"])
@every("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_body_that_goes_out_arrives_as_it_was(field: str, value: str) -> None:
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        pytest.skip("refused, as the test above shows")

    mail = composed(field, value)

    message = read_mail(mail.content)
    parts = [part.get_content() for part in message.iter_parts()]
    assert len(parts) == 2
    arrived = parts[0 if field == "text" else 1]
    assert arrived.split() == value.split()
