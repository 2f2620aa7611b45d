"""Who is on duty, and telling them of what can't wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from support.notifications.outbox.to_colleagues import mail_colleague
from support.notifications.words.rendering import Rendered
from support.notifications.words.rules import LONGEST_SUBJECT
from support.roster.models import Escalation, Swap, ToldPerson
from support.roster.planning import Duty, duties_between, gaps_between
from support.staff.roles import Role, TeamRole
from web.access import name_of

if TYPE_CHECKING:
    from support.staff.models import Team

AHEAD = timedelta(days=14)
A_MOMENT = timedelta(microseconds=1)


def on_duty(
    now: datetime, *, team: "Team | None" = None, language: str | None = None
) -> list[User]:
    """Return who is on duty now and at work, each once; three queries.

    With `team` those of a team, with `language` those who write it.
    """
    found = {duty.person.pk: duty.person for duty in duties_at(now, team=team, language=language)}
    return list(found.values())


def duties_at(
    now: datetime, *, team: "Team | None" = None, language: str | None = None
) -> list[Duty]:
    """Return the shifts that are worked now."""
    duties = duties_between(now, now + A_MOMENT, teams=[team.pk] if team else None)
    return [
        duty
        for duty in duties
        if duty.serves(language or "") and any(begins <= now < ends for begins, ends in duty.there)
    ]


def leads_of(team: "Team | None" = None) -> list[User]:
    """Return who leads a team or the house, and who administers it where nobody does."""
    led = Q(memberships__role=TeamRole.LEAD)
    led &= Q(memberships__team=team) if team else Q()
    here = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    leads = list(here.filter(Q(groups__name=Role.LEAD) | led).distinct())
    return leads or list(here.filter(is_superuser=True))


@transaction.atomic
def escalate(
    kind: str,
    *,
    about: str,
    now: datetime,
    address: str = "",
    team: "Team | None" = None,
    language: str | None = None,
) -> Escalation | None:
    """Tell who is on duty of a matter, leads where nobody is; None if it was told already.

    `kind` is an `Escalation.Kind`, `about` names the matter by a reference or a name of ours and
    holds no words of a customer, `address` is the page where it is seen to. In the caller's
    transaction.
    """
    people = on_duty(now, team=team, language=language) or leads_of(team)
    return _tell(people, kind, about, address=address, now=now)


@transaction.atomic
def tell_leads(kind: str, *, about: str, now: datetime, address: str) -> Escalation | None:
    """Tell leads of what they alone can see to, as `escalate` does."""
    return _tell(leads_of(), kind, about, address=address, now=now)


def tell_asked(swap: Swap, *, now: datetime) -> None:
    """Tell who is asked to take a shift, anew if they were asked before."""
    about = f"{name_of(swap.gives)}, {swap.begins_at:%Y-%m-%d %H:%M} UTC"
    kind = Escalation.Kind.SWAP
    Escalation.objects.filter(kind=kind, about=about).delete()
    _tell([swap.takes], kind, about, address=f"{reverse('lead-roster')}#swaps", now=now)


def tell_gaps(now: datetime) -> int:
    """Tell leads of every gap of the next days, each once; return how many were new.

    A gap is the same while it begins at the same time, whoever fills its end; one that began long
    ago is told once.
    """
    since, told = now - AHEAD, 0
    for gap in gaps_between(since, now + AHEAD):
        if gap.ends > now:
            begins = "" if gap.begins == since else f"{gap.begins:%Y-%m-%d %H:%M} UTC"
            about = " ".join(filter(None, (gap.team.name, gap.language, begins)))
            with transaction.atomic():
                leads, page = leads_of(gap.team), reverse("lead-roster")
                told += _tell(leads, Escalation.Kind.GAP, about, address=page, now=now) is not None
    return told


def _tell(
    people: Iterable[User], kind: str, about: str, *, address: str, now: datetime
) -> Escalation | None:
    made, is_new = Escalation.objects.get_or_create(
        kind=Escalation.Kind(kind), about=about, defaults={"address": address, "told_at": now}
    )
    if not is_new:
        return None
    told = list(people)
    ToldPerson.objects.bulk_create(ToldPerson(escalation=made, person=one) for one in told)
    words = _mail_of(made)
    for one in told:
        if one.email:
            key = f"escalation-{made.pk}-{one.pk}"
            mail_colleague(one, "escalation", words, language="en", key=key, now=now)
    return made


def _mail_of(made: Escalation) -> Rendered:
    """Return the mail in every language of the house: which one they read, the desk alone knows."""
    lines = []
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            kind = made.get_kind_display()
            lines.append(_("%(what)s: %(about)s") % {"what": kind, "about": made.named})
    address = [settings.PUBLIC_URL + made.address] if made.address else []
    lines = list(dict.fromkeys(lines))
    return Rendered(" · ".join(lines)[:LONGEST_SUBJECT], "\n\n".join([*lines, *address]))
