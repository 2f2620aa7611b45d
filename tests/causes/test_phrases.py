"""Phrases: what they fit, what they refuse, and that none of them can hang."""

import time

import pytest
from django.core.exceptions import ValidationError

from tests.every import every
from troubleshooting.causes.phrases import LONGEST_TEXT, plain, read_phrase, words_of_code


def fits(phrase: str, text: str) -> bool:
    return read_phrase(phrase).find(plain(text)) is not None


@every(
    ("phrase", "text"),
    [
        ("account closed", "Your ACCOUNT  CLOSED"),
        ("account closed", "account_closed"),
        ("account closed", "AccountClosed"),
        ("account … closed", "Account 12 at our bank was closed"),
        ("account ... closed", "account was closed"),
        ("account (closed|shut down)", "account shut down"),
        ("account (was|) closed", "account closed"),
        ("fraud*", "fraudulent"),
        ("收款(人|方)…不存在", "收款方账户不存在"),
        ("don't have", "don’t have"),
        ("abc+b [c]", "abc+b [c]"),
    ],
)
def test_a_phrase_fits_what_people_would_say_it_fits(phrase, text):
    assert fits(phrase, text)


@every(
    ("phrase", "text"),
    [
        ("account closed", "accounts are closed"),
        ("account … closed", "account open. The branch closed"),
        ("account … closed", "account " + "x" * 40 + " closed"),
        ("account … closed", "accounting was disclosed"),
        ("fraud", "fraudulent"),
        ("card", "discard"),
        ("收款人…不存在", "收款人姓名地址电话邮箱都已经核对无误,但是不存在"),
    ],
)
def test_it_does_not_reach_past_words_and_sentences(phrase, text):
    assert not fits(phrase, text)


@every(
    ("phrase", "sentence"),
    [
        ("", "begins and ends with words|needs a word"),
        ("a", "needs a word"),
        ("已", "needs a word"),
        ("… account", "begins and ends"),
        ("account …", "begins and ends"),
        ("(account", "Brackets"),
        ("((account))", "Brackets"),
        ("account|card", "Brackets"),
        ("account…b…c…d", "at most 2 gaps"),
        ("account* b* c* d*", "at most 3 stars"),
        ("account(a|b)(a|b)(a|b)(a|b)", "at most 3 brackets"),
        ("account (" + "|".join("abcdefghijklmnopqrstuvwxyz") + ")", "at most 24 alternatives"),
        ("account" * 40, "at most 200 letters"),
    ],
)
def test_a_phrase_that_cannot_be_searched_for_is_refused_with_a_sentence(phrase, sentence):
    with pytest.raises(ValidationError, match=sentence):
        read_phrase(phrase)


@every(
    ("phrase", "text"),
    [
        ("aaa…aaa…(aab|aac|aad)", "a" * LONGEST_TEXT),
        ("aaa* aaa* aaa* b", "a" * LONGEST_TEXT),
        ("aaa a a a a a a a…aaa…b", "a " * LONGEST_TEXT),
        ("(aaa|aab|aac)(aaa|aab|aac)(aaa|aab|aac)…xxx…y", "a" * LONGEST_TEXT),
        ("aaa - - - - - - b", "aaa" + " -" * LONGEST_TEXT),
    ],
)
def test_the_worst_phrase_takes_no_time_on_the_worst_text(phrase, text):
    searched = read_phrase(phrase).expression  # past the anchors, which spare most of it
    begun = time.process_time()

    searched.search(plain(text))

    assert time.process_time() - begun < 0.5


def test_the_words_of_a_code_are_taken_apart():
    assert words_of_code("counterpartyAccountNotFound") == "counterparty account not found"
    assert words_of_code("INSUFFICIENT_FUNDS") == "insufficient funds"
    assert words_of_code("isv.invalid-signature") == "isv invalid signature"
    assert words_of_code("R01") == "r01"
