"""Macros, what was applied of them a moment ago, and words that were not sent yet."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.cases.changing.undoing import Undoable, UndoableQuerySet
from support.cases.models import Case, Ending, Status
from support.cases.models.tagged import LONGEST_TAG
from support.cases.taking.naps import NAPS
from support.retention.kinds import Kind, Table, register
from support.staff.models import Membership
from troubleshooting.marks.asking import Question
from troubleshooting.trees.documents.texts import pick

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# Nobody makes a case new again; what is done has an ending.
MOVES = [
    (status.value, status.label)
    for status in (Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_BANK)
]


class Given(models.TextChoices):
    """Whose a case is once a macro was applied."""

    ME = "me", _("Who applies it")
    NOBODY = "nobody", _("Nobody")
    TEAM = "team", _("A team")


class MacroQuerySet(models.QuerySet["Macro"]):
    def for_list(self) -> Self:
        """What is most used first."""
        return self.select_related("team", "to_team", "changed_by").order_by("-uses", "pk")

    def usable_by(self, agent: "User") -> "list[Macro]":
        """Those in use of an agent's teams and of none, what is most used first; one query."""
        return _USABLE.ask(agent.pk)

    def offered(self, case: Case, agent: "User") -> "list[Macro]":
        """Those of them that can write to a case's customer."""
        language = case.contact.language
        return [macro for macro in self.usable_by(agent) if macro.speaks(language)]


class Macro(models.Model):
    """Words and deeds that agents apply with one press. Names and texts by language.

    Of no team it is everybody's. `version` counts its changes; `off_at` takes it out of use.
    """

    slug = models.SlugField(_("slug"), max_length=60, unique=True, editable=False)
    team = models.ForeignKey(
        "staff.Team", models.CASCADE, related_name="+", null=True, blank=True,
        verbose_name=_("team"),
    )  # fmt: skip
    names = models.JSONField(_("names"), default=dict)
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=MOVES, blank=True)
    ending = models.CharField(_("ending"), max_length=20, choices=Ending, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Case.Priority, blank=True)
    tags = ArrayField(
        models.CharField(max_length=LONGEST_TAG), verbose_name=_("tags"), default=list, blank=True
    )
    untags = ArrayField(
        models.CharField(max_length=LONGEST_TAG), verbose_name=_("tags taken away"), default=list,
        blank=True,
    )  # fmt: skip
    given = models.CharField(_("given to"), max_length=10, choices=Given, blank=True)
    to_team = models.ForeignKey(
        "staff.Team", models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("given to team"),
    )  # fmt: skip
    nap = models.CharField(_("snoozed"), max_length=10, choices=list(NAPS.items()), blank=True)
    uses = models.PositiveIntegerField(_("uses"), default=0, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(editable=False)
    off_at = models.DateTimeField(_("out of use since"), null=True, blank=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """The name in the reader's language, else in another."""
        return pick(self.names, get_language() or "en")

    def speaks(self, language: str) -> bool:
        """Tell whether it can be applied to who reads a language: its words are theirs, or none."""
        return not self.texts or language in self.texts


def _usable(agent: Any) -> MacroQuerySet:
    teams = Membership.objects.filter(user=agent).values("team")
    return Macro.objects.for_list().filter(Q(team=None) | Q(team__in=teams), off_at=None)


_USABLE = Question(_usable)


class AppliedMacroQuerySet(UndoableQuerySet["AppliedMacro"]):
    pass


class AppliedMacro(Undoable):
    """A macro that a person applied, and the reply that it wrote.

    `asked` is what other teams were asked of the case before; None where it hands over to none.
    """

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="+")
    message = models.ForeignKey("cases.Message", models.SET_NULL, null=True, related_name="+")
    asked = ArrayField(models.BigIntegerField(), null=True)

    objects = AppliedMacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("applied macro")
        verbose_name_plural = _("applied macros")
        indexes = [models.Index(fields=["actor", "-applied_at"], name="macro_to_undo")]


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, author: "User", case: Case) -> "dict[str, Draft]":
        """Somebody's drafts in a case by kind, with files; one query where there are none."""
        return {row.kind: row for row in _DRAFTS.ask(author.pk, case.pk)}

    def for_list(self, author: "User") -> Self:
        """All of somebody's, the newest first, each with its case."""
        return self.filter(author=author).select_related("case__customer").order_by("-updated_at")


class Draft(models.Model):
    """What somebody has typed in a case and not sent; theirs alone. Nothing logs or exports it.

    `masked` is what was masked of it, as `telling.masked.Told`, to be said once it is sent.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("text"))
    masked = models.JSONField(default=list, db_default=[], editable=False)
    files = models.ManyToManyField("files.StoredFile", related_name="drafts")
    updated_at = models.DateTimeField(_("updated at"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["author", "case", "kind"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.author_id} {self.case_id} {self.kind}"


_DRAFTS = Question(
    lambda author, case: Draft.objects.filter(author=author, case=case).prefetch_related("files")
)


register(Kind(
    "macros", _("Macros that could be taken back"),
    _("Nobody can take them back any more; time to look into what was taken back."),
    usual=1, least=1, most=30, tables=(Table(AppliedMacro.objects.all, "applied_at"),),
))  # fmt: skip
