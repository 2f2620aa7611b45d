"""Words of an admin's own are right, or refused with a sentence."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from support.notifications.words.events import EVENTS
from support.notifications.words.rules import (
    Draft,
    check_wording,
    longest_segments,
    needed_names,
    tidied,
)
from tests.every import every

MAIL = Draft(
    event="solution",
    language="en",
    channel="email",
    subject="[{reference}] What we found",
    body="Hello {customer_name},\n\n{cause_sentence}\n\nCase {reference}\n{status_url}",
)
SMS = Draft(
    event="solution",
    language="en",
    channel="sms",
    subject="",
    body="Casewalk {reference}:\n{cause_sentence}\n{reference} {status_url}",
)


def complaints(draft, field="body"):
    with pytest.raises(ValidationError) as refused:
        check_wording(draft)
    return " ".join(refused.value.message_dict[field])


def of(body, base=MAIL):
    """Return words that lack nothing, and the text in question besides."""
    return replace(base, body=f"{base.body}\n{body}")


def test_whole_words_are_let_through():
    check_wording(MAIL)
    check_wording(SMS)


def test_braces_for_print_emoji_and_names_of_the_world_are_let_through():
    check_wording(of("Write {{ and }} 👩‍👩‍👧 سلام नमस्ते 您好，谢谢！"))


@every("event", EVENTS)
@every("channel", ["email", "sms"])
def test_every_event_can_be_worded_with_what_it_needs(event, channel):
    names = sorted(needed_names(EVENTS[event], channel))
    body = "\n".join(f"{{{name}}}" for name in names) or "Words"

    check_wording(Draft(event, "en", channel, "News" if channel == "email" else "", body))


@every(
    "body",
    [
        "{reference.pk}",
        "{reference.__class__.__mro__}",
        "{reference[0]}",
        "{reference!r}",
        "{reference:>1000000}",
        "{}",
        "{0}",
        "{ reference }",
        "{settings.SECRET_KEY}",
        "{% include 'x' %}",
        "{% load i18n %}",
        "{# hidden #}",
        "{\nreference}",
    ],
)
def test_only_a_name_may_stand_between_braces(body):
    assert "is no placeholder" in complaints(of(body))


@every("body", ["a { b", "a } b", "{reference", "reference}", "{{reference}"])
def test_a_brace_alone_is_refused(body):
    assert "without its other half" in complaints(of(body))


@pytest.mark.parametrize("body", ["{{reference}}", "{{ reference }}", "{{ reference|upper }}"])
def test_the_braces_of_other_systems_are_explained(body):
    assert "Write {reference} with one brace on each side" in complaints(of(body))


@every("name", ["password", "reply", "referense", "survey_url"])
def test_a_placeholder_that_the_event_does_not_fill_is_refused(name):
    assert f"{{{name}}} is not known for this message" in complaints(of(f"{{{name}}}"))


def test_a_reply_is_too_long_for_an_sms_and_needed_in_a_mail():
    sms = Draft("agent-reply", "en", "sms", "", "{reference} {status_url}")

    check_wording(sms)
    assert "{reply} is too long for an SMS" in complaints(of("{reply}", sms))
    mail = replace(sms, channel="email", subject="Answer")
    assert "{reply} is missing" in complaints(mail)


@pytest.mark.parametrize("name", ["reference", "status_url"])
def test_reference_and_link_must_be_there(name):
    assert f"{{{name}}} is missing" in complaints(
        replace(MAIL, body=MAIL.body.replace(f"{{{name}}}", ""))
    )


def test_what_is_needed_may_not_hang_on_a_word_that_can_be_empty():
    hanging = replace(SMS, body="Casewalk {reference}: {cause_sentence} {status_url}")

    said = complaints(hanging)

    assert "{reference} stands only on lines that are left out" in said
    assert "{status_url} stands only on lines that are left out" in said


def test_the_subject_holds_only_what_is_always_known():
    said = complaints(replace(MAIL, subject="About {payment}"), "subject")

    assert said == "{payment} may be empty, and a subject can't leave it out. Use it in the text."


@every(
    ("subject", "said"),
    [
        ("", "Please write a subject."),
        ("x" * 201, "longer than 200"),
        ("a\nBcc: mock@example.test", "one line"),
        ("a\rb", "one line"),
        ("a\u202eb", "U+202E"),
        ("{reference.pk}", "is no placeholder"),
        ("Stopped for fraud", "never explained to a customer"),
    ],
)
def test_a_broken_subject_is_refused_with_a_sentence(subject, said):
    assert said in complaints(replace(MAIL, subject=subject), "subject")


@every("char", ["\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x1b", "\ud800"])
def test_invisible_and_damaged_characters_are_named_with_their_line(char):
    said = complaints(of(f"a{char}b"))

    assert said == (
        f"Line 7 has an invisible or damaged character (U+{ord(char):04X}). Please remove it."
    )


@every(
    ("body", "word"),
    [
        ("It was stopped for fraud.", "fraud"),
        ("Our Compliance team looks at it.", "Compliance"),
        ("Your card was lost.", "lost"),
        ("Your card was stolen.", "stolen"),
        ("因涉嫌欺诈被拦截。", "涉嫌"),
        ("合规审查中。", "合规"),
        ("卡片已挂失。", "挂失"),
        ("卡片被盗。", "被盗"),
    ],
)
def test_a_reason_that_is_never_told_is_refused(body, word):
    said = complaints(of(body))

    assert f"“{word}” hints at a reason that is never explained to a customer" in said


def test_words_of_ours_and_whole_accounts_are_refused():
    assert "is a word of ours" in complaints(of("Internal note: call him"))
    assert "looks like a whole account" in complaints(of("to 6222020200112233445"))


def test_length_and_repetition_are_bounded():
    assert "longer than 10,000 characters" in complaints(of("x" * 10_001))
    assert "{amount} stands there 6 times" in complaints(of("{amount}\n" * 6))


def test_an_empty_text_is_refused():
    assert "go back to the file" in complaints(tidied(replace(MAIL, body=" \r\n ")))


def test_an_sms_is_measured_with_the_longest_words_and_its_signature():
    check_wording(of("x" * 200, SMS))
    assert longest_segments(of("x" * 200, SMS)) <= 6
    assert "at most 6 are sent" in complaints(of("x" * 900, SMS))


def test_a_chinese_sms_is_measured_in_its_own_alphabet():
    chinese = replace(SMS, language="zh-hans", body=f"{'字' * 300}\n{{reference}} {{status_url}}")

    assert longest_segments(chinese) > 5
    assert "at most 6 are sent" in complaints(replace(chinese, body="字" * 200 + chinese.body))


def test_not_more_than_five_complaints_are_told_at_once():
    with pytest.raises(ValidationError) as refused:
        check_wording(of(" ".join(f"{{unknown{number}}}" for number in range(99))))

    assert len(refused.value.message_dict["body"]) == 5


def test_what_the_keyboard_leaves_is_tidied():
    tidy = tidied(replace(MAIL, subject="  News ", body="  a \r\n\tb  \r\rc\n\n"))

    assert tidy.subject == "News"
    assert tidy.body == "a\n b\n\nc"
    assert tidied(tidy) == tidy


def test_an_sms_has_no_subject():
    assert tidied(replace(SMS, subject="Left over")).subject == ""


@every(
    "body",
    ["{" * 10_000, "{a" * 5_000, "{{a" * 3_333, "a_" * 5_000, "1 " * 5_000, "1" * 10_000,
     "GB29" * 2_500, "{reference}" * 900, "x" * 10_000_000, "\u202e" * 10_000, "{{" + "a" * 9_998],
)  # fmt: skip
def test_no_text_is_so_odd_that_it_is_not_refused(body):
    with pytest.raises(ValidationError):
        check_wording(replace(MAIL, body=body))
