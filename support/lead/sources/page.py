"""The page of one source."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404, HttpRequest

from support.intake.models import OWN
from support.intake.refusals.refused import RefusedEvent
from support.lead.sources.alarms import alarms_of
from support.lead.sources.figures import Came, UnreadField, count_events, count_unread
from support.lead.sources.forms import rules_as_lines
from support.lead.sources.listing import kind_name, name_of
from support.lead.sources.reaching import Reaching, reaching_of
from support.lead.sources.refused import SHOWN, count_refused, newest_refused
from support.lead.sources.secrets import name_of as name_of_secret
from support.lead.sources.trying import address_of, lines_for_a_shell
from support.payments.models import Channel
from support.retention.services import days_of
from support.sources.models import Source
from support.sources.registry import MAPPED
from troubleshooting.checks.families.request import REQUIRED_FIELDS

_CHANNELS_SHOWN = 200


@dataclass(frozen=True)
class SourcePage:
    """Everything that the page shows. `secret` is a new one, shown this once.

    `source` is None for Casewalk's own form, whose settings stand in the environment, and for a
    source that is gone.
    """

    slug: str
    source: Source | None
    came: Came | None
    refused_day: int
    refused_month: int
    refused: list[RefusedEvent]
    refused_bound: int
    refused_days: int | None
    unread: list[UnreadField]
    alarms: list[str]
    address: str = ""
    shell: str = ""
    secrets: list[str] = field(default_factory=list)
    secret: str = ""
    channels: list[str] = field(default_factory=list)
    reaching: Reaching | None = None

    @property
    def name(self) -> str:
        return name_of(self.slug, self.source)

    @property
    def kind(self) -> str:
        return kind_name(self.source.kind) if self.source else ""

    @property
    def can_let_in(self) -> bool:
        return any(one.sealed for one in self.refused)

    @property
    def fields(self) -> str:
        """Name the fields that a source can be said to send always."""
        return " ".join(REQUIRED_FIELDS)

    @property
    def is_mapped(self) -> bool:
        return self.source is not None and self.source.kind == MAPPED

    @property
    def rules(self) -> str:
        return rules_as_lines(self.source) if self.source else ""

    @property
    def always(self) -> str:
        return " ".join(self.source.always_sends) if self.source else ""


def build_page(request: HttpRequest, slug: str, *, now: datetime, secret: str = "") -> SourcePage:
    """Gather the page in ten queries. Raises Http404 for what never told us anything."""
    source = Source.objects.filter(slug=slug).first()
    came, refusals = count_events(now).get(slug), count_refused(now).get(slug, (0, 0))
    if source is None and came is None and slug != OWN and not any(refusals):
        raise Http404
    address = address_of(request, source) if source else ""
    newest, has_more = newest_refused(slug)
    return SourcePage(
        slug=slug,
        source=source,
        came=came,
        refused_day=refusals[0],
        refused_month=refusals[1],
        refused=newest,
        refused_bound=SHOWN if has_more else 0,
        refused_days=days_of("refused"),
        unread=count_unread(now, slug),
        alarms=alarms_of(source, came, refusals, now),
        address=address,
        shell=lines_for_a_shell(source, address) if source else "",
        secrets=[name_of_secret(one) for one in source.secrets] if source else [],
        secret=secret,
        channels=_known_channels() if source else [],
        reaching=reaching_of(source or Source(slug=OWN, kind=OWN))
        if source or slug == OWN
        else None,
    )


def _known_channels() -> list[str]:
    known = Channel.objects.filter(is_confirmed=True).order_by("code")
    return list(known.values_list("code", flat=True)[:_CHANNELS_SHOWN])
