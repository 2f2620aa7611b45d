"""Taking back what somebody has just done to a case: its columns, and the messages that it told."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.locked import lock_case
from support.cases.models import Case
from support.notifications.outbox.taking_back import take_back_told

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# So long nothing leaves of what a person applied, and it can be taken back.
TO_UNDO = timedelta(seconds=10)
# A press in the last second still has to come through the network; what has left decides anyway.
ON_THE_WAY = timedelta(seconds=3)
COLUMNS = {
    field.attname: field
    for field in Case._meta.concrete_fields  # noqa: SLF001 - Django's name
    if field.attname not in ("id", "updated_at")
}
Values = dict[str, Any]
Deed = TypeVar("Deed", bound="Undoable")


class UndoableQuerySet(models.QuerySet[Deed]):
    def to_undo(self, actor: Any, now: datetime) -> Self:
        """What somebody can still take back, the latest first."""
        mine = self.filter(actor=actor, undone_at=None, applied_at__gt=now - TO_UNDO)
        return mine.select_related("case").order_by("-applied_at")


class Undoable(models.Model):
    """A deed of a person with what was before; purged once nobody can undo it.

    `before` holds the columns of the case that it changed, `last_event` the last line of the
    timeline that it wrote: any later one ends the offer to undo.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    before = models.JSONField(default=dict)
    last_event = models.BigIntegerField()
    applied_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    # What refuses a second call, and one by somebody else.
    UNDONE = gettext_lazy("This was taken back already.")
    NOT_YOURS = gettext_lazy("Only who did this can take it back.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.case_id} {self.applied_at}"

    @property
    def undone_until(self) -> datetime:
        return self.applied_at + TO_UNDO


class Remembered(TypedDict):
    """What a new `Undoable` keeps of what was done."""

    case: Case
    actor: "User"
    before: Values
    last_event: int
    applied_at: datetime


def values_of(case: Case) -> Values:
    """Return the columns of a case as plain values."""
    return {
        name: None if getattr(case, name) is None else field.value_to_string(case)
        for name, field in COLUMNS.items()
    }


def remembered(case: Case, before: Values, *, now: datetime, actor: "User") -> Remembered:
    """Gather what a deed has changed, in the transaction that did it."""
    after = values_of(case)
    changed = {name: value for name, value in before.items() if after[name] != value}
    last = case.events.order_by("-pk").values_list("pk", flat=True).first()
    return Remembered(case=case, actor=actor, before=changed, last_event=last or 0, applied_at=now)


def take_back(deed: Deed, *, actor: "User", now: datetime) -> tuple[Case, Deed]:
    """Undo a deed while nothing of it has left and nobody has changed the case since.

    Returns the case and the deed, both locked: the caller's transaction takes back what else there
    was, and writes the line of the timeline. Raises ValidationError where it can't be done, and for
    a second call.
    """
    case = lock_case(deed.case)
    deed = type(deed)._default_manager.select_for_update().get(pk=deed.pk)  # noqa: SLF001
    _check(deed, case, actor, now)
    try:
        take_back_told(case.reference, told_at=deed.applied_at, actor=actor, now=now)
    except ValidationError:
        raise _too_late() from None
    for name, value in deed.before.items():
        setattr(case, name, None if value is None else COLUMNS[name].to_python(value))
    names = [COLUMNS[name].name for name in deed.before]
    case.save(update_fields=[*names, "updated_at"])
    deed.undone_at = now
    deed.save(update_fields=["undone_at"])
    return case, deed


def _check(deed: Undoable, case: Case, actor: "User", now: datetime) -> None:
    if deed.undone_at is not None:
        raise ValidationError(deed.UNDONE, code="undone")
    if deed.actor_id != actor.pk:
        raise ValidationError(deed.NOT_YOURS, code="not_yours")
    later = case.events.filter(pk__gt=deed.last_event).select_related("actor").first()
    if later is not None:
        raise ValidationError(
            _("The case has changed since: %(what)s. Nothing was taken back."),
            code="changed",
            params={"what": later.get_kind_display()},
        )
    if now > deed.undone_until + ON_THE_WAY:
        raise _too_late()


def _too_late() -> ValidationError:
    return ValidationError(
        _("It is too late to take this back. Write to the customer again if something is wrong."),
        code="too_late",
    )
