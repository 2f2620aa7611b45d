"""What a list is called and how long it is, where it is narrower than its view."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from support.cases.models import CaseQuerySet, Status
from support.cases.viewing.conditions import DAYS
from support.cases.viewing.counts import bounded_counts, in_words
from support.cases.viewing.views import View

DONE = (Status.RESOLVED, Status.CLOSED)


def is_of_done(wanted: Mapping[str, str]) -> bool:
    """Whether it shows cases that are done, which are in no list of the rail."""
    return wanted.get("status") in DONE


def called(view: View, wanted: Mapping[str, str]) -> str:
    """Name a list; what of all cases is narrowed to a status is called by that.

    What happened in a time is of no view: it is listed whatever became of it.
    """
    if not view.slug and wanted.keys() & DAYS:
        return _("Cases of a period")
    status = wanted.get("status", "")
    return str(Status(status).label if not view.slug and status in Status.values else view.name)


def count_of(listed: CaseQuerySet, wanted: Mapping[str, str], of_view: str) -> str:
    """Count a list that is narrower than its view; one query, none where it is not."""
    return in_words(bounded_counts({"listed": listed})["listed"]) if wanted else of_view
