"""The HTML of mails, in every language: sound, small, the same each time, and without spies."""

import re
from html import unescape

import pytest

from support.customers.models import Language
from support.desk.wordings.preview import file_draft
from support.notifications.models import Wording
from support.notifications.words.events import EVENTS
from support.notifications.words.filling import Worded, worded, worded_by_file
from support.notifications.words.mail_page import (
    PREHEADER_LENGTH,
    blocks_of,
    html_of,
    preheader_of,
)
from support.notifications.words.mail_parts import FINDINGS
from support.notifications.words.rules import Draft
from support.notifications.words.sample_messages import mail_specimen
from support.notifications.words.sample_values import sample_words
from tests.every import every
from tests.notifications.mail_linter import complaints

EVERY = [(event, language) for event in EVENTS for language in Language.values]
SOUND = mail_specimen("solution", "en").rendered.html


@every(("event", "language"), EVERY)
def test_the_linter_finds_nothing_wrong_with_a_mail(event: str, language: str) -> None:
    html = mail_specimen(event, language).rendered.html

    assert complaints(html) == []
    assert f'<html lang="{language}">' in html


@pytest.mark.parametrize("language", Language.values)
def test_the_linter_finds_nothing_wrong_with_a_mail_that_an_admin_worded(language: str) -> None:
    wording = Wording(
        event="solution",
        language=language,
        channel="email",
        subject="[{reference}] News",
        body="{cause_sentence}\n\n{status_url}\n\n{reference} <b>{amount}</b>",
    )
    message = worded(wording, sample_words("solution", language))
    assert message is not None

    html = html_of(message, language)

    assert complaints(html) == []
    assert "&lt;b&gt;" in html


@every(
    ("sound", "broken", "complaint"),
    [
        ("</h1>", "</h2>", "no HTML"),
        ('<html lang="en">', "<html>", "no language"),
        ("<p ", '<p onclick="x()" ', "no attribute onclick"),
        ("<h2 ", '<img src="https://spy.example/1.gif"><h2 ', "no element for mails"),
        ("margin:0", "margin:0;position:fixed", "position is not known"),
        ("margin:0", "background-color:url(https://spy.example)", "fetches something"),
        ("@media (max", "p { margin: 0 } @media (max", "left in a sheet"),
        ("padding: 0 !important", "padding: 0", "does not win"),
        ('href="https://', 'href="javascript:', "leads to"),
        (' role="presentation"', "", "a table for looks"),
        (' scope="row"', "", "a head of nothing"),
        ("<h1", "<h2>x</h2><h1", "not one main heading"),
        ('<meta charset="utf-8">', f"<title>{'x' * 2_000}</title>", "told too late"),
    ],
)
def test_the_linter_finds_what_is_wrong(sound: str, broken: str, complaint: str) -> None:
    assert sound in SOUND

    found = complaints(SOUND.replace(sound, broken))

    assert any(complaint in wrong for wrong in found), found


@every(("event", "language"), EVERY)
def test_html_and_text_of_a_mail_say_the_same(event: str, language: str) -> None:
    """Each part is written by itself, so one might forget what the other says."""
    rendered = mail_specimen(event, language).rendered
    lines = _lines(rendered.html)
    text = [line for line in rendered.text.splitlines() if line]

    for line, following in zip(text, [*text[1:], ""], strict=True):
        if line.startswith("https://"):
            assert f'href="{line}"' in rendered.html
        elif not following.startswith("https://"):  # else it is the label of a button
            label, _colon, value = re.sub(r"[:：]", ":", line).partition(":")
            assert line in lines or {label.strip(), value.strip()} <= lines, line


def _lines(html: str) -> set[str]:
    body = html.partition("</h1>")[2]
    cut = re.sub(r"</(?:p|h2|th|td|div)>|<br>", "\n", body)
    return {unescape(re.sub("<[^>]+>", "", line)).strip() for line in cut.splitlines()}


@every(("event", "language"), EVERY)
def test_the_same_words_make_the_same_bytes(event: str, language: str) -> None:
    assert mail_specimen(event, language) == mail_specimen(event, language)


@every(("event", "language"), EVERY)
def test_a_list_of_mails_shows_what_has_happened(event: str, language: str) -> None:
    rendered = mail_specimen(event, language).rendered

    preheader = re.search(r'<div class="preheader"[^>]*>([^<]+)</div>', rendered.html)

    assert preheader is not None
    assert preheader[1].rstrip("…") in rendered.text
    assert not preheader[1].startswith(("Hello", "您好", "莫可"))


def test_a_long_beginning_is_cut_for_the_list() -> None:
    assert preheader_of("Hello,\n\nA b.\nC d.\n\nNext") == "A b. C d."
    assert preheader_of("Only this") == "Only this"
    assert preheader_of("") == ""
    cut = preheader_of("Hello,\n\n" + "word " * 100)
    assert len(cut) <= PREHEADER_LENGTH
    assert cut.endswith("word…")


def test_a_page_asks_no_other_machine_for_anything() -> None:
    html = html_of(Worded("T", "", {}), "en")

    assert "http" not in html
    assert "src=" not in html


@every(("event", "language"), EVERY)
def test_a_mail_of_the_file_has_every_part_of_the_frame(event: str, language: str) -> None:
    html = mail_specimen(event, language).rendered.html
    uses = EVENTS[event].uses

    is_told_all = "where_money_is" in uses and event != "agent-reply"  # a reply sets no task
    assert html.count("<h2 ") == (3 if is_told_all else 2)
    assert html.count('class="end"') == 1
    assert ('class="facts"' in html) == ("reference" in uses)
    assert ('class="button"' in html) == any(name.endswith("_url") for name in uses)
    told = {name for name, word in sample_words(event, language).items() if word}
    assert ('class="finding' in html) == bool(told & FINDINGS)


@every(("event", "language"), EVERY)
def test_an_admin_who_starts_from_the_files_words_keeps_the_parts_of_the_frame(
    event: str, language: str
) -> None:
    words = sample_words(event, language)
    file = worded_by_file(event, "email", language, words)
    admins = worded(file_draft(Draft(event, language, "email", "", "")), words)

    assert admins is not None
    assert [block.kind for block in blocks_of(admins.marked)] == [
        block.kind for block in blocks_of(file.marked)
    ]


def test_a_words_own_lines_and_headings_are_none_of_the_frames() -> None:
    reply = "What you can do\n\n\nThe Casewalk support team\nCase: <b>1</b>"
    message = worded_by_file("agent-reply", "email", "en", {"reply": reply, "reference": "CW-1"})

    html = html_of(message, "en")

    assert (
        "What you can do<br><br>The Casewalk support team<br>Case: &lt;b&gt;1&lt;/b&gt;</p>" in html
    )
    assert html.count("<h2 ") == 0
    assert html.count('class="end"') == 1
