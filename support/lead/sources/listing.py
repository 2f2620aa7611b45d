"""The list of sources: a row for each that tells us, and for each that once did."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from support.intake.models import OWN
from support.lead.sources.alarms import silence_of
from support.lead.sources.figures import Came, UnreadField, count_events, count_unread
from support.sources.models import Source

_FIELDS_SHOWN = 3


@dataclass(frozen=True)
class Line:
    """A source as the list shows it; `source` is None for Casewalk's own form and for one gone."""

    slug: str
    name: str
    kind: str
    source: Source | None
    came: Came | None
    refused_day: int = 0
    refused_month: int = 0
    unread: list[UnreadField] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def is_heard(self) -> bool:
        return self.source is None or self.source.is_active

    @property
    def more_unread(self) -> int:
        return max(0, len(self.unread) - _FIELDS_SHOWN)

    @property
    def unread_shown(self) -> list[UnreadField]:
        return self.unread[:_FIELDS_SHOWN]


@dataclass(frozen=True)
class Listing:
    lines: list[Line]
    codes_unknown: int = 0

    @property
    def alarms(self) -> list[Line]:
        return [line for line in self.lines if line.alarms]


def build_list(now: datetime) -> Listing:
    """Build the list in four queries, however many sources and events there are."""
    came, unread = count_events(now), count_unread(now)
    sources = {source.slug: source for source in Source.objects.all()}
    slugs = [OWN, *(slug for slug in sorted({*sources, *came}) if slug != OWN)]
    return Listing([_line(slug, sources.get(slug), came.get(slug), unread, now) for slug in slugs])


def _line(
    slug: str, source: Source | None, came: Came | None, unread: list[UnreadField], now: datetime
) -> Line:
    own = _("Casewalk's own form") if slug == OWN else slug
    alarms = [silence_of(came, now)] if source is None or source.is_active else []
    return Line(
        slug=slug,
        name=str(source or own),
        kind=source.kind if source else "",
        source=source,
        came=came,
        unread=[one for one in unread if one.source == slug],
        alarms=[alarm for alarm in alarms if alarm],
    )
