"""Macros to test with."""

from typing import Any

from support.answering.models import Macro
from support.answering.saving import Written, save_macro
from tests.factories import NOW, make_agent

TEXTS = {
    "en": "We are looking into {payment}.\nQuote {bank_reference} to your bank.",
    "zh-hans": "我们正在核查 {payment}。",
}


def make_macro(name: str = "Ask for the account", **written: Any) -> Macro:
    """Write a macro as a lead does; by default it writes alone."""
    if not written:
        written = {"texts": TEXTS}
    return save_macro(None, Written(names={"en": name}, **written), actor=make_agent(), now=NOW)
