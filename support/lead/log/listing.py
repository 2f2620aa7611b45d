"""Lines of the log in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support.audit.models import Entry
from support.cases.models import Status
from support.cases.viewing.views import BUILT_IN
from support.lead.privacy.models import WHY
from support.lead.retention.page import name_of_kind, named_counts
from web.access import name_of
from web.paging import ROWS, rows_of

Values = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One deed. Without a name the machine did it."""

    what: str
    who: str
    detail: str
    at: datetime


@dataclass(frozen=True)
class Listing:
    lines: list[Line]
    page: int
    kind: str
    has_more: bool


def build_listing(*, kind: str, page: int) -> Listing:
    """Read one page of the log, the newest first, in one query."""
    kind = kind if kind in Entry.Kind.values else ""
    entries = Entry.objects.for_list()
    if kind:
        entries = entries.filter(kind=kind)
    found = list(entries[rows_of(page)])
    return Listing([_line(entry) for entry in found[:ROWS]], page, kind, len(found) > ROWS)


def _line(entry: Entry) -> Line:
    tell = DETAILS.get(entry.kind, _named)  # a later release may have written it
    who = name_of(entry.actor) or entry.actor_name
    if entry.kind == Entry.Kind.FILE_TAKEN:  # by their link, where nobody was signed in
        who = who or _("The customer")
    return Line(
        str(entry.get_kind_display()), who, tell(entry.values),
        entry.happened_at,
    )  # fmt: skip


def _begun(values: Values) -> str:
    asked = " · ".join(_asked(name, str(value)) for name, value in values.get("asked", {}).items())
    matching = int(values.get("matching", 0))
    counted = ngettext("%(number)s case", "%(number)s cases", matching)
    told = [str(values.get("form", "")).upper(), asked or _("no filter")]
    return " · ".join([*told, counted % {"number": number_format(matching)}])


def _asked(name: str, value: str) -> str:
    """Say in words what a list was narrowed to; what only scripts ask for is told as they do."""
    if name == "view":
        return str(next((view.name for view in BUILT_IN if view.slug == value), value))
    if name == "status":
        return ", ".join(str(dict(Status.choices).get(part, part)) for part in value.split(","))
    named = {"channel": _("Channel"), "cause": _("Cause"), "q": _("Search")}
    return f"{named[name]} “{value}”" if name in named else f"{name}={value}"


def _ended(values: Values) -> str:
    rows = int(values.get("rows", 0))
    counted = ngettext("%(number)s row", "%(number)s rows", rows) % {"number": number_format(rows)}
    told = [str(values.get("form", "")).upper(), counted]
    return " · ".join(told if values.get("whole") else [*told, _("broken off")])


def _named(values: Values) -> str:
    """Return what it was done to, by its name, and then the rest."""
    told = [values.get("name"), *(values[key] for key in sorted(values) if key != "name")]
    return " · ".join(str(value) for value in told if value)


def _of_customer(values: Values) -> str:
    """Say why, where it was asked, and which cases: nothing else tells whose it was."""
    why = dict(WHY).get(values.get("why", ""), "")
    return " · ".join(str(told) for told in (why, *values.get("cases", [])) if told)


def _retention(values: Values) -> str:
    """Say of each kind its days before and after; without any its usual ones hold."""
    return " · ".join(
        f"{name_of_kind(slug)} {_days(before)} → {_days(after)}"
        for slug, before, after in values.get("changes", [])
    )


def _days(days: int | None) -> str:
    if days is None:
        return _("default")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": number_format(days)}


def _purged(values: Values) -> str:
    told = [f"{name} {count}" for name, count in named_counts(values.get("counts", {}))]
    failed = [
        _("failed: %(name)s") % {"name": name_of_kind(one)} for one in values.get("failed", [])
    ]
    return " · ".join(told + failed)


DETAILS: dict[str, Callable[[Values], str]] = {
    Entry.Kind.EXPORT_BEGUN: _begun,
    Entry.Kind.EXPORT_ENDED: _ended,
    Entry.Kind.CUSTOMER_TOLD: _of_customer,
    Entry.Kind.CUSTOMER_ERASED: _of_customer,
    Entry.Kind.RETENTION_CHANGED: _retention,
    Entry.Kind.PURGED: _purged,
}
