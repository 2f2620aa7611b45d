"""What the templates may never tell, and how long an SMS may be."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.brand.reading import HOUSE_WORDS
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import render_file
from support.notifications.words.rules import needed_names
from support.notifications.words.sample_claims import sample_claims
from support.notifications.words.sample_messages import sms_specimen
from support.notifications.words.sample_values import sample_words
from tests.every import every
from tests.sampling import spread
from troubleshooting.causes.models import SENTENCES
from troubleshooting.causes.sentences import filled, samples
from troubleshooting.discretion.words import account_numbers_in, our_words_in, risks_in

ROOT = Path(__file__).resolve().parents[2]
FIXTURES, TEMPLATES = ROOT / "fixtures", ROOT / "templates" / "notifications"
LANGUAGES = ["en", "zh-hans"]
EVERY = [(event, language) for event in EVENTS for language in LANGUAGES]
PARTS = ["subject.txt", "body.txt", "sms.txt"]
COLUMNS = {
    language: [name for name in SENTENCES if name.endswith(f"_{language[:2]}")]
    for language in LANGUAGES
}
LONG_REFERENCE = "PO-20260302-0007"
OURS = ["name_en", "name_zh", "article_wording_zh", "how_to_check_en", "how_to_check_zh",
    "fix_en", "fix_zh"]  # fmt: skip

# The segments of an SMS with ordinary and with the longest words, signature and link included.
SEGMENTS = {
    "case-opened": {"en": (3, 3), "zh-hans": (3, 4)},
    "step-needs-you": {"en": (2, 4), "zh-hans": (2, 5)},
    "solution": {"en": (3, 3), "zh-hans": (3, 4)},
    "reminder": {"en": (3, 4), "zh-hans": (3, 4)},
    "waiting-bank": {"en": (3, 3), "zh-hans": (3, 4)},
    "bank-overdue": {"en": (3, 3), "zh-hans": (3, 4)},
    "payment-moved": {"en": (3, 3), "zh-hans": (3, 4)},
    "case-resolved": {"en": (2, 3), "zh-hans": (3, 4)},
    "case-reopened": {"en": (3, 3), "zh-hans": (3, 4)},
    "incident-opened": {"en": (2, 3), "zh-hans": (3, 4)},
    "incident-updated": {"en": (2, 3), "zh-hans": (3, 4)},
    "incident-resolved": {"en": (2, 3), "zh-hans": (3, 4)},
    "agent-reply": {"en": (2, 2), "zh-hans": (2, 3)},
    "survey": {"en": (2, 2), "zh-hans": (3, 3)},
    "complaint-received": {"en": (2, 3), "zh-hans": (3, 4)},
    "complaint-held": {"en": (2, 3), "zh-hans": (3, 4)},
    "complaint-answered": {"en": (2, 2), "zh-hans": (2, 3)},
    "guide-published": {"en": (1, 2), "zh-hans": (2, 2)},
    "news-confirm": {"en": (1, 2), "zh-hans": (2, 3)},
    "contact-code": {"en": (1, 1), "zh-hans": (1, 1)},
    "sms-help": {"en": (2, 2), "zh-hans": (2, 2)},
    "form-link": {"en": (1, 2), "zh-hans": (2, 2)},
    "contact-changed": {"en": (2, 2), "zh-hans": (3, 3)},
}


@cache
def causes() -> list[dict[str, str]]:
    with (FIXTURES / "causes.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def texts_for_agents() -> frozenset[str]:
    """What trees and causes tell agents only: whole sentences and names of causes."""
    texts = {cause[column] for cause in causes() for column in OURS}
    for path in (FIXTURES / "trees").glob("*.yaml"):
        for node in yaml.safe_load(path.read_text(encoding="utf-8"))["nodes"]:
            texts |= set(_texts(node))
    said = {cause[column] for cause in causes() for column in SENTENCES}
    return frozenset(text.strip() for text in texts if len(text.strip()) >= 6) - said


def sentences_of(cause: dict[str, str], language: str) -> Iterator[str]:
    """All that customers can be told of a cause, with everything known that it may say."""
    values = samples(language) | {"reference": LONG_REFERENCE}
    yield from (filled(cause[column], values) for column in COLUMNS[language] if cause[column])


def _texts(node: dict[str, Any]) -> Iterator[str]:
    spoken = [node.get("title"), node.get("body"), node.get("cure")]
    for words in filter(None, spoken):
        yield from words.values()


def every_text(event: str, language: str, **more: str) -> Iterator[str]:
    words = clean_context(event, sample_words(event, language) | more)
    mail = render_file(event, "email", language, words)
    yield from (mail.subject, mail.text, re.sub(r"<[^>]+>", " ", mail.html.partition("<body")[2]))
    yield render_file(event, "sms", language, words).text


def test_every_event_has_every_part_in_every_language_and_no_other_is_there() -> None:
    found = {path.relative_to(TEMPLATES) for path in TEMPLATES.glob("*/*/*")}

    assert found == {
        Path(event, language, part) for event, language in EVERY for part in PARTS
    }  # fmt: skip


@every(("event", "language"), EVERY)
def test_a_template_uses_only_words_that_its_event_knows(event: str, language: str) -> None:
    known = EVENTS[event].uses | {"reference"} | HOUSE_WORDS
    for part in PARTS:
        source = (TEMPLATES / event / language / part).read_text(encoding="utf-8")
        names = re.findall(r"\{\{ *([a-z_]+)|\{% (?:el)?if ([a-z_]+)", source)
        assert {name for pair in names for name in pair if name} <= known
        assert "|safe" not in source
        assert "autoescape" not in source


@every(("event", "language"), EVERY)
@every("channel", ["email", "sms"])
def test_a_message_tells_every_fact_that_it_is_about(event, language, channel) -> None:
    words = sample_words(event, language)
    rendered = render_file(event, channel, language, clean_context(event, words))

    for name in needed_names(EVENTS[event], channel):
        assert words[name] in rendered.text, name


@every(("event", "language"), EVERY)
def test_no_template_tells_a_hidden_reason_a_word_of_ours_or_an_account(
    event: str, language: str
) -> None:
    quoted = re.escape(str(sample_words(event, language).get("bank_reference") or "-"))
    for text in every_text(event, language):
        # What a customer quotes to their bank is theirs, and meant to be read whole.
        without_links = re.sub(rf"https?://\S+|{quoted}", " ", text)
        assert risks_in(without_links) == []
        assert our_words_in(without_links) == []
        assert account_numbers_in(without_links) == []
        assert not re.search(r"\d{8}", without_links)


@every("language", LANGUAGES)
@every("event", [e for e in EVENTS if "cause_sentence" in EVENTS[e].uses])
def test_no_message_about_any_cause_tells_what_agents_alone_may_know(event, language) -> None:
    checked, asked = 0, spread(causes(), 5)
    for cause in asked:
        for sentence in sentences_of(cause, language):
            for text in every_text(event, language, cause_sentence=sentence):
                told = text.replace(sentence, " ")
                assert risks_in(text) == [], cause["slug"]
                assert [ours for ours in texts_for_agents() if ours in told] == [], cause["slug"]
                checked += 1

    assert checked >= (len(asked) + 2 * 35 * len(asked) // len(causes())) * 4


def test_causes_that_are_never_explained_are_told_in_words_that_say_nothing() -> None:
    hidden = [cause for cause in causes() if cause["disclosure"] != "open"]

    assert len(hidden) >= 4
    for cause in hidden:
        for column in SENTENCES:
            assert risks_in(cause[column]) == []
            assert our_words_in(cause[column]) == []


@every(("event", "language"), EVERY)
def test_no_text_for_agents_is_in_any_template(event: str, language: str) -> None:
    assert len(texts_for_agents()) > 300
    for part in PARTS:
        source = (TEMPLATES / event / language / part).read_text(encoding="utf-8")
        assert [ours for ours in texts_for_agents() if ours in source] == []


@every(("event", "language"), EVERY)
def test_an_sms_keeps_within_its_segments(event: str, language: str) -> None:
    specimen = sms_specimen(event, language)

    assert (specimen.rendered.segments, specimen.longest_segments) == SEGMENTS[event][language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_every_cause_fits_an_sms(language: str) -> None:
    for event in ("solution", "waiting-bank", "case-resolved"):
        for cause in spread(causes(), 3):
            for sentence in sentences_of(cause, language):
                claimed = sample_claims(event, language, cause=sentence)
                words = sample_words(event, language) | claimed
                rendered = render_file(event, "sms", language, clean_context(event, words))

                # Of money that arrived or is on its way there may be nothing left to ask.
                is_told = event == "solution" or bool(claimed["cause_sentence"])
                assert (sentence in rendered.text) == is_told
                assert rendered.segments <= 3, (cause["slug"], sentence)
