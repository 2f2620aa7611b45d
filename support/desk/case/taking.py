"""Whose a case is and until when it sleeps, as its page shows it, and what can be chosen there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.timezone import get_current_timezone, is_aware, localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.models import Case, Referral, Wake
from support.cases.models.waiting import waiting_rules
from support.cases.taking.following_up import FollowUp, next_follow_up
from support.cases.taking.naps import ANSWERS, NAPS, nap_until
from support.cases.taking.referring import pending_referral
from support.cases.telling.unreached import has_reached
from support.desk.queue.rows import name_of_clock
from support.staff.models import Team
from support.staff.services import all_colleagues, kinds_to_ask
from web.words.ago import day_in_words
from web.words.due import Due, due_in_words, nothing_due_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User

HAND_TO = {
    Team.Kind.RISK: gettext_lazy("Ask risk"),
    Team.Kind.TREASURY: gettext_lazy("Ask treasury"),
    Team.Kind.COMPLIANCE: gettext_lazy("Ask compliance"),
}


@dataclass(frozen=True)
class Nap:
    """One way to snooze a case, and when it comes back then; `at` is None for an answer."""

    value: str
    label: str
    until: datetime | None

    @cached_property
    def at(self) -> datetime | None:
        return localtime(self.until) if self.until else None

    @property
    def words(self) -> str:
        at = self.at
        return f"{day_in_words(at.date(), 'D')} {day_in_words(at.date())} {at:%H:%M}" if at else ""


@dataclass(frozen=True)
class Taking:
    """What the strip shows; colleagues and teams are read where the hand-over is open alone."""

    case: Case
    now: datetime
    is_open: bool = False
    typed: str = ""
    error: str = ""

    @cached_property
    def people(self) -> "list[User]":
        return [user for user in all_colleagues(self.now) if user.pk != self.case.assignee_id]

    @cached_property
    def teams(self) -> list[Team]:
        return list(Team.objects.all())

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What teams can be asked about with one press: the kind, and what the button says."""
        mine = self.case.team.kind if self.case.team else ""
        return [(kind, str(HAND_TO[kind])) for kind in kinds_to_ask() if kind != mine]

    @cached_property
    def referral(self) -> Referral | None:
        return pending_referral(self.case)

    @property
    def follow_up(self) -> FollowUp:
        """What is done if the customer does not answer; one query."""
        return next_follow_up(self.case, waiting_rules())

    @cached_property
    def was_reached(self) -> bool:
        """Whether its customer was ever reached; read where nobody reaches them now."""
        return has_reached(self.case)

    @property
    def due(self) -> Due:
        """What is due next; of a customer whom nothing reaches that is ours, whatever waits."""
        case = self.case
        if case.due_at is None and case.unreached_since and not case.is_done:
            return Due(_("Now"), "soon", more=_("reach them"))
        until = case.wakes_at or case.follow_up_at
        if case.due_at is None and until and not case.is_done:
            return nothing_due_until(until)
        due = due_in_words(case.due_at, self.now)
        return due._replace(more=name_of_clock(case)) if case.due_at else due

    @property
    def naps(self) -> list[Nap]:
        return [
            Nap(value, str(name), nap_until(self.case, value, self.now))
            for value, name in NAPS.items()
        ]


def read_nap(given: "Mapping[str, str]", taking: Taking) -> tuple[datetime | None, str]:
    """Return until when and for what somebody snoozes a case, as `snooze_case` takes both.

    Raises ValidationError for what is no time.
    """
    value = given.get("for", "")
    if value in ANSWERS:
        return None, ANSWERS[value]
    return nap_until(taking.case, value, taking.now) or _typed(given.get("at", "")), Wake.TIME


def _typed(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if is_aware(moment) else make_aware(moment, get_current_timezone())
        return aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValidationError(_("Please give a day and a time."), code="no_time") from error
