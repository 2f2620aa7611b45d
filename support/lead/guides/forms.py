"""The rules as a lead edits them, a row each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.guidance.guides import EXAMPLES
from support.guidance.models import GuideRule
from support.lead.mapping.choices import RUNGS
from support.payments.models import Direction
from support.payments.news import REFUND
from support.sources.models import Source
from troubleshooting.checks.words import METHODS, WORDS
from troubleshooting.trees.models import TreeVersion

MOST_RULES = 40
ANY = ("", _("any"))
DIRECTIONS = [*Direction.choices, (REFUND, _("Refund"))]


class RuleForm(forms.Form):
    """One rule. A row of which nothing is chosen is none."""

    place = forms.IntegerField(
        label=_("Place"), min_value=1, max_value=999, required=False,
        error_messages={"invalid": _("A place is a number, such as 1.")},
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[ANY, *DIRECTIONS],
        required=False,
    )
    statuses = forms.MultipleChoiceField(
        label=_("Status"),
        choices=[(str(rung), label) for rung, label in RUNGS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    method = forms.ChoiceField(label=_("Method"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    tree = forms.ChoiceField(
        label=_("Guide"),
        required=False,
        error_messages={"invalid_choice": _("This guide is not published.")},
    )

    def __init__(self, *args: Any, known: "Known", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("method", known.methods), ("source", known.sources)):
            chosen = self.initial.get(name)
            there = {value for value, _label in choices}
            more = [(chosen, chosen)] if chosen and chosen not in there else []
            self.fields[name].choices = [*choices, *more]  # type: ignore[attr-defined]
        self._trees = {tree.slug: tree for tree in known.trees}
        guides = [("", _("choose")), *((slug, str(tree)) for slug, tree in self._trees.items())]
        self.fields["tree"].choices = guides  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        is_used = any(given.get(name) for name in ("direction", "statuses", "method", "source"))
        if is_used and not given.get("tree") and "tree" not in self.errors:
            self.add_error("tree", _("Please choose the guide."))

    def chosen_statuses(self) -> list[str]:
        """Return the chosen statuses in words; those that no form could send as they are."""
        return [str(WORDS.get(value, value)) for value in self["statuses"].value() or ()]

    def rule(self) -> GuideRule:
        given = self.cleaned_data
        names = ("direction", "statuses", "method", "source")
        conditions = {name: given[name] for name in names}
        return GuideRule(
            place=given.get("place") or 0, tree=self._trees[given["tree"]], **conditions
        )


class Known:
    """What rules can name: methods, sources and published guides; read once for all rows."""

    def __init__(self) -> None:
        self.methods = [ANY, *((name, WORDS[name]) for name in METHODS)]
        sources = Source.objects.order_by("name").values_list("slug", "name")
        self.sources = [ANY, *((slug, name or slug) for slug, name in sources)]
        live = TreeVersion.objects.live().without_documents()
        self.trees = sorted(
            (version.tree for version in live if version.tree.slug not in EXAMPLES), key=str
        )


RuleForms = forms.formset_factory(
    RuleForm, extra=1, can_delete=True, max_num=MOST_RULES, validate_max=True
)


def forms_of(rules: list[GuideRule], known: Known, given: Any = None) -> Any:
    """Return the rows of rules, and one more; filled with what was `given`, if anything was."""
    initial = [
        {
            "place": place,
            "direction": row.direction,
            "statuses": row.statuses,
            "method": row.method,
            "source": row.source,
            "tree": row.tree.slug,
        }
        for place, row in enumerate(rules, start=1)
    ]
    return RuleForms(given, initial=initial, form_kwargs={"known": known}, prefix="rule")


def written(rows: Any) -> list[GuideRule]:
    """Return the rules of valid rows in their order; a row without a place is the last."""
    kept = [
        form.rule()
        for form in rows
        if form.cleaned_data.get("tree") and not form.cleaned_data.get("DELETE")
    ]
    return sorted(kept, key=lambda row: row.place or MOST_RULES * 100)
