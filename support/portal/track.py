"""The track of a case: three to five stages with their times, and where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from support.cases.models import STATUSES_OF, Case, CaseEvent, Ending, Status, StatusClass
from support.claims.money import is_left_behind
from support.claims.record import Record
from support.payments.ladder.rungs import Rung
from support.payments.models import Direction, Payment

BEING_WORKED_ON = {Status.NEW, Status.OPEN}
LEFT_UNDONE = {Ending.NO_ANSWER, Ending.CUSTOMER_MUST_ACT}
FINISHED = frozenset(STATUSES_OF[StatusClass.DONE])


class Progress(StrEnum):
    """How far one stage is."""

    DONE = "done"
    NOW = "now"
    FAILED = "failed"
    UNCLEAR = "unclear"
    LATER = "later"


ICONS = {
    Progress.DONE: "check-circle",
    Progress.NOW: "arrow-right-circle",
    Progress.FAILED: "x-circle",
    Progress.UNCLEAR: "question-mark-circle",
    Progress.LATER: "ellipsis-horizontal-circle",
}
WORDS = {
    Progress.DONE: pgettext_lazy("stage", "Done"),
    Progress.NOW: pgettext_lazy("stage", "Now"),
    Progress.LATER: pgettext_lazy("stage", "Not yet"),
}
# What sources told us of the payment itself. Only "credited" says that the money is there.
PAYMENT_PROGRESS: dict[str, tuple[Progress, str | Promise]] = {
    Rung.PENDING: (Progress.UNCLEAR, pgettext_lazy("payment", "Pending")),
    Rung.HELD: (Progress.UNCLEAR, pgettext_lazy("payment", "On hold")),
    Rung.SENT: (Progress.UNCLEAR, gettext_lazy("Sent, arrival not confirmed yet")),
    Rung.ACCEPTED: (Progress.UNCLEAR, gettext_lazy("Accepted by the bank, not credited yet")),
    Rung.DELIVERED: (Progress.UNCLEAR, gettext_lazy("At the receiving bank, not credited yet")),
    Rung.CANCELLED: (Progress.FAILED, pgettext_lazy("payment", "Cancelled")),
    Rung.REJECTED: (Progress.FAILED, pgettext_lazy("payment", "Rejected")),
    Rung.FAILED: (Progress.FAILED, pgettext_lazy("payment", "Failed")),
    Rung.RECALLED: (Progress.UNCLEAR, pgettext_lazy("payment", "Being recalled")),
    Rung.RETURNED: (Progress.FAILED, pgettext_lazy("payment", "Returned")),
    Rung.CREDITED: (Progress.DONE, pgettext_lazy("payment", "Credited")),
}
# What is not known to be over, and the same once nobody goes on with it: there is no "yet" then.
NOT_SENT = (gettext_lazy("Not sent yet"), gettext_lazy("Not sent"))
NOT_FINISHED = (gettext_lazy("Not finished yet"), gettext_lazy("Not finished"))
WITH_US = (gettext_lazy("With us, not credited yet"), gettext_lazy("With us, not credited"))
NOT_CONFIRMED = (gettext_lazy("Not confirmed yet"), gettext_lazy("Not confirmed"))


@dataclass(frozen=True)
class Stage:
    """One stage: its name, how far it is in a word, and since when that is so (UTC), if known."""

    name: str
    progress: Progress
    word: str
    since: datetime | None = None

    @property
    def icon(self) -> str:
        return ICONS[self.progress]


@dataclass(frozen=True)
class Stay:
    """A status the case moved to, and when it moved on, if it has."""

    status: str
    began_at: datetime
    ended_at: datetime | None


def build_track(case: Case, record: Record) -> tuple[Stage, ...]:
    """Return the stages in their order, in one query; of the payment what the record may tell.

    What became of the payment while the case ran stands among the stages of one that is over.
    """
    stays = _stays(case)
    wait = _wait(case, stays)
    stages = [
        _stage(_("Case opened"), Progress.DONE, case.opened_at),
        *_middle(case, record, stays, wait),
    ]
    is_over = case.status_shown in FINISHED
    if case.payment:
        stages.insert(0, _payment_stage(case.payment, record))
    if is_over:
        stages.sort(key=lambda stage: max(stage.since or case.opened_at, case.opened_at))
    end = Progress.DONE if is_over else Progress.LATER
    return (*stages, _stage(_("Case closed"), end, case.resolved_at))


def _middle(case: Case, record: Record, stays: dict[str, Stay], wait: Status | None) -> list[Stage]:
    """Return our checking and the wait, whichever comes first."""
    checking = _("Being checked")
    if case.status_shown not in BEING_WORKED_ON:
        waited = stays.get(wait) if wait else None
        until = waited.began_at if waited else case.resolved_at
        waiting = _waiting(case, record, wait, waited) if wait else []
        return [_stage(checking, Progress.DONE, until), *waiting]
    opened = stays.get(Status.OPEN)
    now = _stage(checking, Progress.NOW, opened.began_at if opened else case.opened_at)
    was_asked = Status.WAITING_CUSTOMER in stays and not record.is_silent
    if not (was_asked and record.has_answered and now.since == case.heard_at):
        return [now]
    answered = pgettext("stage", "You have answered")
    return [Stage(_("Waiting for you"), Progress.DONE, answered, case.heard_at), now]


def _payment_stage(payment: Payment, record: Record) -> Stage:
    is_payout = record.direction == Direction.PAYOUT
    name = pgettext("stage", "Payout") if is_payout else pgettext("stage", "Payment")
    name = pgettext("stage", "Refund") if record.is_refund else name
    open_words = NOT_CONFIRMED
    if record.state == Rung.CREATED:
        open_words = NOT_SENT if is_payout else NOT_FINISHED
    is_over = is_left_behind(record) or record.is_turned_down
    unclear = (Progress.UNCLEAR, open_words[is_over])
    progress, word = PAYMENT_PROGRESS.get(record.state, unclear)
    if record.variant == "reached":
        word = WITH_US[is_over]
    if record.variant == "elsewhere":
        word = _("With us")
    if record.variant == "coming":
        word = _("On its way back")
    return Stage(name, progress, str(word), _told_since(payment, record))


def _told_since(payment: Payment, record: Record) -> datetime | None:
    """Return since when it is so by the payment system, None where only a person found it."""
    is_found = record.state != payment.status or record.variant in (
        "reached",
        "elsewhere",
        "coming",
    )
    return None if is_found or record.is_of_pay_in else payment.status_since


def _stage(name: str, progress: Progress, since: datetime | None) -> Stage:
    return Stage(name, progress, str(WORDS[progress]), since)


def _waiting(case: Case, record: Record, wait: Status, stay: Stay | None) -> list[Stage]:
    """Return the stage of a wait; once it is over for the customer, only what is known of it.

    That they, or the bank, did what they were asked is known where the money arrived, that they
    did not where the case ended over it, and nothing otherwise.
    """
    is_bank = wait == Status.WAITING_BANK
    name = _("With the bank") if is_bank else _("Waiting for you")
    if case.status_shown == wait:
        return [_stage(name, Progress.NOW, stay.began_at if stay else None)]
    ended_at = (stay.ended_at or case.resolved_at) if stay else None
    if case.ending == Ending.CREDITED or (is_bank and record.state == "credited"):
        return [_stage(name, Progress.DONE, ended_at)]
    if case.ending in LEFT_UNDONE and not is_bank:
        return [Stage(name, Progress.FAILED, pgettext("stage", "Not done"), ended_at)]
    return []


def _wait(case: Case, stays: dict[str, Stay]) -> Status | None:
    """Return the wait the case is in, or, once it is finished, the last one it was in."""
    waits = (Status.WAITING_CUSTOMER, Status.WAITING_BANK)
    status = case.status_shown
    if status in waits:
        return status
    passed = [wait for wait in waits if wait in stays]
    if status not in FINISHED or not passed:
        return None
    return max(passed, key=lambda wait: stays[wait].began_at)


def _stays(case: Case) -> dict[str, Stay]:
    """Return the last stay of the case in each status."""
    kinds = [CaseEvent.Kind.STATUS, CaseEvent.Kind.RESOLVED, CaseEvent.Kind.REOPENED]
    moves = case.events.filter(kind__in=kinds)
    rows = moves.order_by("happened_at", "pk").values_list("kind", "values__after", "happened_at")
    began = [
        (Status.OPEN if kind == CaseEvent.Kind.REOPENED else status, moment)
        for kind, status, moment in rows
    ]
    ended = [*(moment for _status, moment in began[1:]), None]
    return {
        status: Stay(status, moment, end)
        for (status, moment), end in zip(began, ended, strict=False)
    }
