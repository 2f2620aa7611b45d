"""What was changed of the plan, and what one shift tells the next."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.retention.kinds import Kind, Table, register
from support.roster.models.planned import Rule, Shift
from support.staff.models import Team

LONGEST_NOTE = 4000


class Swap(models.Model):
    """That somebody else takes a shift: of a rule the one that begins on `day`, or a single one.

    Asked by who has it and accepted by who takes it, or set by a lead. The last one that holds
    counts; none is ever changed back, so the record says who stood in for whom.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        SET = "set", _("set by a lead")

    HOLDING = (State.ACCEPTED, State.SET)

    rule = models.ForeignKey(Rule, models.CASCADE, null=True, blank=True, related_name="swaps")
    day = models.DateField(_("day"), null=True, blank=True)
    shift = models.ForeignKey(Shift, models.CASCADE, null=True, blank=True, related_name="swaps")
    begins_at = models.DateTimeField(_("begins at"))
    gives = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who has it")
    )
    takes = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who takes it")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("asked by"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=None, day=None, shift__isnull=False)
                | Q(rule__isnull=False, day__isnull=False, shift=None),
                name="swap_of_one_shift",
            ),
            models.UniqueConstraint(
                fields=["rule", "day"], condition=Q(state="asked"), name="swap_asked_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["shift"], condition=Q(state="asked"), name="swap_asked_once_a_shift"
            ),
        ]
        indexes = [models.Index(fields=["begins_at"], name="swap_by_time")]

    def __str__(self) -> str:
        return f"{self.rule_id or self.shift_id} {self.state}"

    @property
    def duty_key(self) -> str:
        """Return the name of its shift among all."""
        return f"shift-{self.shift_id}" if self.shift_id else f"rule-{self.rule_id}-{self.day}"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def naming(self, names: Iterable[str]) -> Self:
        """Notes in which one of these stands."""
        named = reduce(or_, (Q(body__icontains=name) for name in names), Q())
        return self.filter(named) if named else self.none()


class HandOver(models.Model):
    """What who goes off duty tells who comes; the door has masked its words."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    body = models.TextField(_("note"), max_length=LONGEST_NOTE)
    written_at = models.DateTimeField(_("written at"))

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("hand-over note")
        verbose_name_plural = _("hand-over notes")
        indexes = [models.Index(fields=["team", "-written_at"], name="handover_of_team")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.written_at:%Y-%m-%d %H:%M}"


class HandOverSeen(models.Model):
    """That somebody has read a note."""

    note = models.ForeignKey(HandOver, models.CASCADE, related_name="seen", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("hand-over note read")
        verbose_name_plural = _("hand-over notes read")
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="handover_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.note_id} {self.person_id}"


register(Kind(
    "hand_overs", _("Hand-over notes"),
    _("Long enough to look up what one shift told the next; they may name customers."),
    usual=30, least=7, most=90,
    tables=(Table(HandOver.objects.all, "written_at"),),
))  # fmt: skip
