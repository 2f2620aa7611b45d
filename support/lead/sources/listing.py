"""The list of sources: a row for each that tells us, and for each that once did."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from support.intake.models import OWN
from support.lead.sources.alarms import alarms_of
from support.lead.sources.figures import Came, UnreadField, count_events, count_unread
from support.lead.sources.refused import count_refused
from support.sources.models import Source
from support.sources.registry import MAPPED

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
    def kind_name(self) -> str:
        return kind_name(self.kind)

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

    @property
    def alarms(self) -> list[Line]:
        return [line for line in self.lines if line.alarms]


def build_list(now: datetime) -> Listing:
    """Build the list in four queries, however many sources and events there are."""
    came, unread, refused = count_events(now), count_unread(now), count_refused(now)
    sources = {source.slug: source for source in Source.objects.all()}
    slugs = [OWN, *(slug for slug in sorted({*sources, *came, *refused}) if slug != OWN)]
    lines = []
    for slug in slugs:
        source, refusals = sources.get(slug), refused.get(slug, (0, 0))
        line = Line(
            slug=slug,
            name=name_of(slug, source),
            kind=source.kind if source else "",
            source=source,
            came=came.get(slug),
            refused_day=refusals[0],
            refused_month=refusals[1],
            unread=[one for one in unread if one.source == slug],
            alarms=alarms_of(source, came.get(slug), refusals, now),
        )
        lines.append(line)
    return Listing(lines)


def kind_name(kind: str) -> str:
    """Say how a source is read: a kind is called as its provider, a map is ours."""
    return _("read by a field map") if kind == MAPPED else kind


def name_of(slug: str, source: Source | None) -> str:
    """Return what a source is called, also one that has no row: our own form, or one gone."""
    if source is not None:
        return str(source)
    return _("Casewalk's own form") if slug == OWN else slug
