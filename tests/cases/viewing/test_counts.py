"""Counts up to a bound, also of views that can have nothing."""

import pytest

from support.cases.models import Case
from support.cases.viewing.conditions import Asking
from support.cases.viewing.counts import bounded_counts
from support.cases.viewing.views import BUILT_IN, View, _counting
from support.staff.standing import Standing
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db


def test_a_view_that_can_have_nothing_counts_nothing(django_assert_num_queries):
    make_case()
    views = {
        "none": Case.objects.none(), "no_one": Case.objects.filter(assignee__in=[]),
        "all": Case.objects.all(),
    }  # fmt: skip

    with django_assert_num_queries(1):
        assert bounded_counts(views) == {"none": 0, "no_one": 0, "all": 1}


def test_how_a_view_is_counted_is_kept_by_team_only_where_it_asks_for_that():
    def kept_for(views: list[View]) -> int:
        _counting.cache_clear()
        for number in (1, 2, 3):
            agent = make_agent(f"{views[0].slug}-{number}")
            agent.standing = Standing(teams={number: "agent"})  # type: ignore[attr-defined]
            for view in views:
                view.counting(Asking(agent, NOW))
        return _counting.cache_info().currsize

    of_teams = [view for view in BUILT_IN if "team" in view.wanted]
    others = [view for view in BUILT_IN if "team" not in view.wanted]

    assert kept_for(others) == len(others)
    assert kept_for(of_teams) == 3 * len(of_teams)
