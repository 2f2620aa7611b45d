"""Values from outside do no harm in a message."""

import pytest

from support.notifications.cleaning import clean_context
from support.notifications.events import EVENTS


def cleaned(name: str, value: str, event: str = "agent-reply") -> str:
    return clean_context(event, {name: value})[name]


def test_every_name_the_event_uses_is_there_and_no_other() -> None:
    context = clean_context("case-opened", {"reference": "CW-1", "password": "secret"})

    assert set(context) == EVENTS["case-opened"].uses
    assert context["reference"] == "CW-1"
    assert context["amount"] == ""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\v"])
def test_a_value_of_one_line_stays_on_one_line(line_end: str) -> None:
    assert cleaned("payment", f"PO-1{line_end}Bcc: all") == "PO-1 Bcc: all"


def test_a_reply_keeps_its_lines() -> None:
    assert cleaned("reply", "First.\r\n\r\n  Second.\t x") == "First.\n\n Second. x"


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800"]
)
def test_control_and_bidirectional_characters_and_half_surrogates_are_dropped(hidden: str) -> None:
    assert cleaned("customer_name", f"Li{hidden} Wei") == "Li Wei"


def test_joined_emoji_and_chinese_names_stay_as_they_are() -> None:
    assert cleaned("reply", "👩‍💻 你好，李伟") == "👩‍💻 你好，李伟"


@pytest.mark.parametrize(
    "name", ["Win at evil.example/now", "https://evil.example", "www.evil", "li@evil.example"]
)
def test_a_name_that_holds_a_link_is_not_used(name: str) -> None:
    assert cleaned("customer_name", name) == ""


@pytest.mark.parametrize("name", ["李伟", "J. R. Li", "Anne-Marie O'Neil", "Dr. Ó Briain"])
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
