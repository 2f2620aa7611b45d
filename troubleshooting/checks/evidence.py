"""What a check found, in words of the active language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from troubleshooting.checks import registry
from troubleshooting.checks.facts import FACTS
from troubleshooting.checks.reading import shown

# The payment system's own words.
WORDS = {
    "failed": pgettext_lazy("payment state", "failed"),
    "rejected": pgettext_lazy("payment state", "rejected"),
    "returned": pgettext_lazy("payment state", "returned"),
    "pending": pgettext_lazy("payment state", "pending"),
    "unknown": pgettext_lazy("payment state", "unknown"),
    "cancelled": pgettext_lazy("payment state", "cancelled"),
    "succeeded": pgettext_lazy("payment state", "succeeded"),
    "payout": gettext_lazy("payout"),
    "payin": gettext_lazy("pay-in"),
    "bank_transfer": gettext_lazy("bank transfer"),
    "direct_debit": gettext_lazy("direct debit"),
    "wallet": gettext_lazy("wallet"),
    "card": gettext_lazy("card"),
    "bank_redirect": gettext_lazy("bank redirect"),
}
# Facts and values of findings that hold such words.
WORDED = {"status", "direction", "channel_direction", "method", "channel_method"}


@dataclass(frozen=True)
class Evidence:
    """A finding as a sentence, the values it was made of, and where its rule comes from."""

    title: str
    sentence: str
    strength: str
    source: str
    values: list[tuple[str, str]]


def evidence_of(check: str, finding: registry.Finding, facts: registry.Facts) -> Evidence:
    """Put a finding into words. Raises UnknownCheck."""
    described = registry.get(check)
    return Evidence(
        title=_(described.title),
        sentence=_(finding.message) % _worded(finding.values),
        strength=finding.strength,
        source=_(described.source),
        values=values_read(described.reads, facts),
    )


def values_read(names: tuple[str, ...], facts: registry.Facts) -> list[tuple[str, str]]:
    """Name the facts that are known among these; no account or card number is shown whole."""
    return [
        (_(FACTS[name]), fact_in_words(name, facts[name]))
        for name in names
        if name in FACTS and not registry.is_missing(facts.get(name))
    ]


def fact_in_words(name: str, value: object) -> str:
    """Put the value of a fact into words; rows of a table are counted."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        if any(isinstance(item, Mapping) for item in value):
            return str(len(value))
        return _separator().join(shown(item) for item in value) or _("none")
    return _word(value) if name in WORDED else shown(value)


def _worded(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, value in values.items():
        items = value if isinstance(value, list) else [value]
        if name == "missing":
            items = [_(FACTS[item]) if item in FACTS else item for item in str(value).split(", ")]
        elif name in WORDED:
            items = [_word(item) for item in items]
        found[name] = _separator().join(_in_language(item) for item in items)
    return found


def _word(value: object) -> str:
    text = str(value)
    return str(WORDS.get(text, text))


def _in_language(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get(get_language() or "en") or value.get("en") or "")
    return str(value)


def _separator() -> str:
    return "、" if (get_language() or "").startswith("zh") else ", "
