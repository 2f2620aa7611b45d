"""Taking back what somebody has just applied: cause, status, clocks, messages, the walk's end."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case
from support.cases.models import Case, CaseEvent, log
from support.guidance.models import AppliedOutcome
from support.notifications.outbox.taking_back import take_back_told
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import take_back_end

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# A press in the last second still has to come through the network; what has left decides anyway.
ON_THE_WAY = timedelta(seconds=3)
COLUMNS = {
    field.attname: field
    for field in Case._meta.concrete_fields  # noqa: SLF001 - Django's name
    if field.attname not in ("id", "updated_at")
}

Values = dict[str, Any]


def values_of(case: Case) -> Values:
    """Return the columns of a case as plain values."""
    return {
        name: None if getattr(case, name) is None else field.value_to_string(case)
        for name, field in COLUMNS.items()
    }


def remember(
    case: Case, walk: Walk, before: Values, refuted: Walk | None, *, now: datetime, actor: "User"
) -> AppliedOutcome:
    """Keep what an outcome has changed, in the transaction that applied it."""
    after = values_of(case)
    changed = {name: value for name, value in before.items() if after[name] != value}
    last = case.events.order_by("-pk").values_list("pk", flat=True).first()
    return AppliedOutcome.objects.create(
        case=case,
        walk=walk,
        actor=actor,
        before=changed,
        refuted=refuted,
        refuted_was=refuted.confirmed if refuted else None,
        last_event=last or 0,
        applied_at=now,
    )


@transaction.atomic
def take_back_outcome(applied: AppliedOutcome, *, actor: "User", now: datetime) -> Case:
    """Undo an outcome while nothing of it has left and nobody has changed the case since.

    Raises ValidationError otherwise, and for a second call.
    """
    case = lock_case(applied.case)
    applied = AppliedOutcome.objects.select_for_update().get(pk=applied.pk)
    _check(applied, case, actor, now)
    try:
        take_back_told(case.reference, told_at=applied.applied_at, actor=actor, now=now)
    except ValidationError:
        raise _too_late() from None
    for name, value in applied.before.items():
        setattr(case, name, None if value is None else COLUMNS[name].to_python(value))
    names = [COLUMNS[name].name for name in applied.before]
    case.save(update_fields=[*names, "updated_at"])
    take_back_end(applied.walk)
    if applied.refuted_id is not None:
        Walk.objects.filter(pk=applied.refuted_id).update(confirmed=applied.refuted_was)
    applied.undone_at = now
    applied.save(update_fields=["undone_at"])
    log(case, CaseEvent.Kind.UNDONE, now=now, actor=actor, node=applied.walk.outcome_node)
    return case


def _check(applied: AppliedOutcome, case: Case, actor: "User", now: datetime) -> None:
    if applied.undone_at is not None:
        raise ValidationError(_("This outcome was taken back already."), code="undone")
    if applied.actor_id != actor.pk:
        raise ValidationError(_("Only who applied an outcome can take it back."), code="not_yours")
    later = case.events.filter(pk__gt=applied.last_event).select_related("actor").first()
    if later is not None:
        raise ValidationError(
            _("The case has changed since: %(what)s. Nothing was taken back."),
            code="changed",
            params={"what": later.get_kind_display()},
        )
    if now > applied.undone_until + ON_THE_WAY:
        raise _too_late()


def _too_late() -> ValidationError:
    return ValidationError(
        _("It is too late to take this back. Write to the customer again if something is wrong."),
        code="too_late",
    )
