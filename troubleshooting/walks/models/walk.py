"""Stored walks: one run through one version of a tree, and its answers, which only grow."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Never, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from troubleshooting.checks.conflicts import NamedFinding
from troubleshooting.checks.registry import Finding
from troubleshooting.marks.asking import Question
from troubleshooting.trees.graph import Node
from troubleshooting.walks import engine

GUIDE = pgettext_lazy("of a case", "guide")  # what people call a walk


class WalkQuerySet(models.QuerySet["Walk"]):
    def with_version(self) -> Self:
        """Walks with tree and version, but without documents, which only the graph reads."""
        return self.select_related("version__tree").defer("version__document", "version__subtrees")

    def under_way(self, subject: str) -> "Walk | None":
        """The one that goes on for a subject: another one begins only once it is given up."""
        return self.with_version().filter(subject=subject, state=Walk.State.OPEN).first()


class Walk(models.Model):
    """One run through one version of a tree for one subject: the reference of a case."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        CONCLUDED = "concluded", _("concluded")
        ABANDONED = "abandoned", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        "trees.TreeVersion", models.PROTECT, related_name="walks", verbose_name=_("tree version"),
        db_index=False,
    )  # fmt: skip  # `walk_of_version` begins with it
    subject = models.CharField(_("subject"), max_length=40, db_index=True)
    facts = models.JSONField(_("facts"), default=dict)
    facts_read_at = models.DateTimeField(_("facts read at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answers_seen = models.PositiveIntegerField(
        _("answers"), default=0, help_text=_("How many answers there are; every write names it.")
    )
    present_node = models.CharField(
        _("present step"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    outcome_since = models.DateTimeField(
        _("at its outcome since"), null=True, blank=True, editable=False
    )
    outcome_node = models.CharField(_("outcome"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_note = models.TextField(_("note at the end"), blank=True)
    confirmed = models.BooleanField(
        _("confirmed"), null=True, help_text=_("What the payment did afterwards says about it.")
    )
    # Empty again with every change of it: a trigger takes what it counted for off the tallies.
    tallied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WalkQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        verbose_name = GUIDE
        verbose_name_plural = pgettext_lazy("of a case", "guides")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="walk_ended_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="concluded") | ~models.Q(outcome_node=""),
                name="walk_concluded_at_an_outcome",
            ),
        ]
        indexes = [
            # Statistics count those of a period, and of most periods only what no tally holds yet.
            models.Index(fields=["version", "started_at"], name="walk_of_version"),
            models.Index(
                fields=["started_at"], condition=models.Q(tallied_at=None), name="walk_not_tallied"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject} {self.version_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @cached_property
    def rows(self) -> "list[WalkAnswer]":
        """All answers in their order, with who gave them; read once."""
        return ANSWERS.ask(self.pk)

    @cached_property
    def _position(self) -> engine.Position:
        return engine.follow(self.version.graph, self.engine_answers())

    def position(self) -> engine.Position:
        """Where the walk stands."""
        return self._position

    def stand(self, position: engine.Position, now: datetime) -> None:
        """Keep where it stands, for lists that read no answers; `KEPT_STAND` is to be saved."""
        self.present_node = position.present.key
        self.outcome_since = (self.outcome_since or now) if position.is_outcome else None

    def engine_answers(self) -> list[engine.Answer]:
        return [row.for_engine for row in self.rows]

    @cached_property
    def opinions(self) -> engine.Opinions:
        """What the checks say of the facts, each asked once."""
        return engine.Opinions(self.version.graph, self.facts)

    def forget_read(self) -> None:
        """Read all that hangs on the walk anew when it is asked for next."""
        self.forget_answers_read()
        self.__dict__.pop("opinions", None)

    def forget_answers_read(self) -> None:
        """Read the answers anew when they are asked for next."""
        for name in ("rows", "_position"):
            self.__dict__.pop(name, None)

    def answer_row(self, number: int) -> "WalkAnswer":
        """Return an answer by its number: numbers run from 1 without a gap."""
        return self.rows[number - 1]

    def changed_steps(self, position: engine.Position) -> frozenset[str]:
        """Name the steps whose check would answer otherwise by now."""
        return engine.changed_nodes(position, self.facts)

    def waiting_evidence(self, node: Node) -> tuple[Finding | None, Sequence[NamedFinding]]:
        """Return what a check that waits found, and the strong findings against it."""
        return self.opinions.on(node)

    def led_by_strong_checks_only(self, position: engine.Position) -> bool:
        return engine.led_by_strong_checks_only(position)


KEPT_STAND = ("present_node", "outcome_since")


class AppendOnly(TypeError):
    """An answer was about to be changed or deleted."""


class WalkAnswerQuerySet(models.QuerySet["WalkAnswer"]):
    def update(self, **values: Any) -> Never:
        raise AppendOnly("Answers are appended, never rewritten.")

    def delete(self) -> Never:
        raise AppendOnly("Answers are appended, never deleted.")


class WalkAnswer(models.Model):
    """What was answered at a node, by whom and on what evidence. Never changed afterwards."""

    class Kind(models.TextChoices):
        ANSWERED = engine.Kind.ANSWERED.value, _("answered")
        SKIPPED = engine.Kind.SKIPPED.value, _("skipped")
        CANT_SAY = engine.Kind.CANT_SAY.value, _("can't say")
        JUMPED = engine.Kind.JUMPED.value, _("jumped to a cause")
        RETRACTED = engine.Kind.RETRACTED.value, _("taken back")

    class Source(models.TextChoices):
        AGENT = engine.Source.AGENT.value, _("agent")
        CUSTOMER = engine.Source.CUSTOMER.value, _("customer")
        CHECK = engine.Source.CHECK.value, _("check")

    walk = models.ForeignKey(
        Walk, models.CASCADE, related_name="answers", verbose_name=GUIDE, db_index=False
    )  # the constraint on its numbers begins with it
    number = models.PositiveIntegerField(_("number"))
    node = models.CharField(_("step"), max_length=200)
    option = models.CharField(_("option"), max_length=80, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ANSWERED)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    note = models.TextField(_("note"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    strength = models.CharField(_("strength"), max_length=10, blank=True)
    message = models.TextField(_("evidence"), blank=True)
    values = models.JSONField(_("values read"), default=dict, blank=True)
    cause = models.CharField(_("cause it points at"), max_length=60, blank=True)
    answered_at = models.DateTimeField(_("answered at"))
    overrules = models.BooleanField(_("overrules a check"), default=False)

    objects = WalkAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["walk", "number"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["walk", "number"], name="walk_answer_number_once_per_walk"
            ),
        ]
        # A walk that is erased takes its answers along.
        triggers = [pgtrigger.Protect(name="answers_unchanged", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.number} {self.node}: {self.option or self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Answers are appended, never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly("Answers are appended, never deleted.")

    @cached_property  # nothing of an answer ever changes
    def for_engine(self) -> engine.Answer:
        return engine.Answer(
            number=self.number,
            node=self.node,
            option=self.option,
            kind=self.kind,
            source=self.source,
            strength=self.strength,
            cause=self.cause or None,
        )


ANSWERS = Question(
    lambda walk: WalkAnswer.objects.filter(walk=walk).select_related("actor").order_by("number")
    .defer("actor__password", "actor__last_login", "actor__date_joined")
)  # fmt: skip
