"""Taking the rules that a lead wrote in the place of those before."""

import hashlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from support.guidance.models import GuideRule
from support.guidance.which.rules import About, left_out, never_first


class StaleRules(Exception):
    """Somebody else has changed the rules since they were looked at."""


def mark_of(rules: Sequence[GuideRule]) -> str:
    """Return what tells rules from the same ones after a change."""
    return hashlib.sha256(repr([told(row) for row in rules]).encode()).hexdigest()[:16]


def told(row: GuideRule) -> tuple[object, ...]:
    """Return all that a rule says; what is equal says the same."""
    return row.direction, tuple(sorted(row.statuses)), row.method, row.source, row.tree_id


def in_vain(rules: Sequence[GuideRule]) -> dict[int, int]:
    """Return the places of rules that never choose a guide, with that of one that is faster.

    Both from 0 on.
    """
    return never_first([row.rule for row in rules])


@transaction.atomic
def replace_rules(rules: Sequence[GuideRule], *, seen: str) -> None:
    """Put rules in force in this order; `seen` is the mark of those that the lead looked at.

    Raises StaleRules where others are in force by now, and ValidationError where a tree is not
    published or a payment would be left without a guide.
    """
    with connection.cursor() as cursor:  # one at a time: where there is no rule, none can be locked
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('guide rules'), 0)")
    if mark_of(list(GuideRule.objects.in_order())) != seen:
        raise StaleRules
    forgotten = left_out([row.rule for row in rules])
    if forgotten is not None:
        raise ValidationError(_without_guide(forgotten), code="left_out")
    GuideRule.objects.all().delete()
    for place, row in enumerate(rules, start=1):
        row.place = place
    GuideRule.objects.bulk_create(rules)


def _without_guide(about: About) -> str:
    said = " · ".join(filter(None, (about.direction, about.status, about.method, about.source)))
    message = _(
        "No rule says with which guide this begins: %(payment)s. End with a rule that has no"
        " conditions."
    )
    return message % {"payment": said or _("a case without a payment")}
