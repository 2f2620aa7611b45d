"""What customers read, in every language and on every channel."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from support.notifications.events import EVENTS
from support.notifications.rendering import render
from tests.notifications.making import CONTEXT

CAUSES = Path(__file__).resolve().parents[2] / "fixtures" / "causes.csv"
CHINESE = {
    "amount": "1,200.00 CNY",
    "customer_name": "李伟",
    "cause_sentence": "银行查不到 PO-20260302-0007 所填账户。"
    "请在个人资料中核对账户信息；款项仍安全保留。",
    "expected": "2026年3月5日",
    "reply": "银行已放行。\n预计明天到账。",
}
CONTEXTS = {"en": CONTEXT, "zh-hans": CONTEXT | CHINESE}
EVERY = [(event, language) for event in EVENTS for language in CONTEXTS]
NEXT = {"en": "What happens next", "zh-hans": "接下来"}
TO_DO = {"en": "What you can do", "zh-hans": "您需要做什么"}
MOST_SEGMENTS = {"en": 2, "zh-hans": 3}


class Reader(HTMLParser):
    """Collects the words, and fails on a tag that is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_a_mail_says_what_happened_what_comes_next_what_to_do_and_where_to_look(
    event: str, language: str
) -> None:
    rendered = render(event, "email", language, CONTEXTS[language])
    page = Reader()
    page.feed(rendered.html)

    assert page.open == []
    for words in (rendered.text, page.words):
        for wanted in (NEXT[language], TO_DO[language], "CW-4T7KQ2MZ", "PO-20260302-0007",
                       "1,200.00 CNY", CONTEXTS[language]["customer_name"],
                       CONTEXT["status_url"]):  # fmt: skip
            assert wanted in words
    assert CONTEXT["status_url"] in page.links
    assert f'lang="{language}"' in rendered.html


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_no_template_mark_and_no_gap_is_left_when_nothing_is_known(
    event: str, language: str
) -> None:
    for channel in ("email", "sms"):
        rendered = render(event, channel, language, {"reference": "CW-4T7KQ2MZ"})
        for words in (rendered.subject, rendered.text, rendered.html):
            assert not re.search(r"\{[{%#]|[}%#]\}|None|\(\)|（）", words)
        assert "\n\n\n" not in rendered.text
        assert "  " not in rendered.text


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_the_subject_starts_with_the_reference_and_fits_one_line(event: str, language: str) -> None:
    subject = render(event, "email", language, CONTEXTS[language]).subject

    assert subject.startswith("[CW-4T7KQ2MZ] ")
    assert "\n" not in subject
    assert len(subject) <= 78


def test_every_event_has_a_subject_of_its_own() -> None:
    for language, context in CONTEXTS.items():
        subjects = {render(event, "email", language, context).subject for event in EVENTS}
        assert len(subjects) == len(EVENTS)


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_a_chinese_message_has_no_english_sentence_and_an_english_one_no_chinese(
    event: str, language: str
) -> None:
    for channel in ("email", "sms"):
        text = render(event, channel, language, CONTEXTS[language]).text
        has_chinese = re.search("[\u4e00-\u9fff]", text) is not None
        assert has_chinese == (language == "zh-hans")
        if has_chinese:
            assert not re.search("[\u4e00-\u9fff][,:;?!]", text), "half-width marks"
            assert not re.search(r"\b(the|your|payment|please)\b", text, re.IGNORECASE)


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_an_sms_is_short_and_carries_reference_and_link(event: str, language: str) -> None:
    rendered = render(event, "sms", language, CONTEXTS[language])

    assert rendered.segments <= MOST_SEGMENTS[language]
    assert "CW-4T7KQ2MZ" in rendered.text
    assert rendered.text.endswith(CONTEXT["status_url"])
    assert "\n" not in rendered.text
    assert rendered.subject == rendered.html == ""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sentence_of_every_cause_fits_an_sms(language: str) -> None:
    column = {"en": "customer_message_en", "zh-hans": "customer_message_zh"}[language]
    with CAUSES.open(encoding="utf-8") as file:
        sentences = [row[column] for row in csv.DictReader(file)]
    too_long = {}
    for event in ("solution", "waiting-bank"):
        for sentence in sentences:
            filled = sentence.replace("{reference}", CONTEXT["payment"])
            rendered = render(
                event, "sms", language, CONTEXTS[language] | {"cause_sentence": filled}
            )
            assert filled in rendered.text
            if rendered.segments > MOST_SEGMENTS[language]:
                too_long[sentence] = rendered.segments

    assert len(sentences) == 37
    assert too_long == {}


def test_the_sentence_of_the_cause_is_in_the_solution_and_not_in_the_resolution() -> None:
    assert "could not find the account" in render("solution", "email", "en", CONTEXT).text
    assert "could not find the account" not in render("case-resolved", "email", "en", CONTEXT).text


def test_the_day_is_promised_only_when_it_is_known() -> None:
    known = render("waiting-bank", "email", "en", CONTEXT).text
    unknown = render("waiting-bank", "email", "en", CONTEXT | {"expected": ""}).text

    assert "by March 5, 2026" in known
    assert "by " not in unknown.partition("What happens next")[2].partition("What you can do")[0]
    assert "cannot name a day yet" in unknown


def test_markup_in_values_is_text_in_html_and_untouched_in_plain_text() -> None:
    context = CONTEXT | {"customer_name": "<b>Li</b> & Co", "reply": "<script>x</script>\na < b"}

    rendered = render("agent-reply", "email", "en", context)

    assert "<script>" not in rendered.html
    assert "&lt;b&gt;Li&lt;/b&gt; &amp; Co" in rendered.html
    assert "Hello <b>Li</b> & Co," in rendered.text
    assert "<script>x</script>\na < b" in rendered.text


def test_a_template_in_a_value_stays_text() -> None:
    rendered = render(
        "agent-reply", "email", "en", CONTEXT | {"reply": "{{ 7|add:7 }}{% now 'Y' %}"}
    )

    assert "{{ 7|add:7 }}{% now 'Y' %}" in rendered.text


def test_any_chinese_locale_reads_chinese_and_any_other_english() -> None:
    assert render("solution", "email", "zh_TW", CONTEXT).text.startswith("Li Wei，您好")
    assert render("solution", "email", "fr-FR", CONTEXT).text.startswith("Hello Li Wei,")


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(KeyError):
        render("../../etc/passwd", "email", "en", CONTEXT)
