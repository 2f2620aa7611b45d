"""What somebody on duty was told, each matter once."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.claims.formats import is_chinese
from support.customers.models import Language
from support.retention.kinds import Kind, Table, register
from support.roster.announcing import ESCALATED

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_LANGUAGE = re.compile(r"(?<= )(en|zh-hans)(?= \d{4}-|$)")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) UTC$")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")


class Escalation(models.Model):
    """One matter that could not wait. `about` names it by a reference or a name of ours.

    It may be three lines: the name in English, in Chinese, and which of the matters so named.
    """

    class Kind(models.TextChoices):
        """What happened, as the one who is told reads it before the name."""

        INQUIRY = "inquiry", _("A bank has not answered")
        INCIDENT = "incident", _("The next update of an incident is overdue")
        PROPOSED = "proposed", _("An incident is proposed")
        PROBE = "probe", _("Test payments fail")
        PLAN = "plan", _("A step of an emergency plan is late")
        DRILL = "drill", _("A plan was not tried in time")
        MONEY = "money", _("A payment needs a second person")
        GAP = "gap", _("Nobody is on duty")
        SWAP = "swap", _("You are asked to take a shift")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    about = models.CharField(_("about"), max_length=120)
    address = models.CharField(_("page"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        triggers = [ESCALATED]
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="escalated_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def named(self) -> str:
        """What it is about, in the language of who reads."""
        english, *others = self.about.split("\n")
        if not others:
            return _worded(english)
        chinese, which = others
        if self.kind == self.Kind.PLAN:
            which = _("step %(number)s") % {"number": which.rpartition("/")[2]}
        name = chinese if is_chinese(get_language() or "") else english
        return _("%(name)s, %(which)s") % {"name": name, "which": _worded(which)}


def _moment(found: re.Match[str]) -> str:
    at = datetime.fromisoformat(f"{found[1]}+00:00")
    return date_format(localtime(at), "DATETIME_FORMAT")


def _worded(text: str) -> str:
    """Write the language and the time that a name holds as people write them, by their clock."""
    text = _LANGUAGE.sub(lambda found: str(Language(found[0]).label), text)
    text = _MOMENT.sub(_moment, text)
    return _DAY.sub(lambda found: date_format(date.fromisoformat(found[0])), text)


class ToldPersonQuerySet(models.QuerySet["ToldPerson"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def for_list(self, person: "User") -> Self:
        """What somebody was told, the newest first."""
        return self.filter(person=person).select_related("escalation").order_by("-pk")


class ToldPerson(models.Model):
    """Somebody is told at their desk; `seen_at` once they looked."""

    escalation = models.ForeignKey(
        Escalation, models.CASCADE, related_name="told", db_index=False
    )  # told_once begins with it
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="escalations")
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    objects = ToldPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person told")
        verbose_name_plural = _("people told")
        constraints = [models.UniqueConstraint(fields=["escalation", "person"], name="told_once")]
        indexes = [
            # Counted with every page.
            models.Index(fields=["person"], name="told_unseen", condition=Q(seen_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.person_id}"


register(Kind(
    "escalations", _("What was escalated"),
    _("Long enough to see who was told of what, and when."),
    usual=365, least=90, most=1095,
    tables=(Table(Escalation.objects.all, "told_at"),),
))  # fmt: skip
