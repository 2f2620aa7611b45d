"""What a cause's sentence to the customer may hold, and how it is filled.

A sentence knows {reference}, and in clauses of its own what is not always known: of
`too much[[ (at most {limit})]].` the part in [[…]] is left out where no limit is known.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshooting.discretion.words import account_numbers_in, our_words_in, risks_in

ALWAYS_KNOWN = "reference"
# What is called otherwise of a payment that is the refund itself.
_OF_REFUND = (
    (re.compile(r"\bpayout(?=s?\b)"), "refund"),
    (re.compile(r"\bPayout(?=s?\b)"), "Refund"),
    (re.compile(r"\brefund for(?= \{reference\})"), "refund"),
    (re.compile("出款"), "退款"),
    (re.compile(r" ?\{reference\} 的退款(?=[，。])"), "退款 {reference}"),
    (re.compile(r" ?\{reference\} 的退款"), "退款 {reference} "),
)
# These say already what a reference stands for.
_NAMED = ("payment", "payout", "refund", "deposit", "debit", "付款", "出款", "退款", "充值")
_REFERENCE = re.compile(r"(?P<gap> ?)\{reference\}")
_NAMELESS = re.compile(
    r"(?P<article>\b(?:your|the) )?\b(?P<kind>payment|payout|refund|deposit|debit) \{reference\}",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CLAUSE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True)
class Placeholder:
    """What a placeholder stands for, and a word for it in each language."""

    meaning: Promise
    english: str
    chinese: str


# Where each comes from: `support/cases/telling/known.py`.
PLACEHOLDERS: Mapping[str, Placeholder] = {
    ALWAYS_KNOWN: Placeholder(
        gettext_lazy("Reference of the payment"), "PO-0302-0007", "PO-0302-0007"
    ),
    "limit": Placeholder(
        gettext_lazy("The limit that the payment is above"), "50,000.00 CNY", "50,000.00 元"
    ),
    "minimum": Placeholder(
        gettext_lazy("The least that the channel takes"), "100.00 CNY", "100.00 元"
    ),
    "resets_at": Placeholder(
        gettext_lazy("Time at which the limit of a day starts anew"),
        "6 March 2026, 00:00 (Beijing time)",
        "2026年3月6日 00:00（北京时间）",
    ),
    "opens_at": Placeholder(
        gettext_lazy("Time at which the channel opens next"),
        "6 March 2026, 09:00 (Beijing time)",
        "2026年3月6日 09:00（北京时间）",
    ),
    "available_on": Placeholder(
        gettext_lazy("Day from which the account is not new any more"),
        "20 March 2026",
        "2026年3月20日",
    ),
    "ended_on": Placeholder(
        gettext_lazy("Day from which the account is not new any more, once it has come"),
        "2 March 2026",
        "2026年3月2日",
    ),
    "account": Placeholder(gettext_lazy("Last four digits of the account"), "0001", "0001"),
    "currency": Placeholder(gettext_lazy("Currency of the payment"), "USD", "USD"),
    "missing_field": Placeholder(
        gettext_lazy("The detail that is missing"), "name of the recipient", "收款人姓名"
    ),
    "first_reference": Placeholder(
        gettext_lazy("Reference of the payment that was made first"), "PO-0302-0006", "PO-0302-0006"
    ),
    "bank_reference": Placeholder(
        gettext_lazy("Reference to quote to a bank"), "REF-0302-0007", "REF-0302-0007"
    ),
}


def samples(language: str) -> dict[str, str]:
    """Return a word for each placeholder, to show a sentence with."""
    chinese = language.startswith("zh")
    return {name: each.chinese if chinese else each.english for name, each in PLACEHOLDERS.items()}


def names_in(sentence: str) -> set[str]:
    """Return the placeholders of a sentence."""
    return set(_PLACEHOLDER.findall(sentence))


def filled(sentence: str, values: Mapping[str, str]) -> str:
    """Put in what is known; a clause of which something is not known is left out."""

    def kept(clause: re.Match[str]) -> str:
        return clause[1] if all(values.get(name) for name in names_in(clause[1])) else ""

    return _PLACEHOLDER.sub(lambda name: values.get(name[1], ""), _CLAUSE.sub(kept, sentence))


def as_of_refund(sentence: str) -> str:
    """Call a payout what its customer calls it where it gives back what they paid."""
    for words, of_refund in _OF_REFUND:
        sentence = words.sub(of_refund, sentence)
    return sentence


def with_kind(sentence: str, kind: str) -> str:
    """Say before each bare reference what it stands for: a payment, a payout, a refund."""

    def named(found: re.Match[str]) -> str:
        before = sentence[: found.start()]
        if before.lower().endswith(_NAMED):
            return found[0]
        if not kind.isascii():  # no gap behind Chinese words
            return f"{kind} {{reference}}"
        word = kind if before.rstrip() and not before.endswith(".") else kind.capitalize()
        return f"{found['gap']}{word} {{reference}}"

    return _REFERENCE.sub(named, sentence)


def without_reference(sentence: str) -> str:
    """Speak of this payment, where it has no name that may be told."""

    def nameless(found: re.Match[str]) -> str:
        kind = found["kind"]
        if found["article"]:
            return f"{found['article']}{kind}"
        return f"{'This' if kind[0].isupper() else 'this'} {kind.lower()}"

    return re.sub(r" ?\{reference\} ?", "", _NAMELESS.sub(nameless, sentence))


def unfit_for_customers(sentence: str, *, theirs: str = "") -> list[str]:
    """Say what is wrong with a sentence; nothing is where it may be sent as it is.

    `theirs` is what they are told to quote to their bank, however much it looks like an account.
    """
    found = []
    bare = _CLAUSE.sub("", sentence)
    if names_in(sentence) - PLACEHOLDERS.keys() or re.search(
        r"[{}]", _PLACEHOLDER.sub("", sentence)
    ):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        found.append(
            _("The placeholders are %(known)s; other braces can't be sent.") % {"known": known}
        )
    if unsure := (names_in(bare) & PLACEHOLDERS.keys()) - {ALWAYS_KNOWN}:
        words = ", ".join(f"{{{name}}}" for name in sorted(unsure))
        found.append(
            _("%(words)s is not always known: write it with the words around it in [[ and ]].")
            % {"words": words}
        )
    if "[[" in bare or "]]" in bare or not all(map(names_in, _CLAUSE.findall(sentence))):
        found.append(_("A clause in [[ and ]] holds a placeholder and no other clause."))
    kept_back = [*risks_in(sentence), *our_words_in(_PLACEHOLDER.sub(" ", sentence))]
    kept_back += account_numbers_in(sentence.replace(theirs, "") if theirs else sentence)
    if kept_back:
        words = ", ".join(f"“{word}”" for word in kept_back)
        found.append(_("No customer may read %(words)s.") % {"words": words})
    return found
