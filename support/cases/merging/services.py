"""Merging a case into another, and taking them apart again: doors, one at a time in the house."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from support.cases.changing.services import MOST_TAGS
from support.cases.clocks import add_business_time, business_time_between
from support.cases.locked import lock_case, move_case, set_status
from support.cases.models import (
    Case,
    CaseEvent,
    CaseMerge,
    Ending,
    Message,
    Status,
    Wake,
    log,
)
from support.cases.taking.giving import claim
from support.cases.taking.referring import HandedOn, hand_on, pending_referral, take_apart
from support.cases.taking.snoozing import hear_answer
from support.cases.telling.messages_of_case import TRUE_IN
from support.notifications.outbox.queueing import supersede_thread
from support.payments.models import Payment
from support.staff.access import check_works_on
from support.staff.models import Team

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Merges are rare and short. One at a time, they never wait for each other's second case.
ONE_AT_A_TIME = 0x6D657267
DAY = timedelta(days=1)


@transaction.atomic
def merge_cases(
    kept: Case, merged: Case, *, now: datetime, actor: "User", reason: str = ""
) -> CaseMerge:
    """Merge a case into another one that is kept: what is said of either is said of that from then.

    The kept one takes the payment over if it has none, and the earlier of both clocks. What the
    merged one still waited to tell by itself is cancelled; replies leave. What its team was asked
    goes on in the kept one, or ends with its line. Its status link shows the kept one, and news of
    its payment goes there. Raises ValidationError if it is the same, either
    was merged already (so a second call is refused), the kept one is done and the other not, or
    for two customers without a reason, and PermissionDenied for who may only look at one of them.
    """
    kept, merged = _hold(kept, merged)
    check_works_on(actor, kept.team_id, merged.team_id)
    _check(kept, merged, reason)
    goes_on, takes_payment = not merged.is_done, kept.payment is None and merged.payment is not None
    followers = list(Case.objects.filter(merged_into=merged).values_list("pk", flat=True))
    team, handed_on = kept.team_id, HandedOn([], [])
    if goes_on:
        _share(kept, merged, now)
        handed_on = hand_on(merged, kept, now)
    _close(merged, kept, followers, now=now, actor=actor)
    if takes_payment:
        kept.payment = merged.payment
    _take_in(kept, merged, now)
    log(merged, CaseEvent.Kind.MERGED, now=now, actor=actor, note=reason, into=kept.reference)
    told = {"cases": merged.references} | handed_on.told
    log(kept, CaseEvent.Kind.MERGED, now=now, actor=actor, note=reason, **told)
    if goes_on and _waits_for_us(merged):
        hear_answer(kept, Wake.CUSTOMER, now=now)
    if not handed_on.moved:  # else it is the team's that is asked
        claim(kept, actor, now)
    before = {
        "goes_on": goes_on, "takes_payment": takes_payment, "followers": followers, "team": team,
        **handed_on.before,
    }  # fmt: skip
    return CaseMerge.objects.create(
        kept=kept, merged=merged, merged_by=actor, merged_at=now, before=before
    )


@transaction.atomic
def unmerge_case(merged: Case, *, now: datetime, actor: "User") -> Case:
    """Take a merged case out again; what was said since then stays where it was said.

    If it went on before, it is open again. Raises ValidationError if it is not merged, so a second
    call is refused, and once the kept case is done: from then on it is final. Raises
    PermissionDenied for who may only look at one of them.
    """
    if merged.merged_into is None:
        raise ValidationError(_("This case was not merged."), code="not_merged")
    kept, merged = _hold(merged.merged_into, merged)
    check_works_on(actor, kept.team_id, merged.team_id)
    found = CaseMerge.objects.filter(merged=merged, kept=kept, undone_at=None).first()
    if found is None:
        raise ValidationError(_("This case was not merged."), code="not_merged")
    if kept.is_done and found.before["goes_on"]:
        raise ValidationError(
            _("%(reference)s is resolved: the merge is final.") % {"reference": kept.reference},
            code="final",
        )
    back = Case.objects.filter(pk__in=found.before["followers"], merged_into=kept)
    merged.merged_into = None
    merged.merged_references = list(back.values_list("reference", flat=True))
    back.update(merged_into=merged)
    kept.merged_references = [
        name for name in kept.merged_references if name not in merged.references
    ]
    if found.before["takes_payment"] and kept.payment_id == merged.payment_id:
        kept.payment = None
    if take_apart(merged, kept, found.before, found.merged_at):
        kept.team_id = found.before["team"]
    kept.save(update_fields=["payment", "team", "merged_references", "updated_at"])
    merged.save(update_fields=["merged_into", "merged_references", "updated_at"])
    if found.before["goes_on"]:
        _go_on(merged, now)
    found.undone_by, found.undone_at = actor, now
    found.save(update_fields=["undone_by", "undone_at"])
    for case, other in ((kept, merged), (merged, kept)):
        log(case, CaseEvent.Kind.UNMERGED, now=now, actor=actor, cases=[other.reference])
    return merged


def _hold(kept: Case, merged: Case) -> tuple[Case, Case]:
    """Lock both with their payments, and before them what was merged into either.

    Who finds a case merged after locking it goes on to the kept one (`locked.lock_kept`); no merge
    holds that and waits for the other, because none begins with a case that is merged.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    pair = Case.objects.filter(pk__in=[kept.pk, merged.pk])
    payments = Payment.objects.filter(pk__in=pair.exclude(payment=None).values("payment"))
    list(payments.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    followers = Case.objects.filter(merged_into__in=[kept.pk, merged.pk]).exclude(pk=merged.pk)
    unmerging = pair.filter(merged_into__isnull=False)
    for cases in (followers, unmerging, pair):
        list(cases.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return lock_case(kept), lock_case(merged)


def _check(kept: Case, merged: Case, reason: str) -> None:
    if kept == merged:
        raise ValidationError(_("This is the same case."), code="same")
    for case in (kept, merged):
        if case.merged_into is not None:
            told = {"reference": case.reference, "kept": case.merged_into.reference}
            message = _("%(reference)s was merged into %(kept)s already.")
            raise ValidationError(message % told, code="merged")
        if case.complaint_due_at is not None:
            raise ValidationError(
                _("%(reference)s is a complaint: it is answered by itself. Link the two.")
                % {"reference": case.reference},
                code="complaint",
            )
    if kept.is_done and not merged.is_done:
        raise ValidationError(
            _("The case that is to be kept is resolved. Reopen it first."), code="resolved"
        )
    if kept.customer_id != merged.customer_id and not reason.strip():
        raise ValidationError(
            _("These are two customers. Please say how you know that it is one trouble."),
            code="reason",
        )


def _share(kept: Case, merged: Case, now: datetime) -> None:
    """Give a case that goes on the earlier clocks of both, and what only the other one has."""
    kept.first_answer_due_at = min(kept.first_answer_due_at, merged.first_answer_due_at)
    answered = [case.first_answered_at for case in (kept, merged) if case.first_answered_at]
    kept.first_answered_at = min(answered, default=None)
    left, market = merged.solution_time_left, kept.market
    due = merged.solution_due_at if left is None else add_business_time(market, now, left)
    if kept.solution_time_left is None:
        kept.solution_due_at = min(kept.solution_due_at, due)
    else:
        time_left = business_time_between(market, now, due)
        kept.solution_time_left = min(kept.solution_time_left, time_left)
    asked = filter(None, (kept.inquiry_due_at, merged.inquiry_due_at))
    kept.inquiry_due_at = min(asked, default=None)
    kept.due_at = kept.next_due()
    if kept.assignee_id is None and kept.team_id in (None, merged.team_id):
        kept.assignee, kept.team = merged.assignee, _team_to_take(merged) or kept.team
    if merged.unreached_since:
        kept.unreached_since = min(kept.unreached_since or now, merged.unreached_since)


def _team_to_take(merged: Case) -> Team | None:
    """Return whose a case is; a team that is asked has no case but with a question."""
    is_without = merged.team is not None and merged.team.kind and not pending_referral(merged)
    return None if is_without else merged.team


def _take_in(kept: Case, merged: Case, now: datetime) -> None:
    """Let the kept case know what was merged into it. Where a machine may not write about one, it
    may not about both."""
    kept.merged_references = [*kept.merged_references, *merged.references]
    kept.tags = sorted({*kept.tags, *merged.tags[: max(MOST_TAGS - len(kept.tags), 0)]})
    if merged.is_silent and not kept.is_silent:
        kept.silent_since = now
    kept.save(update_fields=SHARED)


SHARED = [
    "first_answer_due_at", "first_answered_at", "solution_due_at", "solution_time_left", "due_at",
    "inquiry_due_at", "assignee", "team", "unreached_since", "payment", "merged_references",
    "tags", "silent_since", "updated_at",
]  # fmt: skip


def _close(merged: Case, kept: Case, followers: list[int], *, now: datetime, actor: "User") -> None:
    """Close the merged case, and let it and what was merged into it lead to the kept one."""
    move_case(merged, Status.CLOSED, now=now, actor=actor, ending=Ending.DUPLICATE)
    # All that waits by now, also what a clock that is a little ahead of ours has dated later.
    supersede_thread(merged.reference, events=list(TRUE_IN), before=now + DAY, now=now)
    Case.objects.filter(pk__in=[merged.pk, *followers]).update(
        merged_into=kept, merged_references=[], unreached_since=None, updated_at=now
    )


def _waits_for_us(merged: Case) -> bool:
    """Tell whether the last that was said in a case was the customer's."""
    said = Message.objects.filter(case=merged).exclude(kind=Message.Kind.NOTE)
    last = said.order_by("-written_at", "-pk").values_list("kind", flat=True).first()
    return last == Message.Kind.INCOMING


def _go_on(merged: Case, now: datetime) -> None:
    """Open a case again that was closed by being merged; its clocks go on where they stood."""
    merged.resolved_at, merged.ending = None, ""
    if merged.solution_time_left is not None:
        left = merged.solution_time_left
        merged.solution_due_at = add_business_time(merged.market, now, left)
        merged.solution_time_left = None
    set_status(merged, Status.OPEN, now)
