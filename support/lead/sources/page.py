"""The page of one source."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from support.lead.sources.alarms import silence_of
from support.lead.sources.figures import Came, UnreadField, count_events, count_unread
from support.lead.sources.forms import rules_as_lines
from support.lead.sources.secrets import name_of
from support.lead.sources.trying import address_of, lines_for_a_shell
from support.sources.models import Source
from support.sources.registry import MAPPED


@dataclass(frozen=True)
class SourcePage:
    """Everything that the page shows. `secret` is a new one, shown this once."""

    source: Source
    came: Came | None
    unread: list[UnreadField]
    alarms: list[str]
    address: str
    shell: str
    secret: str

    @property
    def is_mapped(self) -> bool:
        return self.source.kind == MAPPED

    @property
    def secrets(self) -> list[str]:
        return [name_of(secret) for secret in self.source.secrets]

    @property
    def rules(self) -> str:
        return rules_as_lines(self.source)

    @property
    def always(self) -> str:
        return " ".join(self.source.always_sends)


def build_page(request: HttpRequest, source: Source, *, now: datetime, secret: str) -> SourcePage:
    came = count_events(now).get(source.slug)
    address = address_of(request, source)
    return SourcePage(
        source=source,
        came=came,
        unread=count_unread(now, source.slug),
        alarms=[alarm for alarm in [silence_of(came, now)] if alarm],
        address=address,
        shell=lines_for_a_shell(source, address),
        secret=secret,
    )
