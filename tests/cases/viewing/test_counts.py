"""Counts up to a bound, also of views that can have nothing."""

import pytest

from support.cases.models import Case
from support.cases.viewing.counts import bounded_counts
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_a_view_that_can_have_nothing_counts_nothing(django_assert_num_queries):
    make_case()
    views = {
        "none": Case.objects.none(), "no_one": Case.objects.filter(assignee__in=[]),
        "all": Case.objects.all(),
    }  # fmt: skip

    with django_assert_num_queries(1):
        assert bounded_counts(views) == {"none": 0, "no_one": 0, "all": 1}
