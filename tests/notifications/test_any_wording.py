"""Whatever somebody writes: refused with a sentence, or a whole message comes of it."""

import html5lib
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.notifications.words.events import EVENTS
from support.notifications.words.filling import worded
from support.notifications.words.mail_page import html_of
from support.notifications.words.rules import Draft, check_wording, needed_names, tidied
from support.notifications.words.sample_values import longest_words, sample_words
from support.notifications.words.segments import count_segments
from tests.every import every
from tests.sampling import examples

NAMES = sorted({name for event in EVENTS.values() for name in event.uses})
PIECES = st.one_of(
    st.sampled_from([f"{{{name}}}" for name in NAMES]),
    st.sampled_from(
        ["{", "}", "{{", "}}", "\n", "\n\n", " ", ".", "<b>", "&amp;", "{% x %}", "\r\n"]
    ),
    st.sampled_from(
        ["fraud", "合规", "Hello", "您好", "12345678", "{a.b}", "\u202e", "👩‍👩‍👧", "﷽"]
    ),
    st.text(max_size=8),
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)
HOSTILE = [
    "{reference.__class__.__init__.__globals__[settings].SECRET_KEY}",
    "{reference!r:>99999999}",
    "{{7*7}}",
    "{% debug %}",
    "{% include '/etc/passwd' %}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "%(reference)s",
    "%s%s%s%n",
    "{" * 9_000,
    "{}" * 5_000,
    "{{" * 4_000 + "}",
    "{reference" * 900,
    "\u202e{reference}",
    "\u2066evil\u2069",
    "a\u0000b",
    "\ud83d",
    "\ufffe",
    "x" * 1_000_000,
    "\n" * 10_000 + "x",
    "a\u2028b",
    "\u200bzero",
    "{\u200breference}",
    "{ｒｅｆｅｒｅｎｃｅ}",
    "{REFERENCE}",
    "{reference}" * 6,
    "f\u0072aud",
    "ＦＲＡＵＤ",
    "𝐟𝐫𝐚𝐮𝐝",
    "ﬂag: stolen",
    "６２２２０２０２００１１２２３３４４５",
    "4111 1111 1111 1111",
    "GB29NWBK60161331926819",
]


def refusal_of(draft):
    """Return the sentences with which words are refused, None when they are not."""
    try:
        check_wording(draft)
    except ValidationError as error:
        return error.messages
    return None


def kept(event, channel, body, subject="News"):
    return tidied(Draft(event, "en", channel, subject, body))


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    event=st.sampled_from(sorted(EVENTS)),
    channel=st.sampled_from(["email", "sms"]),
    body=TEXTS,
    subject=TEXTS,
    is_whole=st.booleans(),
)
def test_any_words_are_refused_with_a_sentence_or_tell_all_that_must_be_told(
    event, channel, body, subject, is_whole
):
    needed = needed_names(EVENTS[event], channel)
    if is_whole:
        body = "\n".join([*(f"{{{name}}}" for name in sorted(needed)), body])
    draft = kept(event, channel, body, subject)

    if (refusal := refusal_of(draft)) is not None:
        assert all(len(sentence) > 10 for sentence in refusal)
        return

    words = sample_words(event, "en")
    message = worded(draft, words)
    assert all(words[name] in message.text for name in needed)
    assert "\n" not in message.subject
    if channel == "email":
        page = html5lib.HTMLParser(strict=False).parse(html_of(message, "en"))
        assert not list(page.iter("{http://www.w3.org/1999/xhtml}script"))
    else:
        assert count_segments(message.text) <= 6


@every("hostile", HOSTILE)
@every("field", ["subject", "body"])
def test_hostile_words_are_refused_or_stay_what_they_are(hostile, field):
    whole = "{cause_sentence}\n{reference}\n{status_url}"
    draft = kept(
        "solution",
        "email",
        f"{whole}\n{hostile}" if field == "body" else whole,
        hostile if field == "subject" else "News",
    )

    if (refusal := refusal_of(draft)) is not None:
        assert all(len(sentence) > 10 for sentence in refusal)
        return
    message = worded(draft, sample_words("solution", "en"))
    shown = message.subject if field == "subject" else message.text
    assert hostile.strip().replace("{{", "{").replace("}}", "}") in shown


@every("event", EVENTS)
def test_the_longest_message_that_can_be_saved_is_bounded(event):
    names = sorted(EVENTS[event].uses)
    body = "\n".join(f"{{{name}}}" for name in names for _time in range(5))

    check_wording(kept(event, "email", body))

    words = dict.fromkeys(names, "x" * 20_000)  # cleaning cuts them at that
    assert len(worded(kept(event, "email", body), words).text) < 2_000_000
    assert longest_words(event, "en").keys() == set(names)
