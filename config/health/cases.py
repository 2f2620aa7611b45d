"""How many cases stand where.

In the end nearly all are done. Those are counted every hour, the others at each scrape.
"""

from collections.abc import Collection

from django.db.models import Count

from config.health.models import Tally
from support.cases.models import STATUSES_OF, Case, Status, StatusClass

NAME = "cases"


def cases_by_status() -> dict[str, int]:
    kept = {row.labels[0]: row.total for row in Tally.objects.filter(name=NAME)}
    return _count([status for status in Status if status not in kept]) | kept


def keep_done_cases() -> None:
    for status, total in _count(STATUSES_OF[StatusClass.DONE]).items():
        Tally.objects.update_or_create(name=NAME, labels=[status], defaults={"total": total})


def _count(statuses: Collection[str]) -> dict[str, int]:
    cases = Case.objects.filter(status__in=statuses).values_list("status").order_by()
    return dict.fromkeys(statuses, 0) | dict(cases.annotate(count=Count("*")))
