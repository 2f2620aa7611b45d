"""Which walk belongs to which case, and which guide a case begins with."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, ExpressionWrapper, Func, OuterRef, Value
from django.utils.translation import gettext_lazy as _

from support.cases.changing.undoing import TO_UNDO, Undoable, UndoableQuerySet
from support.guidance.outcomes.kept import KEPT_FOR_NEW, WalkOfCase
from support.guidance.which.rules import Rule
from support.payments.ladder.rungs import Rung
from support.payments.models import Direction
from support.payments.news import REFUND
from support.retention import kinds
from support.retention.services import days_asked
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.engine import Answer, Kind, Position, Source, advance, follow
from troubleshooting.walks.models import StepReport, Walk

__all__ = ["TO_UNDO", "AppliedOutcome", "CaseWalk", "GuideRule", "HelpWalk", "WalkOfCase"]

HELP = "help"  # as a kind: so long after the last answer somebody can go on at `/help/`
ANSWERED, CANT_SAY, CUSTOMER = Kind.ANSWERED, Kind.CANT_SAY, Source.CUSTOMER
LOST = 3
# All that is known of a payment which nobody has named.
FACTS: dict[str, dict[str, Any]] = {
    str(Direction.PAYOUT): {"direction": str(Direction.PAYOUT), "is_refund": False},
    str(Direction.PAYIN): {"direction": str(Direction.PAYIN), "is_refund": False},
    REFUND: {"is_refund": True},
}


class CaseWalkQuerySet(models.QuerySet["CaseWalk"]):
    def present(self) -> Self:
        """The latest walk first: the one that counts."""
        return self.with_walk().order_by("-pk")

    def due(self, now: datetime) -> Self:
        """Walks that wait on time, and whose time has come; the longest due first."""
        return self.filter(read_again_at__lte=now).order_by("read_again_at")

    def with_answers(self) -> Self:
        """Say in the same query whether anybody answered a report of the walk: `has_answers`."""
        answered = StepReport.objects.filter(walk=OuterRef("walk"), closed_at__isnull=False)
        return self.annotate(has_answers=Exists(answered))

    def with_case(self) -> Self:
        """The case with what a panel says of it, in the same query."""
        return self.select_related(
            "case__customer", "case__payment__channel", "case__payment__customer", "case__cause"
        )

    def with_walk(self) -> Self:
        """Walk, version and tree in one query; the document itself is read once a process."""
        return self.select_related("walk__version__tree").defer(
            "walk__version__document", "walk__version__subtrees"
        )


class CaseWalk(models.Model):
    """One run through a tree for a case; the latest of a case is the present one."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="walks")
    walk = models.OneToOneField("walks.Walk", models.PROTECT, related_name="case_walk")
    read_again_at = models.DateTimeField(_("read again at"), null=True, blank=True, editable=False)

    has_answers: bool  # where `with_answers` was asked

    objects = CaseWalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide of a case")
        verbose_name_plural = _("guides of cases")
        indexes = [
            # Of the walks whose time has come; hardly any walk waits on time.
            models.Index(
                fields=["read_again_at"],
                name="casewalk_read_again",
                condition=models.Q(read_again_at__isnull=False),
            )
        ]
        triggers = [KEPT_FOR_NEW]

    def __str__(self) -> str:
        return f"{self.case_id} {self.walk_id}"


class GuideRuleQuerySet(models.QuerySet["GuideRule"]):
    def in_order(self) -> Self:
        """The first rule that fits counts."""
        return self.select_related("tree").order_by("place", "pk")


class GuideRule(models.Model):
    """Payments that fit all of it begin with a tree; what is empty fits every payment, also none.

    The first rule by its place counts. `method` and `source` are as payments have them.
    """

    place = models.PositiveIntegerField(_("place"))
    direction = models.CharField(
        _("direction"),
        max_length=10,
        choices=[*Direction.choices, (REFUND, _("Refund"))],
        blank=True,
    )
    statuses = ArrayField(
        models.CharField(max_length=20, choices=[(str(rung), str(rung)) for rung in Rung]),
        verbose_name=_("statuses"),
        default=list,
        blank=True,
    )
    method = models.CharField(_("method"), max_length=50, blank=True)
    source = models.CharField(_("source"), max_length=50, blank=True)
    tree = models.ForeignKey(
        "trees.Tree", models.PROTECT, related_name="guide_rules", verbose_name=_("guide")
    )

    objects = GuideRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for the guide")
        verbose_name_plural = _("rules for the guide")

    def __str__(self) -> str:
        return f"{self.place} {self.tree_id}"

    @property
    def rule(self) -> Rule:
        """The same as a plain value."""
        return Rule(
            tree=self.tree.slug,
            direction=self.direction,
            statuses=frozenset(self.statuses),
            method=self.method,
            source=self.source,
        )


class AppliedOutcomeQuerySet(UndoableQuerySet["AppliedOutcome"]):
    def of_walk(self, walk: Walk, now: datetime) -> Self:
        """What of a walk can be taken back; nothing is asked of one that ended long ago."""
        if walk.ended_at is None or walk.ended_at + TO_UNDO < now:
            return self.none()
        return self.filter(walk=walk, undone_at=None, applied_at__gt=now - TO_UNDO)

    def latest_of(self, walk: Walk) -> Self:
        """The last time that the outcome of a walk was applied by a person."""
        last = self.filter(walk=walk).order_by("-applied_at").values("pk")[:1]
        return self.filter(pk__in=last).select_related("case", "walk")


class AppliedOutcome(Undoable):
    """An outcome that a person applied. `refuted` is the earlier walk that it refuted, of which
    `refuted_was` was known before."""

    UNDONE = _("This outcome was taken back already.")
    NOT_YOURS = _("Only who applied an outcome can take it back.")

    walk = models.ForeignKey("walks.Walk", models.CASCADE, related_name="applied")
    refuted = models.ForeignKey("walks.Walk", models.SET_NULL, null=True, related_name="+")
    refuted_was = models.BooleanField(null=True)

    objects = AppliedOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("applied outcome")
        verbose_name_plural = _("applied outcomes")
        indexes = [models.Index(fields=["actor", "-applied_at"], name="outcome_to_undo")]


class HelpWalkQuerySet(models.QuerySet["HelpWalk"]):
    def kept(self, now: datetime) -> Self:
        """Those that can be gone on with, with their versions and for how many days."""
        versions = self.select_related("version__tree")
        found = versions.defer("version__document", "version__subtrees")
        days = days_asked(HELP)
        return found.annotate(days_kept=days).filter(
            answered_at__gt=ExpressionWrapper(
                Value(now) - Func(days, template="make_interval(days => %(expressions)s)"),
                output_field=models.DateTimeField(),
            )
        )


class HelpWalk(models.Model):
    """A walk without a case: what somebody answered at `/help/`, and nothing of who they are.

    `answers` are their steps and options in their order, no option where they did not know. What
    they say did not arrive is `about`.
    """

    id = models.UUIDField(primary_key=True)
    version = models.ForeignKey(
        "trees.TreeVersion", models.CASCADE, related_name="+", verbose_name=_("tree version")
    )
    about = models.CharField(
        _("about"), max_length=10, choices=[*Direction.choices, (REFUND, _("Refund"))]
    )
    answers = models.JSONField(_("answers"), default=list)
    answered_at = models.DateTimeField(_("answered last at"), db_index=True)

    days_kept = 0  # as `kept` found it

    objects = HelpWalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide without a case")
        verbose_name_plural = _("guides without a case")

    def __str__(self) -> str:
        return f"{self.about} {self.answered_at:%Y-%m-%d}"

    @property
    def graph(self) -> Graph:
        """The guide from where it begins to ask customers."""
        return self.version.graph.for_customers or self.version.graph

    @property
    def is_at_a_loss(self) -> bool:
        """Whether they did not know three times in a row."""
        return len(self.answers) >= LOST and not any(option for _, option in self.answers[-LOST:])

    def given(self, seen: int | None = None) -> list[Answer]:
        """Return their first `seen` answers, or all."""
        return [
            Answer(number, node, option, ANSWERED if option else CANT_SAY, CUSTOMER)
            for number, (node, option) in enumerate(self.answers[:seen], start=1)
        ]

    def position(self, seen: int | None = None) -> Position:
        """Say where it stands, or stood after `seen` answers; checks say what needs no record."""
        answers = self.given(seen)
        return follow(self.graph, [*answers, *advance(self.graph, answers, FACTS[self.about])])


kinds.register(kinds.Kind(
    "outcomes", _("Outcomes that could be taken back"),
    _("Nobody can take them back any more; time to look into what was taken back."),
    usual=1, least=1, most=30, tables=(kinds.Table(AppliedOutcome.objects.all, "applied_at"),),
))  # fmt: skip
kinds.register(kinds.Kind(
    HELP, _("Guides followed without a case"),
    _("Somebody may come back to where they stopped; their page names the days."),
    usual=14, least=1, most=90, tables=(kinds.Table(HelpWalk.objects.all, "answered_at"),),
))  # fmt: skip
