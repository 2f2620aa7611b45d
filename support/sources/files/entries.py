"""What a file says, entry by entry; plain values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from support.payments.columns import mask_account
from support.payments.news import BOUNDS, PaymentNews, Reference, Unread

# In SEPA's files and SWIFT's these words stand where there is no reference.
NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOTAVAILABLE", "NONE"})
SHOWN_LENGTH = 60

Kind = Literal["news", "remark", "problem"]


class BadFile(Exception):
    """A file that can't be read on; the text is a sentence for people."""


@dataclass(frozen=True)
class Entry:
    """One entry of a file: news of a payment, a remark of no payment's news, or a problem.

    `number` is the line in a file of lines, the count of the entry in XML, 0 of the file as a
    whole. `text` is a sentence where there is no news. The `reference` of its news is what the
    sender of the payment may have called it: an instruction id, or a number of the payee.
    """

    number: int
    news: PaymentNews | None = None
    text: str = ""
    is_problem: bool = False

    @property
    def kind(self) -> Kind:
        if self.news is not None:
            return "news"
        return "problem" if self.is_problem else "remark"


def remark(number: int, text: str) -> Entry:
    return Entry(number, text=text)


def problem(number: int, text: str) -> Entry:
    return Entry(number, text=text, is_problem=True)


def within_bounds(news: PaymentNews) -> PaymentNews:
    """Cut what is longer than it is kept, and say of each that it was."""
    values = vars(news)
    long = {name: text for name, bound in BOUNDS.items() if len(text := values[name]) > bound}
    if not long:
        return news
    cut = {name: text[: BOUNDS[name]] for name, text in long.items()}
    told = (Unread(name, _shown(name, text), is_cut=True) for name, text in long.items())
    return PaymentNews(**(values | cut | {"unread": (*news.unread, *told)}))


def references(pairs: Iterable[tuple[str, str]]) -> tuple[Reference, ...]:
    """Make references of (kind, value), each once; the words for none are none."""
    return tuple(dict.fromkeys(_references(pairs)))


def _references(pairs: Iterable[tuple[str, str]]) -> Iterator[Reference]:
    for kind, text in pairs:
        value = " ".join(text.split())[: BOUNDS["reference"]]
        if value and value.upper() not in NO_REFERENCE:
            yield Reference(kind, value)


def _shown(name: str, text: str) -> str:
    if name == "counterparty_account":
        return mask_account(text)[:SHOWN_LENGTH]
    return text[: SHOWN_LENGTH - 1] + "…"
