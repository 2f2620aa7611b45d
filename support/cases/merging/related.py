"""Which other cases a case may have to do with, and those that somebody linked it to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, CaseRelation, log
from troubleshooting.marks.asking import Written, columns

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHOWN = 8
AROUND = timedelta(minutes=30)  # of one channel: what failed with it in the same hour
# Each look ends after a few rows by itself, whoever's payments or payee these are. Of a payee and
# of an hour the newest payments are looked at, for most of them never got a case.
RELATED = f"""
    WITH found (case_id, why) AS (
        (SELECT other_id, kind FROM cases_caserelation WHERE case_id = %(case)s LIMIT 20)
        UNION ALL
        (SELECT case_id, CASE kind WHEN 'parent' THEN 'child' ELSE kind END
        FROM cases_caserelation WHERE other_id = %(case)s LIMIT 20)
        UNION ALL
        (SELECT id, 'payment' FROM cases_case WHERE payment_id = %(payment)s
            AND id <> %(case)s ORDER BY id DESC LIMIT 5)
        UNION ALL
        (SELECT id, 'customer' FROM cases_case WHERE customer_id = %(customer)s
            AND id <> %(case)s ORDER BY id DESC LIMIT 5)
        UNION ALL
        (SELECT one.id, 'payee' FROM (
            SELECT id FROM payments_payment WHERE counterparty_digest <> ''
                AND counterparty_digest = %(payee)s ORDER BY id DESC LIMIT 50
        ) AS payment JOIN cases_case AS one ON one.payment_id = payment.id
        WHERE one.id <> %(case)s ORDER BY one.id DESC LIMIT 5)
        UNION ALL
        (SELECT one.id, 'hour' FROM (
            SELECT id FROM payments_payment WHERE channel_id = %(channel)s
                AND initiated_at BETWEEN %(after)s AND %(before)s
            ORDER BY initiated_at DESC LIMIT 200
        ) AS payment JOIN cases_case AS one ON one.payment_id = payment.id
        WHERE one.id <> %(case)s ORDER BY one.id DESC LIMIT 5)
    )
    SELECT {columns(Case, "cases_case")}, found.whys
    FROM (SELECT case_id, array_agg(why) AS whys FROM found GROUP BY case_id) AS found
    JOIN cases_case ON cases_case.id = found.case_id
    WHERE merged_into_id IS NULL
    ORDER BY whys && '{{parent,child,duplicate}}' DESC, whys && '{{payment,customer}}' DESC, id DESC
    LIMIT %(most)s
"""  # noqa: S608 - the table's own columns


@dataclass(frozen=True)
class Related:
    """Another case, and why it is shown: payment, customer, payee, hour, or how it was linked."""

    case: Case
    whys: tuple[str, ...]

    @property
    def link(self) -> str:
        """Return how somebody linked it: parent, child, duplicate, or ""."""
        return next((why for why in self.whys if why in ("parent", "child", "duplicate")), "")


def related_cases(case: Case, most: int = SHOWN) -> list[Related]:
    """Return other cases, linked ones first, then the same payment's and customer's; one query."""
    payment = case.payment
    at = payment.initiated_at if payment else None
    sought = {
        "case": case.pk,
        "customer": case.customer_id,
        "payment": case.payment_id,
        "payee": payment.counterparty_digest if payment else "",
        "channel": payment.channel_id if payment and at else None,
        "after": at - AROUND if at else None,
        "before": at + AROUND if at else None,
        "most": most,
    }
    found: list[Any] = _RELATED.ask(sought)
    return [Related(row, tuple(sorted(row.whys, key=ORDER.index))) for row in found]


_RELATED = Written(Case, RELATED, "whys")
ORDER = ("parent", "child", "duplicate", "payment", "customer", "payee", "hour")


@transaction.atomic
def relate_cases(
    case: Case, other: Case, kind: str, *, now: datetime, actor: "User | None"
) -> None:
    """Link a case to another one that it is part of, or tells the same as; "" unlinks the two.

    What it is already changes nothing. Raises ValidationError for the case itself, and where the
    other is a part of this one.
    """
    if case == other:
        raise ValidationError(_("This is the same case."), code="same")
    pair = Q(case=case, other=other) | Q(case=other, other=case)
    # Whichever of the two pages it is pressed on, one waits for the other.
    both = Case.objects.filter(pk__in=[case.pk, other.pk]).order_by("pk")
    list(both.select_for_update(no_key=True).values_list("pk", flat=True))
    held = list(CaseRelation.objects.filter(pair))
    if any((row.case, row.kind) == (case, kind) for row in held) or not (held or kind):
        return
    if kind == CaseRelation.Kind.PARENT and any(
        row.kind == kind and row.case_id == other.pk for row in held
    ):
        told = {"reference": other.reference}
        raise ValidationError(_("%(reference)s is a part of this case.") % told, code="circle")
    CaseRelation.objects.filter(pair).delete()
    if kind:
        CaseRelation.objects.create(case=case, other=other, kind=kind, made_by=actor, made_at=now)
    for one, names in ((case, other.reference), (other, case.reference)):
        shown = kind if one == case or kind != CaseRelation.Kind.PARENT else "child"
        log(one, CaseEvent.Kind.RELATED, now=now, actor=actor, cases=[names], link=shown)
