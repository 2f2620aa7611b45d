"""The page of retention: a line for each kind, with what tonight would take of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.audit.models import Entry
from support.lead.retention.purging import CONTENTS, Loss, dry_run, latest_night
from support.retention.kinds import KINDS, Kind
from support.retention.services import Days, check_days, mark_of

LONGEST = 9_999


class DaysForm(forms.Form):
    """Days by kind as they were typed; empty is the usual ones."""

    seen = forms.CharField(required=False, max_length=1000)

    def __init__(self, *given: object, entered: Days) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        for slug, kind in KINDS.items():
            field = forms.IntegerField(required=False, min_value=0, max_value=LONGEST)
            field.label = str(kind.name)
            field.initial = entered.get(slug)
            usual = kind.usual if kind.usual is not None else _("kept")
            field.widget.attrs = {"placeholder": usual, "min": kind.least, "max": kind.most}
            self.fields[slug] = field

    def clean(self) -> None:
        for slug, sentence in check_days(self.days).items():
            self.add_error(slug, sentence)

    @property
    def days(self) -> Days:
        """What was typed and is a number."""
        return {slug: self.cleaned_data.get(slug) for slug in KINDS}


@dataclass(frozen=True)
class Line:
    """One kind, where its days are typed, and what tonight would take under these."""

    kind: Kind
    field: BoundField
    loss: Loss


@dataclass(frozen=True)
class RetentionPage:
    form: DaysForm
    lines: list[Line]
    seen: str
    night: Entry | None

    @property
    def taken(self) -> list[tuple[str | Promise, int]]:
        """What the last night took, by the names of the kinds."""
        counts = self.night.values["counts"] if self.night else {}
        return list(named_counts(counts))

    @property
    def failed(self) -> list[str | Promise]:
        return [name_of_kind(slug) for slug in self.night.values["failed"]] if self.night else []


def build_page(form: DaysForm, entered: Days, now: datetime) -> RetentionPage:
    """Compose the page with days as typed, or as entered where they can't be."""
    days = form.days if form.is_bound and form.is_valid() else entered
    losses = dry_run(days, now)
    lines = [Line(kind, form[slug], losses[slug]) for slug, kind in KINDS.items()]
    return RetentionPage(form, lines, mark_of(entered), latest_night())


def named_counts(counts: dict[str, int]) -> Iterator[tuple[str | Promise, int]]:
    return ((name_of_kind(slug), count) for slug, count in counts.items())


def name_of_kind(slug: str) -> str | Promise:
    """Return what a kind is called; an earlier release may have named others."""
    if slug == CONTENTS:
        return gettext_lazy("Contents of no file")
    return KINDS[slug].name if slug in KINDS else slug
