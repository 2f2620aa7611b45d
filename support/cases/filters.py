"""What a list of cases can be asked for."""

import django_filters
from django.utils import timezone

from support.cases.models import Case, CaseQuerySet, Status, StatusClass


class CaseFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    assignee = django_filters.CharFilter(method="of_assignee")
    channel = django_filters.CharFilter(field_name="payment__channel__code")
    cause = django_filters.CharFilter(field_name="cause__slug")
    tag = django_filters.CharFilter(method="tagged")
    overdue = django_filters.BooleanFilter(method="only_overdue")
    unreached = django_filters.BooleanFilter(method="only_unreached")
    team = django_filters.CharFilter(field_name="team__name")
    snoozed = django_filters.BooleanFilter(
        field_name="wakes_at", lookup_expr="isnull", exclude=True
    )
    q = django_filters.CharFilter(method="found_by")

    class Meta:
        model = Case
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Add `class`, which is no name one can give an attribute."""
        filters: dict[str, django_filters.Filter] = super().get_filters()
        filters["class"] = django_filters.ChoiceFilter(
            choices=StatusClass.choices, method="in_class"
        )
        return filters

    def in_class(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.in_class(StatusClass(value))

    def of_assignee(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """`me`, `none` or a user name."""
        if value == "none":
            return cases.filter(assignee=None)
        if value == "me":
            return cases.filter(assignee=self.request.user)
        return cases.filter(assignee__username=value)

    def tagged(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.exclude(tags=[]).filter(tags__contains=[value.casefold()])

    def only_overdue(self, cases: CaseQuerySet, _name: str, value: object) -> CaseQuerySet:
        return cases.overdue(timezone.now()) if value else cases

    def only_unreached(self, cases: CaseQuerySet, _name: str, value: object) -> CaseQuerySet:
        return cases.unreached() if value else cases

    def found_by(self, cases: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        return cases.search(value)
