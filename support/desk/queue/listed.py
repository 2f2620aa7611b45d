"""What a list is called and how long it is, where it is narrower than its view."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from support.cases.models import CaseQuerySet, Status
from support.cases.viewing.conditions import DAY_NAMES, DAYS, days_in_words
from support.cases.viewing.counts import bounded_counts, in_words
from support.cases.viewing.views import View

DONE = (Status.RESOLVED, Status.CLOSED)


def is_of_no_view(wanted: Mapping[str, str]) -> bool:
    """Whether no list of the rail is narrowed to it: what is done, or happened in a time."""
    return is_of_done(wanted) or bool(wanted.keys() & DAYS)


def is_of_done(wanted: Mapping[str, str]) -> bool:
    """Whether it shows cases that are done, which are in no list of the rail."""
    return wanted.get("status") in DONE


def called(view: View, wanted: Mapping[str, str]) -> str:
    """Name a list; what of all cases is narrowed to a status is called by that.

    What happened in a time is of no view: it is listed whatever became of it.
    """
    if not view.slug and wanted.keys() & DAYS:
        happened = [
            _("%(what)s, %(days)s") % {"what": DAY_NAMES[word], "days": days_in_words(days)}
            for word, days in wanted.items()
            if word in DAYS
        ]
        return " · ".join(happened)
    status = wanted.get("status", "")
    return str(Status(status).label if not view.slug and status in Status.values else view.name)


def count_of(listed: CaseQuerySet, wanted: Mapping[str, str]) -> str:
    """Count a list that is narrower than its view; one query.

    What happened in a time is counted whole: a figure opens it, and one checks that by it.
    """
    if wanted.keys() & DAYS:
        return str(listed.order_by().count())
    return in_words(bounded_counts({"listed": listed})["listed"])
