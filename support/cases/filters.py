"""What a list of cases can be asked for: the words of `viewing.conditions`, a view and a search."""

import django_filters
from django.utils import timezone

from support.cases.models import Case, CaseQuerySet, Status, StatusClass
from support.cases.viewing.conditions import CONDITIONS, Asking, read_wanted, within
from support.cases.viewing.views import view_named
from support.payments.models import Direction


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


class CaseFilter(django_filters.FilterSet):
    status = _Choices(choices=Status.choices)
    assignee = _Words(help_text="`me`, `none` or a user name.")
    team = _Words(help_text="`mine`, `none` or the name of a team.")
    channel = _Words()
    direction = _Choice(choices=Direction.choices)
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
        """Add `class`, which is no name one can give an attribute."""
        filters: dict[str, django_filters.Filter] = super().get_filters()
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
