"""Doing one thing to many cases, and saying what could not be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.bulk.deeds import BulkDeed, Doing, deed_named
from support.cases.models import Case
from support.staff.access import LOOKS_ON
from support.staff.standing import standing_of

MOST = 200


@dataclass(frozen=True)
class Left:
    """A case to which it was not done, and why, in words and in one that programs know."""

    case: str
    code: str
    why: str


@dataclass(frozen=True)
class BulkReport:
    """To which cases it was done, by reference, and those that were left."""

    deed: str
    done: list[str]
    left: list[Left]


def do_to_many(name: str, wanted: Sequence[tuple[str, str]], doing: Doing) -> BulkReport:
    """Do a deed to up to `MOST` cases, each named by reference with what was seen of it.

    Each is judged anew under its own lock, in one order whoever asks, so that two never wait for
    each other. One that can't be done is left as it was. Raises ValidationError, and does nothing,
    where the deed is not told what it needs.
    """
    deed = deed_named(name)
    seen = dict(wanted[:MOST])
    if not seen or len(wanted) > MOST:
        message = _("Choose from 1 to %(most)s cases.") % {"most": MOST}
        raise ValidationError({"cases": ValidationError(message, code="cases")})
    doing = deed.prepared(doing)
    found = {
        case.reference: case for case in Case.objects.filter(reference__in=seen).order_by("pk")
    }
    report = BulkReport(name, [], [])
    for reference, case in found.items():
        try:
            _do(deed, case, replace(doing, seen=seen[reference]))
        except ValidationError as error:
            report.left.append(Left(reference, *told(error)))
        else:
            report.done.append(reference)
    gone = (reference for reference in seen if reference not in found)
    report.left.extend(Left(one, "not_found", _("There is no such case.")) for one in gone)
    return report


@transaction.atomic
def _do(deed: BulkDeed, case: Case, doing: Doing) -> None:
    check_rights(case, doing)
    deed.act(case, doing)


def check_rights(case: Case, doing: Doing) -> None:
    """Raise ValidationError for a case at which the actor may only look."""
    if not standing_of(doing.actor).may_work_on(case.team_id):
        raise ValidationError(LOOKS_ON, code="looks_on")


def told(error: ValidationError) -> tuple[str, str]:
    """Return why something can't be done: in a word for programs, and in words."""
    first: Any = error.error_list[0] if hasattr(error, "error_list") else None
    return (first.code if first is not None and first.code else "invalid"), error.messages[0]
