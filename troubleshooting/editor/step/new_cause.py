"""A cause that the list lacks, added from the outcome that needs it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from troubleshooting.causes.models import Cause
from troubleshooting.causes.services import NewCause, add_cause
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.services import Seen, change_tree
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry
from troubleshooting.trees.rights import Level, refuse_without

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SENTENCE_LIMIT = 300  # what one SMS of a few segments can carry beside its other words


TEXTS = {
    "name": _("What it is called"),
    "customer_message": _("What the customer is told; {reference} stands for the payment"),
    "how_to_check": _("How to check it"),
    "fix": _("What to do"),
}
# The end of a field's name, the language of its text and what that calls itself.
LANGUAGES = {"en": ("en", "English"), "zh": ("zh-hans", "中文")}


@dataclass(frozen=True)
class Pair:
    """One text in both languages; every cell is a field, its language and that one's name."""

    label: str
    is_required: bool
    is_long: bool
    cells: list[tuple[forms.BoundField, str, str]]


# What each kind of disclosure means for somebody who chooses one.
DISCLOSURES = {
    Cause.Disclosure.OPEN: _("Tell the customer the cause, in the sentence above"),
    Cause.Disclosure.GENERAL: _(
        "Send the sentence above, and never name the cause (fraud, rules of the bank)"
    ),
    Cause.Disclosure.SILENT: _("Send nothing by itself: a colleague writes (a death)"),
}


class NewCauseForm(forms.Form):
    """Names and sentences in both languages; what agents do about it may follow later."""

    name_en = forms.CharField(max_length=120)
    name_zh = forms.CharField(max_length=120)
    customer_message_en = forms.CharField(max_length=SENTENCE_LIMIT)
    customer_message_zh = forms.CharField(max_length=SENTENCE_LIMIT)
    disclosure = forms.ChoiceField(choices=list(DISCLOSURES.items()), initial=Cause.Disclosure.OPEN)
    group = forms.ChoiceField(choices=Cause.Group.choices, initial=Cause.Group.BANK)
    how_to_check_en = forms.CharField(max_length=1000, required=False)
    how_to_check_zh = forms.CharField(max_length=1000, required=False)
    fix_en = forms.CharField(max_length=1000, required=False)
    fix_zh = forms.CharField(max_length=1000, required=False)

    def value(self) -> NewCause:
        return NewCause(**self.cleaned_data)

    def pairs(self) -> list[Pair]:
        """Every text in both languages, side by side."""
        return [
            Pair(
                label=str(label),
                is_required=self.fields[f"{name}_en"].required,
                is_long=name != "name",
                cells=[(self[f"{name}_{end}"], *language) for end, language in LANGUAGES.items()],
            )
            for name, label in TEXTS.items()
        ]

    def begins_at(self) -> str:
        """Return the field to begin with: the first that is refused or blank, "" where none is."""
        return next((one.name for one in self if one.errors or one.value() in (None, "")), "")

    def has_later_words(self) -> bool:
        """Whether somebody wrote texts that may follow later, or was told what is wrong there."""
        later = [name for name, field in self.fields.items() if not field.required]
        return self.is_bound and any(self[name].value() for name in later)


def first_words(entry: Entry | None) -> dict[str, Any]:
    """Return what the outcome already says, so that nobody types it twice."""
    known: dict[str, Any] = {}
    for field, name in (("title", "name"), ("cure", "fix")):
        texts = (entry or {}).get(field) or {}
        known |= {f"{name}_en": texts.get("en", ""), f"{name}_zh": texts.get("zh-hans", "")}
    return known


@transaction.atomic
def add_and_choose(
    bench: Workbench, new: NewCause, *, instead_of: str, seen: Seen, actor: "User", now: datetime
) -> Cause:
    """Add a cause and put it into the chosen outcome, both or neither.

    `instead_of` is the cause that the outcome had when the author saw it, "" for none. An outcome
    without a message gets one that tells the cause, if a machine may tell it.
    Raises ValidationError as `add_cause` does, and what `change_tree` raises.
    """
    cause = add_to_causes(bench.tree, new, actor=actor, now=now)
    entry = bench.entry
    if entry is not None and entry["kind"] == "outcome":
        was = (
            {**entry, "cause": instead_of}
            if instead_of
            else {name: entry[name] for name in entry if name != "cause"}
        )
        message = entry.get("message") or message_for(cause, entry)
        told = {"message": message} if message else {}
        chosen = SetNode(bench.node, {**entry, "cause": cause.slug, **told}, was=was)
        change_tree(bench.tree, [chosen], seen=seen, actor=actor, now=now, draft=bench.draft)
    return cause


def message_for(cause: Cause, entry: Entry) -> str:
    """Return the message that tells a cause at an outcome without one; "" where none may."""
    if cause.disclosure == Cause.Disclosure.SILENT or entry.get("status") == "resolved":
        return ""
    return "waiting-bank" if entry.get("status") == "waiting_bank" else "solution"


@transaction.atomic
def add_to_causes(tree: Tree, new: NewCause, *, actor: "User", now: datetime) -> Cause:
    """Add a cause that a tree needs, and log it there.

    Raises ValidationError as `add_cause` does, PermissionDenied if the actor may not edit the tree.
    """
    refuse_without(actor, tree, Level.EDIT)
    cause = add_cause(new)
    words = {"slug": cause.slug, **asdict(new)}
    write_log(tree, TreeLogEntry.Kind.CAUSE, actor=actor, now=now, difference=words)
    return cause
