"""Which case an SMS belongs to: a number proves no more than that it was written to last."""

from collections.abc import Collection
from dataclasses import dataclass

from support.cases.models import Case
from support.intake.letters.suggesting import suggested_case
from support.notifications.models import Channel, Notification, State

ARRIVED = (State.SENT, State.DELIVERED)
MOST_CASES = 20  # of one number, the newest: which of them wrote last


@dataclass(frozen=True)
class Belonging:
    """The case that an SMS may belong to, and whether there is no doubt.

    `surveyed` is the case about whose survey we wrote last.
    """

    case: Case | None = None
    is_believed: bool = False
    surveyed: Case | None = None


def belonging_of(numbers: Collection[str], text: str) -> Belonging:
    """Say where an SMS of a number belongs.

    Believed is the one open case of a number, if it wrote last to it and the text names no other.
    """
    cases = Case.objects.filter(contact_phone__in=numbers).select_related("customer", "merged_into")
    open_ones = list(cases.not_done()[:2])
    last, event = _last_written(list(cases.order_by("-pk")[:MOST_CASES]), numbers)
    named = suggested_case(text, "")
    if event == "survey":
        return Belonging(named or last, surveyed=last)
    only = open_ones[0] if len(open_ones) == 1 else None
    is_believed = only is not None and only == last and named in (None, only)
    return Belonging(named or (only if last is None else last), is_believed)


def _last_written(cases: list[Case], numbers: Collection[str]) -> tuple[Case | None, str]:
    """Return the case that wrote last to a number, and by which event."""
    by_thread = {case.reference: case.merged_into or case for case in cases}
    written = Notification.objects.filter(
        thread__in=by_thread, channel=Channel.SMS, address__in=numbers, state__in=ARRIVED
    )
    last = written.order_by("-created_at", "-sequence").only("thread", "event").first()
    return (by_thread[last.thread], last.event) if last else (None, "")
