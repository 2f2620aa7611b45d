"""Every message names whoever writes, and nobody else."""

import re

import pytest

from support.customers.models import Language
from support.notifications.words.events import EVENTS
from support.notifications.words.filling import worded
from support.notifications.words.mail_page import blocks_of, foot_of
from support.notifications.words.rendering import render, render_file, render_wording
from support.notifications.words.rules import Draft
from support.notifications.words.sample_values import sample_words
from tests.brand.making import enter

pytestmark = pytest.mark.django_db
EVERY = [(event, language) for event in EVENTS for language in Language.values]
PHONES = {"en": "+447700900123", "zh-hans": "+8613800138000"}


@pytest.fixture
def harbour():
    enter("all", name="Harbourlight", reply_address="help@harbour.test", postal_address="1 Quay")
    enter("zh-hans", name="海港支付", phone="400 000 0123", hours="9:00–18:00")


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_no_message_has_another_name_than_the_brands(harbour, event, language):
    words = {
        name: word.replace("casewalk", "pay")
        for name, word in sample_words(event, language).items()
    }
    name = {"en": "Harbourlight", "zh-hans": "海港支付"}[language]
    mail = render(event, "email", language, words)
    sms = render(event, "sms", language, words, address=PHONES[language])

    for text in (mail.subject, mail.text, mail.html, sms.text):
        assert "casewalk" not in text.casefold()
    assert name in mail.text
    assert name in mail.html
    assert sms.text.removeprefix("【").startswith(name)


def test_the_foot_of_a_mail_says_how_we_are_reached(harbour):
    english = render("case-opened", "email", "en", sample_words("case-opened", "en"))
    chinese = render("case-opened", "email", "zh-hans", sample_words("case-opened", "zh-hans"))

    assert english.text.endswith(
        "The Harbourlight support team\nE-mail: help@harbour.test\n1 Quay\n"
    )
    assert chinese.text.endswith(
        "海港支付客服团队\n邮箱：help@harbour.test\n客服电话：400 000 0123（9:00–18:00）\n1 Quay\n"
    )


def test_nobody_is_named_as_reachable_where_nobody_entered_how(settings):
    settings.BRAND = "Harbourlight"

    mail = render("case-opened", "email", "en", sample_words("case-opened", "en"))

    assert mail.text.endswith("\n\nThe Harbourlight support team\n")


BODIES = {
    "en": "Dear {customer_name},\n\nWe looked at {reference}.\n\nWhat we do\nWe go on.\n\n"
    "See {status_url}\n\nThe Casewalk support team",
    "zh-hans": "{customer_name}，您好：\n\n已查 {reference}。\n\n下一步\n继续处理。\n\n"
    "{status_url}\n\nCasewalk 客服团队",
}


@pytest.mark.parametrize("language", Language.values)
def test_an_admins_words_keep_frame_table_and_call_out_of_the_files_mail(language):
    words = sample_words("solution", language)
    body = BODIES[language]
    admins = worded(Draft("solution", language, "email", "News", body), words)
    file = render_file("solution", "email", language, words)
    rendered = render_wording(Draft("solution", language, "email", "News", body), words)

    kinds = [block.kind for block in blocks_of(admins.marked)]
    assert kinds.count("finding") == kinds.count("facts") == kinds.count("heading") == 1
    for part in ('class="brand"', 'class="facts"', 'class="finding', 'class="end"'):
        cut = re.search(rf"<\w+ {part}.*?</(?:p|table|div)>", file.html, re.DOTALL)
        assert cut is not None
        assert rendered.html.count(cut[0]) == 1, part
    assert (
        foot_of(admins.foot)[0]
        .lines[0]
        .endswith({"en": "support team", "zh-hans": "客服团队"}[language])
    )


def test_a_row_that_an_admin_words_otherwise_stands_once_and_those_he_left_out_follow():
    body = "Hello\n\n{cause_sentence}\n\nYour case: {reference}\n\n{status_url}"
    mail = worded(Draft("solution", "en", "email", "News", body), sample_words("solution", "en"))

    facts = next(block for block in blocks_of(mail.marked) if block.kind == "facts")

    labels = [label for label, _value in facts.facts]
    assert labels[0] == "Your case"
    assert "Case" not in labels
    assert "Amount" in labels


def test_a_sentence_around_what_was_found_is_called_out_with_it():
    body = "Hello\n\nWhy: {cause_sentence}\n\nCase: {reference}\n\n{status_url}"
    mail = worded(Draft("solution", "en", "email", "News", body), sample_words("solution", "en"))

    kinds = [block.kind for block in blocks_of(mail.marked)]

    assert kinds[1] == "finding"
    assert kinds.count("finding") == 1
