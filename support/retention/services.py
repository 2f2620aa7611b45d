"""For how long a kind is kept, and changing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from support.audit.models import Entry
from support.audit.services import record
from support.retention.kinds import KINDS
from support.retention.models import Retention

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Days = Mapping[str, int | None]


class StaleRetention(Exception):
    """Somebody else has changed the days since they were looked at; nothing was saved."""


def entered_days() -> dict[str, int]:
    """Return what leads entered; one query."""
    return dict(Retention.objects.filter(kind__in=KINDS).values_list("kind", "days"))


def days_in_force(entered: Days) -> dict[str, int | None]:
    """Return the days of every kind: what was entered, else the usual ones."""
    return {
        slug: kind.usual if (days := entered.get(slug)) is None else days
        for slug, kind in KINDS.items()
    }


def days_of(slug: str) -> int | None:
    """Return for how many days one kind is kept, None without end; one query."""
    entered = Retention.objects.filter(kind=slug).values_list("days", flat=True).first()
    return KINDS[slug].usual if entered is None else entered


def days_asked(slug: str) -> Coalesce:
    """Return the days of a kind that ends, as a part of a query."""
    entered = Retention.objects.filter(kind=slug).values("days")
    return Coalesce(Subquery(entered), Value(KINDS[slug].usual))


def mark_of(entered: Days) -> str:
    """Return what tells the days that leads entered from those after a change."""
    return ",".join(f"{slug}-{days}" for slug, days in sorted(entered.items()))


def check_days(typed: Days) -> dict[str, str]:
    """Say by kind what can't be entered; None, the usual days, always can."""
    return {
        slug: _("Please enter from %(least)s to %(most)s days.")
        % {"least": kind.least, "most": kind.most}
        for slug, kind in KINDS.items()
        if (days := typed.get(slug)) is not None and not kind.least <= days <= kind.most
    }


@transaction.atomic
def save_days(typed: Days, *, seen: str, actor: "User", now: datetime) -> None:
    """Keep each kind for as many days as were typed, None for the usual ones; logged.

    Raises ValidationError by kind, and StaleRetention where they are not as they were `seen`.
    """
    refused = check_days(typed)
    if refused:
        raise ValidationError({slug: [sentence] for slug, sentence in refused.items()})
    with connection.cursor() as cursor:  # a kind without a row has nothing to lock
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('retention'), 0)")
    before = entered_days()
    if mark_of(before) != seen:
        raise StaleRetention
    after = {slug: days for slug in KINDS if (days := typed.get(slug)) is not None}
    changes = [
        [slug, before.get(slug), after.get(slug)]
        for slug in KINDS
        if before.get(slug) != after.get(slug)
    ]
    if not changes:
        return
    Retention.objects.filter(kind__in=KINDS).delete()
    Retention.objects.bulk_create(Retention(kind=slug, days=days) for slug, days in after.items())
    record(Entry.Kind.RETENTION_CHANGED, actor=actor, now=now, changes=changes)
