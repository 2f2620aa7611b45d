"""What customers read, in every language and on every channel."""

import re
from html.parser import HTMLParser

import pytest

from support.notifications.models import Wording
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import CLAIMED, EVENTS
from support.notifications.words.rendering import Rendered, render, render_file
from support.notifications.words.rules import MOST_SEGMENTS
from support.notifications.words.sample_values import sample_words
from tests.every import every
from tests.notifications.making import CONTEXT, NOW

LANGUAGES = ["en", "zh-hans"]
EVERY = [(event, language) for event in EVENTS for language in LANGUAGES]
NEXT = {"en": "What happens next", "zh-hans": "接下来"}
TO_DO = {"en": "What you need to do", "zh-hans": "您需要做什么"}
NOT_TOLD = {("incident-resolved", "next_update")}  # it is over
# What claims say stands in a mail as a whole; an SMS says it in short.
NOT_IN_MAIL = {"in_short"}
# A reply says the agent's text, where the money is, and how to reach us: no task beside it.
OF_REPLIES = {
    "agent-reply": {"headline", "what_happened", "what_next", "next_news", "what_to_do"},
}
# What stands where the claims would, if it is not that there is news.
OLD = {"reminder": ("your payout", "仍待您处理")}
URLS = {"survey": "survey_url", "guide-published": "guide_url"}


def rendered_of(event: str, channel: str, language: str, **more: str) -> Rendered:
    """Render with the file's words, which needs no database."""
    words = clean_context(event, sample_words(event, language) | more)
    return render_file(event, channel, language, words)


@every("event", ["incident-opened", "incident-updated"])
@every("given", ["11 a.m.", "18:00"])
def test_the_time_of_the_next_news_ends_in_one_full_stop(event: str, given: str) -> None:
    rendered = rendered_of(event, "email", "en", next_update=given)

    assert f"By {given} you will hear more.\n" in rendered.text
    assert ".." not in rendered.text


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


@every(("event", "language"), EVERY)
def test_a_mail_says_what_happened_what_to_do_what_comes_next_and_where_to_look(
    event: str, language: str
) -> None:
    words = sample_words(event, language)
    rendered = rendered_of(event, "email", language)
    page = Reader()
    page.feed(rendered.html)

    assert page.open == []
    for said in (rendered.text, page.words) if event != "agent-reply" else ():
        assert said.index(TO_DO[language]) < said.index(NEXT[language])
    for name, word in words.items():
        if name.endswith("_url"):
            assert word in page.links
        elif (event, name) not in NOT_TOLD and name not in OF_REPLIES.get(event, ()):
            if name in NOT_IN_MAIL:
                continue
            if name == "headline":
                assert word in rendered.subject
                continue
            for said in (rendered.text, page.words):
                assert all(line in said for line in word.splitlines()), name
    assert f'lang="{language}"' in rendered.html


@every(("event", "language"), EVERY)
def test_no_template_mark_and_no_gap_is_left_when_nothing_is_known(
    event: str, language: str
) -> None:
    words = clean_context(event, {"reference": "CW-4T7KQ2MZ"})
    for channel in ("email", "sms"):
        rendered = render_file(event, channel, language, words)
        for said in (rendered.subject, rendered.text, rendered.html):
            assert not re.search(r"\{[{%#]|[}%#]\}|None|\(\)|（）|《》", said)
        assert "\n\n\n" not in rendered.text
        assert "  " not in rendered.text
        assert not re.search(r" [,.:]|[^.]\.\.(?!\.)|。。|，。", rendered.text)


@every(("event", "language"), EVERY)
def test_the_subject_starts_with_the_reference_and_fits_one_line(event: str, language: str) -> None:
    subject = rendered_of(event, "email", language).subject

    assert subject.startswith("[CW-4T7KQ2MZ] ") == ("reference" in EVENTS[event].uses)
    assert "\n" not in subject
    assert len(subject) <= 78


TITLED_BY_STATE = ("waiting-bank", "payment-moved")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_a_subject_of_its_own_that_tells_the_state(language: str) -> None:
    subjects = {rendered_of(event, "email", language).subject for event in EVENTS}
    by_state = {rendered_of(event, "email", language).subject for event in TITLED_BY_STATE}

    assert len(by_state) == 1  # the sample's: what they tell is where the payment stands
    assert len(subjects) == len(EVENTS) - len(TITLED_BY_STATE) + 1
    assert not [subject for subject in subjects if "update" in subject.lower()]


@every(("event", "language"), EVERY)
def test_a_chinese_message_has_no_english_sentence_and_an_english_one_no_chinese(
    event: str, language: str
) -> None:
    for channel in ("email", "sms"):
        rendered = rendered_of(event, channel, language)
        for text in filter(None, (rendered.subject, rendered.text)):
            has_chinese = re.search("[\u4e00-\u9fff]", text) is not None
            assert has_chinese == (language == "zh-hans")
            if has_chinese:
                assert not re.search("[\u4e00-\u9fff][,:;?!]", text), "half-width marks"
                assert not re.search(r"\b(the|your|payment|please)\b", text, re.IGNORECASE)
                assert "你" not in text.replace("您", "")


@every(("event", "language"), EVERY)
def test_an_sms_is_one_line_with_reference_and_link(event: str, language: str) -> None:
    words = sample_words(event, language)

    rendered = rendered_of(event, "sms", language)

    assert "\n" not in rendered.text
    assert rendered.subject == rendered.html == ""
    assert words.get("reference", "") in rendered.text
    assert words.get(URLS.get(event, "status_url"), "") in rendered.text


@every("event", [name for name, event in EVENTS.items() if not event.is_essential])
@every("language", LANGUAGES)
def test_what_is_not_essential_tells_how_to_hear_less(event: str, language: str) -> None:
    url = "https://pay.casewalk.example/unsubscribe/7.abc/"

    rendered = rendered_of(event, "email", language, unsubscribe_url=url)

    assert rendered.text.rstrip().endswith(url)
    assert f'<a href="{url}"' in rendered.html
    assert "unsubscribe" not in rendered_of("solution", "email", language, unsubscribe_url=url).text


@every("event", sorted(name for name in EVENTS if EVENTS[name].tells_state))
@every("channel", ["email", "sms"])
def test_a_message_queued_before_there_were_claims_says_nothing_untrue(
    event: str, channel: str
) -> None:
    old = {name: "" for name in EVENTS[event].uses if name in CLAIMED}

    english = rendered_of(event, channel, "en", **old).text
    chinese = rendered_of(event, channel, "zh-hans", **old).text

    fallback, its_chinese = OLD.get(event, ("There is news of your payout", "有新进展"))
    assert f"{fallback} PO-0302-0007" in english.replace("Your payout", "your payout")
    assert "您的出款 PO-0302-0007 " + its_chinese in chinese


def test_markup_in_values_is_text_in_html_and_untouched_in_plain_text() -> None:
    rendered = rendered_of(
        "agent-reply", "email", "en",
        customer_name="<b>Li</b> & Co", reply="<script>x</script>\na < b",
    )  # fmt: skip

    assert "<script>" not in rendered.html
    assert "&lt;b&gt;Li&lt;/b&gt; &amp; Co" in rendered.html
    assert "Hello <b>Li</b> & Co," in rendered.text
    assert "<script>x</script>\na < b" in rendered.text


def test_a_template_in_a_value_stays_text() -> None:
    rendered = rendered_of("agent-reply", "email", "en", reply="{{ 7|add:7 }}{% now 'Y' %}")

    assert "{{ 7|add:7 }}{% now 'Y' %}" in rendered.text


@pytest.mark.django_db
def test_any_chinese_locale_reads_chinese_and_any_other_english() -> None:
    assert render("solution", "email", "zh_TW", CONTEXT).text.startswith("Li Wei，您好")
    assert render("solution", "email", "fr-FR", CONTEXT).text.startswith("Hello Li Wei,")


@pytest.mark.django_db
def test_words_that_nobody_changed_are_the_files() -> None:
    rendered = render("solution", "email", "en", CONTEXT)

    assert rendered.wording == "file"
    assert rendered == render_file("solution", "email", "en", clean_context("solution", CONTEXT))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_that_would_cost_too_much_has_its_words_cut_but_not_its_link(language: str) -> None:
    words = sample_words("incident-opened", language)

    rendered = rendered_of("incident-opened", "sms", language, incident_sentence="长话 " * 300)

    assert rendered.segments <= MOST_SEGMENTS
    assert "长话…" in rendered.text
    assert rendered.text.endswith(words["status_url"])
    assert words["reference"] in rendered.text


@pytest.mark.django_db
def test_an_sms_of_an_admins_words_is_cut_as_well() -> None:
    Wording.objects.create(
        event="solution", language="en", channel="sms", version=1, created_at=NOW,
        body="{reference}\n{cause_sentence}\n{status_url}", is_current=True,
    )  # fmt: skip

    rendered = render("solution", "sms", "en", CONTEXT | {"cause_sentence": "长话 " * 300})

    assert rendered.wording == "v1"
    assert rendered.segments <= MOST_SEGMENTS
    assert rendered.text.endswith(CONTEXT["status_url"])


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(KeyError):
        render("../../etc/passwd", "email", "en", CONTEXT)


def test_a_reminder_has_no_sentence_behind_a_colon():
    words = sample_words("reminder", "en") | {"headline": "We need something from you"}

    subject = render_file("reminder", "email", "en", words).subject

    assert subject.endswith("We need something from you (reminder)")
