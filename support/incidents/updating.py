"""What is said of an incident, to agents and to customers; and that it is over."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.models.market import market_for
from support.claims.formats import is_chinese, write_moment
from support.claims.zones import zone_in_words
from support.customers.models import Language
from support.incidents.models import Incident, IncidentUpdate
from support.notifications.models import Broadcast
from support.notifications.outbox.broadcasts import Draft, start_broadcast
from troubleshooting.causes.sentences import unfit_for_customers
from web.forms import check_years

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 600


class StaleIncident(Exception):
    """Somebody has written an update since the incident was looked at; nothing was done."""


@dataclass(frozen=True)
class Said:
    """An update as it is written; what is "" is not said. `seen` is the newest one's number."""

    state: str
    seen: int
    agents_en: str = ""
    agents_zh: str = ""
    customers_en: str = ""
    customers_zh: str = ""
    next_update_at: datetime | None = None


@transaction.atomic
def add_update(
    incident: Incident, said: Said, *, actor: "User | None", now: datetime
) -> IncidentUpdate:
    """Write an update; what is for customers is told to each of them once, in the background.

    One whose state is that it is over ends the incident: its payments are looked up, case by case.
    Raises StaleIncident where somebody wrote meanwhile, and ValidationError for what can't be said.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    number = incident.updates.count()
    if number != said.seen:
        raise StaleIncident(_("Somebody has written an update since. Please look again."))
    if not incident.holds:
        raise ValidationError(_("This incident does not go on."), code="over")
    check_said(said, now)
    update = IncidentUpdate(
        incident=incident, number=number + 1, state=said.state, written_at=now, written_by=actor,
        agents_en=said.agents_en, agents_zh=said.agents_zh, customers_en=said.customers_en,
        customers_zh=said.customers_zh, next_update_at=said.next_update_at,
    )  # fmt: skip
    if update.is_for_customers:
        update.broadcast = start_broadcast(draft_of(incident, said), actor=actor, now=now)
    incident.state, incident.next_update_at = said.state, said.next_update_at
    incident.late_told_at = None
    if said.state == Incident.State.RESOLVED:
        incident.ended_at = incident.recovery_asked_at = now
    incident.save()
    update.save()  # after it, for webhooks are told of both then
    return update


def resolve_incident(
    incident: Incident, said: Said, *, actor: "User | None", now: datetime
) -> IncidentUpdate:
    """End an incident by its last update, as `add_update` does."""
    return add_update(incident, said, actor=actor, now=now)


@transaction.atomic
def ask_recovery(incident: Incident, *, now: datetime) -> None:
    """Have all its payments that are not done looked up again, while it goes on or after."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.state not in (*Incident.HOLDING, Incident.State.RESOLVED):
        raise ValidationError(_("This incident does not go on."), code="over")
    incident.recovery_asked_at = now
    incident.save(update_fields=["recovery_asked_at"])


def check_said(said: Said, now: datetime) -> None:
    """Raise ValidationError, by field, for an update that can't be written."""
    check_years(said.next_update_at)
    errors: dict[str, list[str]] = {}
    if said.state not in (*Incident.HOLDING, Incident.State.RESOLVED):
        errors["state"] = [_("This is no state of an incident that goes on.")]
    if not any((said.agents_en, said.agents_zh, said.customers_en, said.customers_zh)):
        errors["agents_en"] = [_("Please write what is new.")]
    if bool(said.customers_en) != bool(said.customers_zh):
        missing = "customers_zh" if said.customers_en else "customers_en"
        errors[missing] = [_("Customers are written to in both languages, or not at all.")]
    for name in ("customers_en", "customers_zh"):
        if unfit := unfit_for_customers(getattr(said, name)):
            errors[name] = unfit
    if said.next_update_at is not None and said.next_update_at <= now:
        errors["next_update_at"] = [_("Please choose a time to come.")]
    if said.next_update_at is None and said.state in Incident.HOLDING and said.customers_en:
        errors["next_update_at"] = [_("Choose when the next update comes; customers are told.")]
    if errors:
        raise ValidationError(errors)


def draft_of(incident: Incident, said: Said) -> Draft:
    """Return the mass message of an update: the first is that of an opened incident."""
    is_first = not incident.updates.exclude(customers_en="").exists()
    over = said.state == Incident.State.RESOLVED
    event = "incident-resolved" if over else "incident-opened" if is_first else "incident-updated"
    words = {
        Language.ENGLISH.value: (incident.title_en, said.customers_en),
        Language.CHINESE.value: (incident.title_zh, said.customers_zh),
    }
    return Draft(
        event,
        incident.title_en,
        {
            language: {
                "incident_title": title,
                "incident_sentence": sentence,
                **({} if over else {"next_update": by_when(said.next_update_at, language)}),
            }
            for language, (title, sentence) in words.items()
        },
        incident.reference,
    )


def by_when(moment: datetime | None, language: str) -> str:
    """Write a moment by the clock of a language's market, with the name of that clock."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(market_for(language).time_zone))
    zone = zone_in_words(local, language)
    shown = write_moment(local, language)
    return f"{shown}（{zone}）" if is_chinese(language) else f"{shown} ({zone})"


def newest_for_customers(incident: Incident) -> IncidentUpdate | None:
    """Return what whoever is linked or looked up now is told, None where there is nothing.

    That more will come is told to nobody any more once it is over.
    """
    told = incident.updates.exclude(broadcast=None).select_related("broadcast")
    running = told.exclude(broadcast__state=Broadcast.State.CANCELLED)
    update = running.order_by("-number").first()
    return None if update is None or update.ends_it == incident.holds else update
