"""Teams, their members, and what each agent can do."""

from datetime import datetime
from typing import Any, Self

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from knox.models import AuthToken

from support.retention.kinds import Kind, Table, register
from support.staff.roles import TeamRole
from support.staff.skills import SKILLS


def _words(choices: Any, verbose_name: Any, help_text: Any) -> Any:
    field = models.CharField(max_length=40, choices=choices)
    return ArrayField(field, verbose_name=verbose_name, default=list, blank=True,
                      help_text=help_text)  # fmt: skip


def _languages() -> Any:
    return _words(settings.LANGUAGES, _("languages"), _("None chosen: all of them"))


def _skills() -> Any:
    return _words(SKILLS, _("skills"), _("None chosen: every kind of payment"))


class Team(models.Model):
    """Agents who share cases, and which new cases are theirs: the first team by place that fits.

    One that `hands_out` gives its cases to its members by turns, each up to `most_open`. One of a
    `kind` is asked by the others: a case that is handed to it comes back with its answer.
    """

    class Kind(models.TextChoices):
        RISK = "risk", pgettext_lazy("team", "Risk")
        TREASURY = "treasury", pgettext_lazy("team", "Treasury")
        COMPLIANCE = "compliance", pgettext_lazy("team", "Compliance")

    name = models.CharField(_("name"), max_length=60, unique=True)
    place = models.PositiveSmallIntegerField(
        _("place"), default=1, help_text=_("The first team that fits a new case gets it")
    )
    kind = models.CharField(
        _("asked about"), max_length=12, choices=Kind, blank=True, default="", db_default="",
        help_text=_("Cases come to it by hand alone, and go back with its answer"),
    )  # fmt: skip
    market = models.CharField(
        _("market"), max_length=10, choices=settings.LANGUAGES, blank=True,
        help_text=_("Whose working days count; empty: every market"),
    )  # fmt: skip
    languages = _languages()
    skills = _skills()
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="teams",
        verbose_name=_("members"),
    )  # fmt: skip
    hands_out = models.BooleanField(
        _("gives out its cases"), default=False,
        help_text=_("By turns, to who has the fewest; else its members take them"),
    )  # fmt: skip
    most_open = models.PositiveSmallIntegerField(
        _("open cases for one"), default=12, help_text=_("Nobody is given more than that")
    )

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name

    def fits(self, market: str, language: str, skill: str) -> bool:
        """Tell whether a case is this team's."""
        return (
            self.market in ("", market)
            and (not self.languages or language in self.languages)
            and (not self.skills or skill in self.skills)
        )


class Membership(models.Model):
    """One agent in one team; `given_at` is when the team gave them a case last.

    Who only looks on is given none of its cases; who leads it sees to its members.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships",
        verbose_name=_("agent"), limit_choices_to={"is_staff": True},
    )  # fmt: skip
    role = models.CharField(
        _("role"), max_length=10, choices=TeamRole, default=TeamRole.AGENT,
        db_default=TeamRole.AGENT.value,
    )  # fmt: skip
    given_at = models.DateTimeField(_("given a case at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.user_id}"


class AgentProfileQuerySet(models.QuerySet["AgentProfile"]):
    def away(self, now: datetime) -> Self:
        """Who is out of office now."""
        return self.filter(away_from__lte=now).filter(Q(away_until=None) | Q(away_until__gt=now))


class AgentProfile(models.Model):
    """What one agent can do, and when they are out of office; without one: everything, always."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile",
        verbose_name=_("agent"), limit_choices_to={"is_staff": True},
    )  # fmt: skip
    languages = _languages()
    skills = _skills()
    away_from = models.DateTimeField(_("away from"), null=True, blank=True)
    away_until = models.DateTimeField(
        _("away until"), null=True, blank=True, help_text=_("Empty: nobody knows yet")
    )

    objects = AgentProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent's profile")
        verbose_name_plural = _("agents' profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(away_until=None) | Q(away_until__gt=F("away_from")),
                name="away_has_beginning_and_end",
                violation_error_message=_("The absence ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def is_away(self, now: datetime) -> bool:
        """Tell whether they are out of office."""
        begun = self.away_from is not None and self.away_from <= now
        return begun and (self.away_until is None or self.away_until > now)


register(Kind(
    "sessions", _("Sign-ins that have ended"), _("Nobody can use them any more."),
    usual=0, least=0, most=30,
    tables=(
        Table(Session.objects.all, "expire_date"), Table(AuthToken.objects.all, "expiry"),
    ),
))  # fmt: skip
register(Kind(
    "sign_ins", _("Attempts to sign in"),
    _("Long enough to see who tried which password; they hold network addresses."),
    usual=30, least=7, most=365,
    tables=(
        Table(AccessAttempt.objects.all, "attempt_time"),
        Table(AccessFailureLog.objects.all, "attempt_time"),
        Table(AccessLog.objects.all, "attempt_time"),
    ),
))  # fmt: skip
