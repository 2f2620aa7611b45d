"""What must hold after the storm. Pure: everything that counts is in what was seen and stored."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tests.faults.sinks import Seen

ENDED = {"sent", "delivered", "failed", "cancelled", "superseded", "needs_person"}
WENT_OUT = {"sent", "delivered"}


@dataclass(frozen=True)
class Verdict:
    """One thing that must hold, what was found, and whether it does."""

    claim: str
    found: str
    holds: bool


@dataclass(frozen=True)
class Row:
    """A message as the outbox tells of it at the end."""

    pk: str
    channel: str
    state: str
    reason: str = ""
    attempts: int = 0
    uncertain: int = 0  # attempts of which nobody knows whether they went out
    failed_for_good: int = 0  # attempts that the provider refused for good


def none_of(claim: str, breaches: Collection[object], of: int | None = None) -> Verdict:
    """Judge a claim that holds when there is no breach of it."""
    among = "" if of is None else f" of {of}"
    examples = f": {', '.join(sorted(map(str, breaches))[:3])}" if breaches else ""
    return Verdict(claim, f"{len(breaches)}{among}{examples}", not breaches)


def at_most(claim: str, value: float, limit: float, unit: str = "") -> Verdict:
    return Verdict(claim, f"{value:.3g}{unit} (at most {limit:g}{unit})", value <= limit)


def judge_storm(
    rows: Sequence[Row], committed: Collection[str], mails: Sequence[Seen], texts: Sequence[Seen]
) -> list[Verdict]:
    """Return the verdict on every promise of the outbox."""
    known = {row.pk for row in rows}
    taken = {seen.pk for seen in (*mails, *texts) if seen.is_taken}
    lost = [row.pk for row in rows if row.state not in ENDED and row.pk not in taken]
    stuck = [row.pk for row in rows if row.state not in ENDED]
    untrue = [row.pk for row in rows if row.state in WENT_OUT and row.pk not in taken]
    return [
        none_of("committed and gone from the outbox", set(committed) - known, len(committed)),
        none_of("lost: neither accepted nor in an end state", lost, len(rows)),
        none_of("stuck: not in an end state", stuck, len(rows)),
        none_of("called sent and never accepted", untrue, len(rows)),
        none_of("at a provider and not in the outbox", taken - known, len(taken)),
        *_judge_mails(mails),
        *_judge_texts(rows, texts),
        _judge_refusals(rows, (*mails, *texts)),
        Verdict("of them left to a person, by channel", _left_to_a_person(rows), True),
    ]


def _left_to_a_person(rows: Iterable[Row]) -> str:
    counted = Counter(row.channel for row in rows if row.state == "needs_person")
    return ", ".join(f"{count} {channel}" for channel, count in sorted(counted.items())) or "none"


def _judge_mails(mails: Iterable[Seen]) -> list[Verdict]:
    digests = defaultdict(list)
    for seen in mails:
        if seen.is_taken:
            digests[seen.pk].append(seen.digest)
    thrice = [pk for pk, found in digests.items() if len(found) > 2]
    differing = [pk for pk, found in digests.items() if len(set(found)) > 1]
    twice = sum(len(found) == 2 for found in digests.values())
    return [
        none_of(f"e-mails accepted more than twice ({twice} twice)", thrice, len(digests)),
        none_of("e-mails accepted twice and not the same", differing, twice),
    ]


def _judge_texts(rows: Iterable[Row], texts: Sequence[Seen]) -> list[Verdict]:
    counted = Counter(seen.pk for seen in texts if seen.is_taken)
    again = [pk for pk, count in counted.items() if count > 1]
    states = {row.pk: row for row in rows}
    unclear = {seen.pk for seen in texts if not seen.is_clear}
    hidden = [
        f"{pk} {states[pk].state}"
        for pk in unclear & set(states)
        if not _is_shown_as_uncertain(states[pk])
    ]
    return [
        none_of("SMS accepted more than once", again, len(counted)),
        none_of("SMS without a clear answer, not shown as such", hidden, len(unclear)),
    ]


def _is_shown_as_uncertain(row: Row) -> bool:
    """A receipt may have cleared it up: then it was delivered, or failed on the way."""
    by_receipt = row.state == "delivered" or row.state == "failed"
    return by_receipt or (row.state == "needs_person" and row.reason == "uncertain")


def _judge_refusals(rows: Iterable[Row], seen: Iterable[Seen]) -> Verdict:
    """A worker that dies between the refusal and its record may ask once more."""
    refusals = Counter(entry.pk for entry in seen if entry.is_permanent)
    repeated = [
        row.pk
        for row in rows
        if row.failed_for_good > 1 or refusals.get(row.pk, 0) > 1 + row.uncertain
    ]
    return none_of("refused for good and tried again", repeated, len(refusals))


def ages_go_up(orders: dict[str, list[int]]) -> list[str]:
    """Return whose messages arrived in another order than they were told in.

    `orders` holds the numbers of the messages of each, as they arrived. The same again is no
    older one.
    """
    return [
        name
        for name, order in orders.items()
        if any(later < max(order[:at]) for at, later in enumerate(order) if at)
    ]


def fullest_second(moments: Sequence[float]) -> int:
    """Return how many of the moments (in seconds) fall into one second at most."""
    return max(Counter(int(moment) for moment in moments).values(), default=0)
