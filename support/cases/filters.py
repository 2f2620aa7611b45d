"""What a list of cases can be asked for: the words of `viewing.conditions`, a view and a search."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseQuerySet, Status, StatusClass
from support.cases.viewing.conditions import (
    ADDED,
    CHOICES,
    CONDITIONS,
    DAYS,
    Asking,
    read_wanted,
    within,
)
from support.cases.viewing.views import view_named


class _Asked:
    """One word of a filter, as every other list understands it."""

    field_name: str
    parent: django_filters.FilterSet

    def filter(self, qs: CaseQuerySet, value: object) -> CaseQuerySet:
        wanted = read_wanted({self.field_name: value}) if value not in (None, "", []) else {}
        if not wanted:
            return qs
        asking = Asking(self.parent.request.user, timezone.now())
        return qs.filter(CONDITIONS[self.field_name](wanted[self.field_name], asking))


class _Words(_Asked, django_filters.CharFilter):
    pass


class _Choice(_Asked, django_filters.ChoiceFilter):
    pass


class _Choices(_Asked, django_filters.MultipleChoiceFilter):
    pass


class _Flag(_Asked, django_filters.BooleanFilter):
    pass


class _MeantField(forms.CharField):
    """One word's value, refused where it can't be meant."""

    def __init__(self, *given: Any, word: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.word = word

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not read_wanted({self.word: value}):
            raise ValidationError(_("This is nothing to filter by."), code="invalid")


class _Meant(_Asked, django_filters.CharFilter):
    field_class = _MeantField


def _meant(name: str) -> _Meant:
    values = ", ".join(f"`{value}`" for value in CHOICES.get(name, ()))
    days = "A day, or from one to another: `2026-11-01..2026-11-30`."
    told = days if name in DAYS else f"Of {values}; several by commas."
    return _Meant(field_name=name, word=name, help_text=told)


class CaseFilter(django_filters.FilterSet):
    status = _Choices(choices=Status.choices)
    assignee = _Words(help_text="`me`, `none` or a user name.")
    team = _Words(help_text="`mine`, `none` or the name of a team.")
    channel = _Words()
    direction = _Choice(choices=[(one, one) for one in CHOICES["direction"]])
    cause = _Words()
    incident = _Words(help_text="An incident by its reference.")
    priority = _Choice(choices=Case.Priority.choices)
    language = _Words()
    tag = _Words()
    overdue = _Flag()
    unreached = _Flag()
    snoozed = _Flag()
    outcome = _Flag(help_text="Whether an outcome of the guide waits to be applied.")
    replied = _Flag(help_text="Whether the customer's words wait for an answer.")
    view = django_filters.CharFilter(
        method="in_view",
        help_text="A view by its slug, with what it leaves out; an unknown one has no cases.",
    )
    q = django_filters.CharFilter(method="found_by")

    class Meta:
        model = Case
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Add `class`, which is no name one can give an attribute, days, and what others added."""
        filters: dict[str, django_filters.Filter] = super().get_filters()
        added = [name for name in ADDED if name in DAYS or name in CHOICES]
        filters |= {name: _meant(name) for name in [*sorted({*DAYS} - {*added}), *added]}
        filters["class"] = _Choice(field_name="class", choices=StatusClass.choices)
        return filters

    def in_view(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        view = view_named(value.replace("\0", ""), self.request.user)
        if view is None:
            return cases.none()
        asking = Asking(self.request.user, timezone.now())
        return cases.filter(within(view.wanted, asking))

    def found_by(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """The same words and filters as in the search box of the desk."""
        return cases.search(value, self.request.user)
