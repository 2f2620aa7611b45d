"""The payment of a trial: that of a walk that was walked, or one that somebody makes up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from troubleshooting.checks import registry
from troubleshooting.checks.facts import FACTS, MILLISECONDS
from troubleshooting.checks.reading.as_written import Unreadable, read_zone
from troubleshooting.checks.words import WORDS
from troubleshooting.clients.lookup import client_fact
from troubleshooting.trees.models import Tree
from troubleshooting.walks.codes import NOTHING, Said, code_facts, read_book
from troubleshooting.walks.models import Walk

LONGEST = 200  # what checks read at most
PAST_WALKS = 20
PREFIX = "fact."

STATES = (
    "failed", "rejected", "returned", "pending", "held", "created", "sent", "accepted", "delivered",
    "credited", "cancelled", "recalled", "unknown",
)  # fmt: skip
PROMISES = ("source", "instant", "bank_days", "recall")
METHODS = ("bank_transfer", "direct_debit", "wallet", "card", "bank_redirect")
YES_NO: Mapping[str, str | Promise] = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")}
DIRECTIONS = {name: WORDS[name] for name in ("payout", "payin")}
CHOICES: Mapping[str, Mapping[str, str | Promise]] = {
    "direction": DIRECTIONS,
    "channel_direction": DIRECTIONS,
    "method": {name: WORDS[name] for name in METHODS},
    "channel_method": {name: WORDS[name] for name in METHODS},
    "status": {name: WORDS[name] for name in STATES},
    "promised_by": {name: WORDS[name] for name in PROMISES},
    "channel_weekend": YES_NO,
    "channel_state": {
        "normal": gettext_lazy("Normal"),
        "degraded": gettext_lazy("Degraded"),
        "down": gettext_lazy("Down"),
    },
    "similar_24h": {
        "none": gettext_lazy("none"),
        **{name: WORDS[name] for name in ("sent", "pending", "failed")},
    },
}
# Looked up in the tables of codes and patterns, from code and message themselves.
DERIVED = {
    "client_known": ("client",),
    "code_scheme": ("failure_scheme", "failure_code"),
    "code_is_technical": ("failure_scheme", "failure_code"),
    "code_matches": ("failure_scheme", "failure_code"),
    "message_matches": ("failure_scheme", "failure_code", "failure_message"),
}
# What a source promised and what it garbled, what keeps money from being sent twice: a made-up
# payment has none of it.
NOT_ASKED = {"always_sent", "unread", "bank_has_it"}
NUMBERS = {
    "bank_latency_ms", "account_age_days", "channel_daily_count", "channel_new_user_days",
    "channel_usual_latency_ms", "channel_timeout_ms", "today_count", "channel_failures_15m",
    "channel_payments_15m", "age_minutes", "age_bank_days",
}  # fmt: skip
AMOUNTS = {
    "amount", "channel_min_amount", "channel_max_amount", "channel_daily_total",
    "channel_new_user_max", "today_total",
}  # fmt: skip
TIMES = ("created_at", "status_since", "expected_by", "returned_by", "read_at")
INPUTS = {**dict.fromkeys(TIMES, "datetime-local"), "channel_opens": "time"}
KEYBOARDS = {**dict.fromkeys(NUMBERS, "numeric"), **dict.fromkeys(AMOUNTS, "decimal")}


@dataclass(frozen=True)
class Field:
    """One fact that can be made up; blank stands for a fact that nobody knows."""

    name: str
    label: str
    value: str
    input: str
    keyboard: str
    choices: list[tuple[str, str]]


def facts_asked(checks: Iterable[str]) -> list[str]:
    """Name the facts that these checks read, as far as somebody can make them up."""
    read = {fact for name in checks for fact in registry.get(name).reads}
    for derived, sources in DERIVED.items():
        read |= set(sources) if derived in read else set()
    return [name for name in FACTS if name in read and name not in {*DERIVED, *NOT_ASKED}]


def build_fields(
    checks: Iterable[str], made_up: Mapping[str, str]
) -> list[tuple[str, list[Field]]]:
    """Return the fields for the facts that these checks read, in groups that are not empty."""
    payment: list[Field] = []
    channel: list[Field] = []
    for name in facts_asked(checks):
        group = channel if name.startswith("channel_") else payment
        group.append(_field(name, made_up.get(name, "")))
    groups = [
        (pgettext("group of facts", "The payment"), payment),
        (pgettext("group of facts", "The channel"), channel),
    ]
    return [(label, fields) for label, fields in groups if fields]


def read_made_up(given: Mapping[str, str]) -> dict[str, str]:
    """Read the form of a made-up payment; what is blank or no fact is left out."""
    found = {name: _plain(given.get(PREFIX + name, "")) for name in FACTS}
    return {
        name: value for name, value in found.items() if value and name not in {*DERIVED, *NOT_ASKED}
    }


def as_facts(made_up: Mapping[str, str]) -> dict[str, Any]:
    """Return a made-up payment as the checks read facts; the code is looked up in the table."""
    facts: dict[str, Any] = dict(made_up)
    if "channel_weekend" in facts:
        facts["channel_weekend"] = facts["channel_weekend"] == "yes"
    if "channel_schemes" in facts:
        facts["channel_schemes"] = facts["channel_schemes"].replace(",", " ").split()
    for name in set(TIMES) & set(facts):
        facts[name] = _moment(facts[name], facts.get("channel_timezone", ""))
    if "expected_by" in facts:
        facts.setdefault("read_at", timezone.now().isoformat())
    if "similar_24h" in facts:
        facts["similar_24h"] = _similar(facts["similar_24h"])
    said = Said(
        scheme=facts.get("failure_scheme"),
        code=facts.get("failure_code"),
        message=facts.get("failure_message"),
        direction=facts.get("direction"),
        channel_schemes=facts.get("channel_schemes", []),
    )
    # Where nothing was said, no table needs to be asked.
    book = read_book() if said.code or said.message else NOTHING
    known = {"client_known": client_fact(facts["client"])} if "client" in facts else {}
    return facts | known | code_facts(book, said)


def find_walk(pk: str) -> Walk | None:
    """Return a walk with the facts it has read, None if it is not there."""
    return Walk.objects.filter(pk=UUID(pk)).first()


def walk_of_case(reference: str) -> Walk | None:
    """Return the latest walk of a case, in whatever tree."""
    walks = Walk.objects.filter(subject=_plain(reference).upper())
    return walks.defer("facts").order_by("-started_at").first()


def past_walks(tree: Tree) -> list[Walk]:
    """Return the latest walks of a tree, without what they have read."""
    walks = Walk.objects.only("subject", "started_at", "state", "outcome_node")
    return list(walks.filter(version__tree=tree).order_by("-started_at")[:PAST_WALKS])


def _plain(text: str) -> str:
    """Return a text as it is looked for: of bounded length, without what no database takes."""
    return text.replace("\0", "").strip()[:LONGEST]


def _field(name: str, value: str) -> Field:
    choices = [(value, str(label)) for value, label in CHOICES.get(name, {}).items()]
    return Field(
        name=PREFIX + name,
        label=_("%(fact)s (ms)") % {"fact": _(FACTS[name])}
        if name in MILLISECONDS
        else _(FACTS[name]),
        value=value,
        input=INPUTS.get(name, "text"),
        keyboard=KEYBOARDS.get(name, ""),
        choices=choices,
    )


def _moment(text: str, zone: str) -> str:
    """Return a moment with its offset, read in the channel's time zone, else in the reader's."""
    try:
        moment = datetime.fromisoformat(text)
        local = read_zone(zone) if zone else timezone.get_current_timezone()
    except (Unreadable, ValueError):
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=local)).isoformat()


def _similar(status: str) -> list[dict[str, str]]:
    return [] if status == "none" else [{"reference": "PAY-000000", "status": status}]
