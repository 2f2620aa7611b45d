"""What is read of a mail: any character set, HTML as text, bounds before and while it is parsed."""

import base64
import io
import json
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from support.mailbox import sandbox
from support.mailbox.reading import program
from support.mailbox.reading.html import text_of_html
from support.mailbox.reading.mail import read_mail
from support.mailbox.reading.texts import text_of
from tests.ending import ends

CHINESE = "您好，款还没有到账，请再查一下。"
TRADITIONAL = "您好，款項還沒有到帳，請再查一下。"


def letter(raw: bytes) -> dict[str, Any]:
    return dict(read_mail(raw)["letter"])


def plain(charset: str, text: str, encoded: str) -> bytes:
    said = f'Content-Type: text/plain; charset="{charset}"\n' if charset else ""
    head = f"From: a@b.test\n{said}Content-Transfer-Encoding: 8bit\n\n"
    return head.encode() + text.encode(encoded)


@pytest.mark.parametrize(
    ("charset", "text", "encoded"),
    [
        ("utf-8", CHINESE, "utf-8"), ("gb2312", CHINESE, "gb2312"), ("GBK", CHINESE, "gbk"),
        ("gb18030", CHINESE + "㐀", "gb18030"), ("gb2312", CHINESE + "镕", "gb18030"),
        ("big5", TRADITIONAL, "big5"), ("unknown-8bit", CHINESE, "gb18030"),
        ("unknown-8bit", CHINESE, "utf-8"), ("", CHINESE, "utf-8"), ("", CHINESE, "gb2312"),
        ("", TRADITIONAL, "big5"), ("us-ascii", CHINESE, "utf-8"), ("utf-8", CHINESE, "gb18030"),
        ("gb2312", CHINESE, "utf-8"), ("iso-8859-1", CHINESE, "utf-8"),
        ("iso-8859-1", "déjà payé", "latin-1"), ("windows-1252", "“payé”", "cp1252"),
        ("", "déjà payé, merci de vérifier encore", "latin-1"), ("x-no-such", CHINESE, "utf-8"),
        ("unicode_escape", "plain", "ascii"), ("undefined", CHINESE, "utf-8"),
        ("utf-16", CHINESE, "utf-16"), ("koi8-r", "Где деньги?", "koi8-r"),
        ("iso-2022-jp", "お金", "iso-2022-jp"), ("hz-gb-2312", "款", "hz"), ("rot13", "x", "ascii"),
        ("cp-1251", "Где деньги?", "cp1251"), ("x-mac-cyrillic", "Где деньги?", "mac-cyrillic"),
        ("iso-8859-8-i", "איפה הכסף", "iso-8859-8"), ("windows-936", CHINESE, "gbk"),
        ("utf-7", CHINESE, "utf-7"),
    ],
)  # fmt: skip
def test_any_character_set_is_read(charset: str, text: str, encoded: str) -> None:
    assert letter(plain(charset, text, encoded))["text"] == text


def test_headers_are_read_whatever_they_are_in() -> None:
    subject = base64.b64encode("款未到账".encode("gbk")).decode()
    raw = (
        f"Subject: =?gb2312?B?{subject}?= =?x-no-such?q?ok?=\n".encode()
        + "From: 李伟 <li@b.test>\n".encode("gb18030")
        + b"\nx"
    )

    found = letter(raw)

    assert found["subject"].startswith("款未到账")
    assert (found["sender_name"], found["sender"]) == ("李伟", "li@b.test")


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Li <li@b.test>", "li@b.test"),
        ("li@b.test", "li@b.test"),
        ("a@b.test, c@d.test", ""),
        ('"li@customer.example" <eve@else.test>', "eve@else.test"),
        ("<>", ""),
        ("", ""),
    ],
)
def test_one_sender_counts_and_several_are_none(sender: str, address: str) -> None:
    assert letter(f"From: {sender}\n\nx".encode())["sender"] == address


def test_html_is_read_as_text_without_what_runs() -> None:
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body onload=x()><p>Hello&nbsp;Li</p>"
        "<script>alert(1)</script><div>Two<br>lines</div><a href='https://x.test/pay'>pay</a>"
        "<a href='javascript:x()'>no</a><ul><li>one<li>two</ul><blockquote>old</blockquote>"
    )

    assert text_of_html(html) == (
        "Hello Li\n\nTwo\nlines\npay <https://x.test/pay>no\n- one\n- two\n> old"
    )


@pytest.mark.parametrize(
    "html", ["<" * 100_000, "<!--" * 50_000, "<a " * 50_000, "<p>" * 50_000, "&" * 100_000]
)
def test_broken_html_is_read_in_no_time(html: str) -> None:
    with ends():
        text_of_html(html)


def test_the_plain_text_counts_before_the_html() -> None:
    raw = (
        b'From: a@b.test\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'
        b"Content-Type: text/html\n\n<p>as HTML</p>\n--b\n\nas text\n--b--\n"
    )

    assert letter(raw)["text"] == "as text"
    assert letter(raw.replace(b"as text", b" "))["text"] == "as HTML"


def test_what_is_passed_on_is_new_text() -> None:
    text = "What now?\n\nFrom: Bank <a@bank.test>\nSent: Monday\nTo: Li\nSubject: No\n\nRefused."
    raw = f"From: a@b.test\nSubject: {{}}\n\n{text}".format

    assert letter(raw("Fwd: No").encode())["new_text"] == text
    assert letter(raw("转发：No").encode())["new_text"] == text
    assert letter(raw("Re: No").encode())["new_text"] == "What now?"


def test_files_are_bounded_in_number_and_named() -> None:
    parts = b"".join(
        b'--b\nContent-Type: text/plain; name="%d.txt"\n\nx\n' % number for number in range(9)
    )
    raw = b'From: a@b.test\nContent-Type: multipart/mixed; boundary="b"\n\n' + parts + b"--b--\n"

    found = letter(raw)

    assert [name for name, _body in found["files"]] == [f"{number}.txt" for number in range(5)]
    assert found["left_out"] == [f"{number}.txt" for number in range(5, 9)]


def test_a_mail_in_a_mail_is_a_file_of_its_text() -> None:
    raw = (
        b'From: a@b.test\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nsee below\n--b\n'
        b"Content-Type: message/rfc822\n\nFrom: bank@c.test\nSubject: Refused\n\nNo.\n--b--\n"
    )

    [[name, body]] = letter(raw)["files"]

    assert name == "Refused.txt"
    assert base64.b64decode(body).decode() == "From: bank@c.test\nDate: \nSubject: Refused\n\nNo."


def test_the_files_of_a_mail_in_a_mail_are_named() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["From"] = "Refused", "a@b.test"
    inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="slip.pdf")
    outer.set_content("see there")
    outer.add_attachment(inner)

    found = letter(outer.as_bytes())

    assert [name for name, _body in found["files"]] == ["Refused.txt"]
    assert found["left_out"] == ["slip.pdf"]


@pytest.mark.parametrize(
    "excuse",
    ["Your mail program cannot show HTML.", "您的邮件客户端不支持HTML格式，请使用网页版查看。"],
)
def test_an_excuse_instead_of_the_words_is_none(excuse: str) -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.test"
    mail.set_content(excuse)
    mail.add_alternative("<p>The money of 3 March is not here.</p>", subtype="html")

    assert letter(mail.as_bytes())["new_text"] == "The money of 3 March is not here."


def test_words_under_a_boundary_that_never_comes_are_read() -> None:
    raw = b"From: a@b.test\nContent-Type: multipart/mixed; boundary=b\n\nWhere is it?\n"

    found = letter(raw)

    assert (found["text"], found["files"]) == ("Where is it?", [])


def test_what_is_cut_off_is_said() -> None:
    head = b'From: a@b.test\nContent-Type: text/plain; charset="utf-8"\n\n'

    assert letter(head + b"a word\n" * 150_000)["left_out"] == ["…"]
    assert letter(head + b"a word\n" * 100)["left_out"] == []


@pytest.mark.parametrize("columns", [76, 56, 12_500_000])
def test_a_large_attachment_is_whole(columns: int) -> None:
    content = bytes(range(256)) * 36_000
    code = base64.b64encode(content)
    encoded = b"\r\n".join(code[at : at + columns] for at in range(0, len(code), columns))
    raw = (
        b'From: a@b.test\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nhello\r\n'
        b'--b\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64'
        b"\r\n\r\n" + encoded + b"\r\n--b--\r\n"
    )

    found = sandbox.read(raw)["letter"]

    assert found["text"] == "hello"
    [[name, body]] = found["files"]
    assert name == "a.pdf"
    assert base64.b64decode(body) == content


HOSTILE = {
    "50,000 parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 50_000,
    "2,000 levels": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000)
    ),
    "a header of 1 MB": b"To: " + b"a@b.test, " * 100_000 + b"\n\nx",
    "headers of 1 MB": b"A: b\n" * 200_000 + b"\nx",
    "30 MB": b"From: a@b.test\n\n" + b"hello world\n" * 2_600_000,
    "nothing": b"",
    "noise": bytes(range(256)) * 1000,
}


# The reader's own parent, so small that the peak of its child is the child's.
WEIGH = """
import json, resource, sys
from support.mailbox import sandbox
found = sandbox.read(sys.stdin.buffer.read())
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([found, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime]))
"""


def weighed(raw: bytes) -> dict[str, Any]:
    """Return what is read of a mail that stays within the bounds which its reader has."""
    done = subprocess.run(
        [sys.executable, "-c", WEIGH], input=raw, capture_output=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    found, peak, seconds = json.loads(done.stdout)
    assert peak <= program.MEMORY_BYTES
    assert seconds <= sandbox.PARSING_SECONDS
    return dict(found)


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_is_read_within_the_bounds_of_its_process(raw: bytes) -> None:
    assert len(json.dumps(weighed(raw))) < 2_000_000


def packed(content: bytes, times: int) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as whole:
        for number in range(times):
            whole.writestr(f"{number}.zip", content)
    return archive.getvalue()


def test_an_archive_that_unpacks_to_ten_gigabytes_is_not_unpacked() -> None:
    within = packed(bytes(100_000_000), 1)
    bomb = packed(within, 100)
    mail = EmailMessage()
    mail.set_content("hello")
    mail.add_attachment(bomb, maintype="application", subtype="zip", filename="a.zip")

    found = weighed(mail.as_bytes())["letter"]

    assert found["text"] == "hello"
    [[name, body]] = found["files"]
    assert (name, base64.b64decode(body)) == ("a.zip", bomb)


@pytest.mark.parametrize("charset", ["\0", "utf-8\0", "a" * 10_000, "idna", "punycode", "zip"])
def test_no_name_of_a_character_set_does_harm(charset: str) -> None:
    assert text_of(b"plain", charset) == "plain"
