"""Values from outside do no harm in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.notifications.words.cleaning import MOST_MARKS, clean_context, is_web_address
from support.notifications.words.events import EVENTS
from tests.every import every


def cleaned(name: str, value: str, event: str = "agent-reply") -> str:
    return clean_context(event, {name: value})[name]


def test_every_name_the_event_uses_is_there_and_no_other() -> None:
    context = clean_context("case-opened", {"reference": "CW-1", "password": "secret"})

    assert set(context) == EVENTS["case-opened"].uses
    assert context["reference"] == "CW-1"
    assert context["amount"] == ""


@every("line_end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\v"])
def test_a_value_of_one_line_stays_on_one_line(line_end: str) -> None:
    assert cleaned("payment", f"PO-1{line_end}Bcc: all") == "PO-1 Bcc: all"


def test_a_reply_keeps_its_lines() -> None:
    assert cleaned("reply", "First.\r\n\r\n  Second.\t x") == "First.\n\n Second. x"


@every("hidden", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800"])
def test_control_and_bidirectional_characters_and_half_surrogates_are_dropped(hidden: str) -> None:
    assert cleaned("customer_name", f"Li{hidden} Wei") == "Li Wei"


def test_joined_emoji_and_chinese_names_stay_as_they_are() -> None:
    assert cleaned("reply", "👩‍💻 你好，李伟") == "👩‍💻 你好，李伟"


@every("name", ["Win at evil.example/now", "https://evil.example", "www.evil", "li@evil.example"])
def test_a_name_that_holds_a_link_is_not_used(name: str) -> None:
    assert cleaned("customer_name", name) == ""


@every("name", ["李伟", "J. R. Li", "Anne-Marie O'Neil", "Dr. Ó Briain"])
def test_an_ordinary_name_is_used(name: str) -> None:
    assert cleaned("customer_name", name) == name


def test_a_status_link_that_is_no_web_address_is_not_used() -> None:
    assert cleaned("status_url", "javascript:alert(1)") == ""
    assert cleaned("status_url", "https://pay.example/s/1/") == "https://pay.example/s/1/"


def test_long_values_are_cut() -> None:
    assert len(cleaned("customer_name", "Li " * 500)) <= 60
    assert len(cleaned("reply", "word " * 50_000)) <= 20_000


def test_cleaning_twice_changes_nothing() -> None:
    once = clean_context("agent-reply", {"reply": " a\r\n\x00b ", "customer_name": "Li\tWei " * 20})

    assert clean_context("agent-reply", once) == once


@every("hidden", ["\uffff", "\ufdd0", "\U000effff", "\U000e0041"])
def test_what_is_no_character_and_what_hides_words_is_dropped(hidden: str) -> None:
    assert cleaned("reply", f"One{hidden} two") == "One two"


@every("nothing", ["\u3164", "\u2800\u2800", "\u200d\u200c", "\xa0\u3000", "\u0301"])
def test_a_name_that_nobody_could_see_is_none(nothing: str) -> None:
    assert cleaned("customer_name", nothing) == ""


def test_marks_do_not_climb_over_the_lines_above() -> None:
    assert cleaned("customer_name", "a" + "\u0301" * 50 + "b") == "a" + "\u0301" * MOST_MARKS + "b"
    assert cleaned("customer_name", "Nguye\u0302\u0303n") == "Nguye\u0302\u0303n"


@every("name", ["例子。中国", "evil．example", "прим.рф", "call 400 800 1234", "+44 7700 900123"])
def test_a_name_that_advertises_in_any_script_is_not_used(name: str) -> None:
    assert cleaned("customer_name", name) == ""


@pytest.mark.parametrize("value", ["PO-1 www.evil.example", "PO-1 https://evil.example", "x@evil"])
def test_a_reference_of_a_payment_carries_no_link(value: str) -> None:
    assert cleaned("payment", value) == ""


@every("value", ["PO-20260302-0007", "1,200.00 CNY", "1.200,00 €", "订单 12345678"])
def test_ordinary_references_and_amounts_are_used(value: str) -> None:
    assert cleaned("payment", value) == value
    assert cleaned("amount", value) == value


@pytest.mark.parametrize(
    "url", ["https://a.example/s/1/?x=1&y=2", "http://127.0.0.1:8000/s/x.y/", "https://例子.test/"]
)
def test_a_web_address_is_used_as_it_is(url: str) -> None:
    assert is_web_address(url)
    assert cleaned("status_url", url) == url


def test_the_way_to_leave_is_told_only_of_what_one_may_leave() -> None:
    url = "https://pay.example/unsubscribe/7.x/"

    assert clean_context("survey", {"unsubscribe_url": url})["unsubscribe_url"] == url
    assert "unsubscribe_url" not in clean_context("solution", {"unsubscribe_url": url})
    assert "unsubscribe_url" not in clean_context("survey", {})


@given(st.sampled_from(sorted(EVENTS)), st.text(max_size=400))
def test_whatever_is_cleaned_stays_as_it_is(event: str, value: str) -> None:
    once = clean_context(event, dict.fromkeys(EVENTS[event].uses, value))

    assert clean_context(event, once) == once
    assert all(len(word) <= 500 for name, word in once.items() if name.endswith("_url"))
