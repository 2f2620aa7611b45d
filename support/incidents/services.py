"""Incidents proposed, opened, dismissed. Each is one transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from support.cases.models import Case
from support.customers.models import Language
from support.incidents.known import Known, open_cases_of
from support.incidents.linking import log_linked
from support.incidents.models import CaseLink, Incident, explainable
from support.payments.models import Channel
from troubleshooting.causes.models import Cause
from web.forms import check_years

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FIRST = 10  # cases of a preview
STARTED_ALIKE = (Incident.State.PROPOSED, *Incident.HOLDING)


@dataclass(frozen=True)
class Scope:
    """What a new incident is about."""

    title_en: str
    title_zh: str
    channels: Collection[Channel]
    began_at: datetime
    methods: Collection[str] = ()
    conditions: list[dict[str, str]] = field(default_factory=list)
    severity: str = Incident.Severity.MAJOR
    cause: Cause | None = None


@transaction.atomic
def propose_incident(
    *,
    channels: Collection[Channel],
    began_at: datetime,
    evidence: Mapping[str, Any],
    cases: Collection[Case],
    now: datetime,
) -> Incident:
    """Propose an incident with what speaks for it and the cases that it would explain.

    `evidence` may name a `cause` by its slug. Where one of the same channel and cause is proposed,
    that takes the evidence and the cases instead; so a second call changes little. One that goes on
    takes the evidence alone: it links by itself what leads say that it is about.
    """
    # One proposal of a channel at a time: two would each find that there is none.
    keys = sorted(channel.pk for channel in channels)
    list(Channel.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    cause = Cause.named(evidence.get("cause"))
    alike = Incident.objects.filter(channels__in=keys, state__in=STARTED_ALIKE, cause=cause)
    incident = alike.select_for_update(of=("self",)).order_by("pk").first()
    if incident is not None and incident.holds:  # what it is about is for leads to say
        incident.evidence = dict(evidence)
        incident.save(update_fields=["evidence"])
        return incident
    if incident is None:
        incident = Incident(state=Incident.State.PROPOSED, proposed_at=now, cause=cause)
        incident.title_en, incident.title_zh = _titles(channels)
        incident.began_at = began_at
    else:
        incident.began_at = min(incident.began_at, began_at)
    incident.evidence = dict(evidence)
    incident.save()
    incident.channels.add(*keys)
    free = Case.objects.filter(explainable(cause and cause.pk), pk__in=[one.pk for one in cases])
    links = [
        CaseLink(incident=incident, case=case, how=CaseLink.How.SWEPT, linked_at=now)
        for case in free
    ]
    CaseLink.objects.bulk_create(links, ignore_conflicts=True)
    return incident


@transaction.atomic
def open_incident(about: Scope | Incident, *, actor: "User | None", now: datetime) -> Incident:
    """Open a new incident, or one that was proposed; from then on it holds the cases it is about.

    Raises ValidationError for one that is about everything, and for one that was decided already.
    """
    if isinstance(about, Scope):
        incident = _draw(Incident(state=Incident.State.PROPOSED), about)
        incident.save()
        incident.channels.set(about.channels)  # before it is open, for webhooks are told of both
    else:
        incident = Incident.objects.select_for_update().get(pk=about.pk)
    if incident.state != Incident.State.PROPOSED:
        raise ValidationError(_("Somebody has decided this already."), code="decided")
    incident.state, incident.opened_at, incident.led_by = Incident.State.INVESTIGATING, now, actor
    incident.linked_up_to = 0
    incident.save()
    # Of what came with the proposal another cause may have been found meanwhile.
    proposed = CaseLink.objects.filter(incident=incident)
    proposed.exclude(pk__in=proposed.explained()).delete()
    proposed.in_force().update(walks_anew=True)  # their guides go on yet
    log_linked(proposed.in_force().select_related("incident", "linked_by"))
    return incident


@transaction.atomic
def change_scope(incident: Incident, scope: Scope, *, now: datetime) -> Incident:
    """Let an incident that goes on be about something else; what is linked already stays so.

    Raises ValidationError for one that is about everything, or does not go on.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not incident.holds and incident.state != Incident.State.PROPOSED:
        raise ValidationError(_("This incident does not go on."), code="over")
    _draw(incident, scope)
    incident.linked_up_to = 0 if incident.holds else None
    incident.save()
    incident.channels.set(scope.channels)
    return incident


@dataclass(frozen=True)
class Matching:
    """The open cases that an incident would be about: so many, and which it would link."""

    total: int
    count: int
    first: list[Case]

    @property
    def others(self) -> int:
        """How many it would not link, for they have another cause or wait for their customer."""
        return self.total - self.count

    @property
    def more(self) -> int:
        return self.count - len(self.first)


def would_match(scope: Scope) -> Matching:
    """Look for the open cases that an incident would explain."""
    known = Known(
        0,
        "",
        frozenset(channel.pk for channel in scope.channels),
        frozenset(scope.methods),
        scope.began_at,
        None,
        tuple(scope.conditions),
        scope.cause.pk if scope.cause else None,
    )
    about = open_cases_of(known)
    free = about.filter(known.free)
    first = free.select_related("customer", "payment").order_by("-opened_at", "-pk")
    return Matching(about.count(), free.count(), list(first[:FIRST]))


@transaction.atomic
def dismiss_incident(incident: Incident, *, now: datetime) -> Incident:
    """Say that what was proposed is no incident; its cases are free.

    Raises ValidationError for one that was decided already.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.state != Incident.State.PROPOSED:
        raise ValidationError(_("Somebody has decided this already."), code="decided")
    incident.state, incident.ended_at = Incident.State.DISMISSED, now
    incident.save(update_fields=["state", "ended_at"])
    return incident


@transaction.atomic
def publish_incident(incident: Incident, *, is_public: bool) -> Incident:
    """Show on the public page what customers are told of an incident, or show it no more.

    Raises ValidationError for one that nobody has opened.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.opened_at is None:
        raise ValidationError(_("Please open the incident first."), code="not_open")
    incident.is_public = is_public
    incident.save(update_fields=["is_public"])
    return incident


def _draw(incident: Incident, scope: Scope) -> Incident:
    if not scope.channels and not scope.methods:
        raise ValidationError(
            _("Please choose a channel or a method: an incident of everything explains nothing."),
            code="too_wide",
        )
    check_years(scope.began_at)
    incident.title_en, incident.title_zh = scope.title_en, scope.title_zh
    incident.methods, incident.began_at = list(scope.methods), scope.began_at
    incident.conditions, incident.severity = scope.conditions, scope.severity
    incident.cause = scope.cause or incident.cause
    return incident


def _titles(channels: Iterable[Channel]) -> tuple[str, str]:
    """Return titles that customers may read: the channels' own names are ours alone."""
    english, chinese = (_named(channels, one) for one in (Language.ENGLISH, Language.CHINESE))
    return (
        f"Payments may be late: {english}"[:150] if english else "Payments may be late",
        f"付款可能延迟：{chinese}"[:150] if chinese else "付款可能延迟",
    )


def _named(channels: Iterable[Channel], language: str) -> str:
    with override(language):
        names = dict.fromkeys(name for channel in channels if (name := channel.public_name()))
    return ("、" if language == Language.CHINESE else ", ").join(names)
