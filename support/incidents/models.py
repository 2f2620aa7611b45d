"""Incidents, what was said of them, and the cases that they explain."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from support.cases.models.status import Status
from support.cases.references import make_reference
from support.customers.models import Language
from support.incidents.announcing import OPENED, UPDATED
from support.incidents.watching.models import Watch, WatchedSeries
from support.payments.ladder.rungs import Rung
from troubleshooting.checks.families.channel import MOST_COUNTED

__all__ = ["CaseLink", "Incident", "IncidentQuerySet", "IncidentUpdate", "Watch", "WatchedSeries"]


# That the bank's own system failed: what an incident says of a case, and no other cause.
SYSTEM = "bank_system_failure"


def explainable(cause: object, case: str = "") -> Q:
    """Return which cases an incident of a cause may explain by itself, and tell their customers of.

    Neither one of which another cause is known, nor one that waits for its customer.
    """
    known = Q(**{f"{case}cause": None}) | Q(**{f"{case}cause__slug": SYSTEM})
    known |= Q(**{f"{case}cause": cause})
    return known & ~Q(**{f"{case}status": Status.WAITING_CUSTOMER})


def make_incident_reference() -> str:
    return make_reference("INC")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def holding(self) -> Self:
        """Those that hold cases: known, and not over."""
        return self.filter(state__in=Incident.HOLDING)

    def for_list(self) -> Self:
        """What a list shows: those that go on first, then what was proposed, the newest first."""
        return self.prefetch_related("channels").order_by("-began_at", "-pk")


class Incident(models.Model):
    """One fault behind many cases: of which channels and methods, since when, and how far it is.

    It is about the payments of any of its channels and methods (empty: all) that were made from
    `began_at` to `ended_at` and meet all `conditions`, as `incidents.conditions` reads them.
    What was only proposed holds nothing; `evidence` is what whoever proposed it saw.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("incident", "Proposed")
        INVESTIGATING = "investigating", pgettext_lazy("incident", "Investigating")
        IDENTIFIED = "identified", pgettext_lazy("incident", "Identified")
        MONITORING = "monitoring", pgettext_lazy("incident", "Monitoring")
        RESOLVED = "resolved", pgettext_lazy("incident", "Over")
        DISMISSED = "dismissed", pgettext_lazy("incident", "Dismissed")

    class Severity(models.TextChoices):
        MINOR = "minor", pgettext_lazy("severity", "Minor")
        MAJOR = "major", pgettext_lazy("severity", "Major")
        CRITICAL = "critical", pgettext_lazy("severity", "Critical")

    HOLDING = (State.INVESTIGATING, State.IDENTIFIED, State.MONITORING)

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=make_incident_reference, editable=False
    )
    state = models.CharField(_("state"), max_length=20, choices=State)
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity, default=Severity.MAJOR
    )
    title_en = models.CharField(_("title, English"), max_length=150)
    title_zh = models.CharField(_("title, Chinese"), max_length=150)
    channels = models.ManyToManyField(
        "payments.Channel", related_name="incidents", verbose_name=_("channels"), blank=True
    )
    methods = ArrayField(
        models.CharField(max_length=50), verbose_name=_("methods"), default=list, blank=True
    )
    cause = models.ForeignKey(
        "causes.Cause", models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("cause"),
    )  # fmt: skip
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("led by"),
    )  # fmt: skip
    next_update_at = models.DateTimeField(_("next update at"), null=True, blank=True)
    is_public = models.BooleanField(
        _("on the public page"), default=False, db_default=False,
        help_text=_("Everybody reads there what customers are told of it"),
    )  # fmt: skip
    # Of the next update that is late people are told once; whoever writes it takes this out.
    late_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Payments of links that were not looked up since then are to be, as it was pressed or is over.
    recovery_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How far the background has linked what was there before: the key of the last case it saw.
    linked_up_to = models.BigIntegerField(null=True, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        triggers = [OPENED]
        indexes = [models.Index(fields=["-began_at"], name="incident_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "dismissed"]) | Q(opened_at__isnull=False),
                name="incident_opened_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="resolved") | Q(ended_at__isnull=False),
                name="incident_resolved_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        return self.title_zh if get_language() == Language.CHINESE else self.title_en

    @property
    def holds(self) -> bool:
        return self.state in self.HOLDING

    def is_late(self, now: datetime) -> bool:
        """Whether the next update should have been written by now."""
        return self.holds and self.next_update_at is not None and self.next_update_at < now


class IncidentUpdate(models.Model):
    """What was said of an incident at one time: to agents, to customers or to both.

    An update that is for customers is told by one mass message, that of whoever comes later too.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=Incident.State)
    agents_en = models.TextField(_("for agents, English"), blank=True, default="")
    agents_zh = models.TextField(_("for agents, Chinese"), blank=True, default="")
    customers_en = models.TextField(_("for customers, English"), blank=True, default="")
    customers_zh = models.TextField(_("for customers, Chinese"), blank=True, default="")
    next_update_at = models.DateTimeField(_("next update at"), null=True, blank=True)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True,
        verbose_name=_("written by"),
    )  # fmt: skip
    broadcast = models.OneToOneField(
        "notifications.Broadcast", models.SET_NULL, related_name="incident_update", null=True,
        verbose_name=_("mass message"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("update of an incident")
        verbose_name_plural = _("updates of incidents")
        ordering = ["-number"]
        triggers = [UPDATED]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_update_once"),
            models.CheckConstraint(
                condition=Q(customers_en="", customers_zh="")
                | ~Q(customers_en="") & ~Q(customers_zh=""),
                name="incident_update_in_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.number}"

    @property
    def is_for_customers(self) -> bool:
        return bool(self.customers_en)

    @property
    def ends_it(self) -> bool:
        return self.state == Incident.State.RESOLVED


# What was merged counts as the case that is kept.
KEPT = Coalesce(F("case__merged_into"), F("case"))


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def in_force(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(unlinked_at=None)

    def held(self) -> Self:
        """Links whose case waits for the end of an incident that goes on."""
        return self.in_force().filter(recovery="", incident__state__in=Incident.HOLDING)

    def explained(self) -> Self:
        """Those whose case may be told of its incident as things stand now."""
        return self.filter(explainable(F("incident__cause"), "case__"))

    def listening(self) -> Self:
        """Those whose customer is told what is new while their incident goes on.

        What is back in the queue has another cause, or what was written did not help it. Who is
        asked something is not told to do nothing; they hear once they are asked no more.
        """
        return self.in_force().explained().filter(recovery__in=("", CaseLink.Recovery.ASKED))

    def not_helped(self) -> Self:
        """Those whose payment had not arrived when it was looked up after the end.

        To them it is news that it is over; who was paid is told that instead.
        """
        back = self.in_force().explained().filter(recovery=CaseLink.Recovery.BACK)
        since_the_end = back.filter(looked_up_at__gte=F("incident__ended_at"))
        return since_the_end.exclude(case__payment__status=Rung.CREDITED)  # left to people

    def cases(self) -> int:
        """Count cases, up to `MOST_COUNTED`; what was merged counts as the one that is kept.

        Twice as many links are looked at, for of an outage's cases few are merged; else more.
        """
        looked_at = 2 * MOST_COUNTED
        while True:
            some = self.order_by().values(kept=KEPT)[:looked_at]
            found = some.aggregate(links=Count("*"), cases=Count("kept", distinct=True))
            if found["links"] < looked_at or found["cases"] >= MOST_COUNTED:
                return min(int(found["cases"]), MOST_COUNTED)
            looked_at *= 4


class CaseLink(models.Model):
    """That a case is explained by an incident, how we know, and what became of its payment.

    One that a person took back stays as a row, so that nothing links it again. `told` is the number
    of the newest update that its customer was told. `walks_anew` asks that the guide be begun anew,
    for which it was last tried in vain at `walk_failed_at`.
    """

    class How(models.TextChoices):
        ARRIVED = "arrived", _("as it arrived")
        SWEPT = "swept", _("was there before")
        HAND = "hand", _("by hand")

    class Recovery(models.TextChoices):
        ASKED = "asked", pgettext_lazy("recovery", "Being looked up")
        PAID = "paid", pgettext_lazy("recovery", "Paid and told")
        BACK = "back", pgettext_lazy("recovery", "Back in the queue")
        DONE = "done", pgettext_lazy("recovery", "Was done already")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="links")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="incident_links")
    how = models.CharField(_("how"), max_length=10, choices=How)
    linked_at = models.DateTimeField(_("linked at"))
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True
    )
    unlinked_at = models.DateTimeField(_("unlinked at"), null=True, blank=True)
    unlinked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True
    )
    told = models.PositiveIntegerField(default=0)
    recovery = models.CharField(
        _("recovery"), max_length=10, choices=Recovery, blank=True, default=""
    )
    looked_up_at = models.DateTimeField(_("looked up at"), null=True, blank=True)
    walks_anew = models.BooleanField(default=False)
    walk_failed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of an incident")
        verbose_name_plural = _("cases of incidents")
        constraints = [
            models.UniqueConstraint(fields=["incident", "case"], name="incident_case_once")
        ]
        indexes = [
            # What is still to be told, counted and looked up of an incident.
            models.Index(
                fields=["incident", "recovery", "told"], name="incident_links_in_force",
                condition=Q(unlinked_at=None),
            ),
            models.Index(fields=["id"], name="incident_walks_anew", condition=Q(walks_anew=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.incident_id} {self.case_id}"
