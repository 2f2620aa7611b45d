"""Counts up to a bound, also of views that can have nothing."""

import pytest

from support.cases.models import Case, Status
from support.cases.viewing.conditions import CHOICES, CONDITIONS, DAYS, Asking
from support.cases.viewing.counts import bounded_counts
from support.cases.viewing.ordering import page_of
from support.cases.viewing.views import BUILT_IN, RECKONED, View, _question
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
        _question.cache_clear()
        for number in (1, 2, 3):
            agent = make_agent(f"{views[0].slug}-{number}")
            agent.standing = Standing(teams={number: "agent"})  # type: ignore[attr-defined]
            for view in views:
                view.counting(Asking(agent, NOW))
        return _question.cache_info().currsize

    of_teams = [view for view in BUILT_IN if "team" in view.wanted]
    others = [view for view in BUILT_IN if "team" not in view.wanted]

    assert kept_for(others) == len(others)
    assert kept_for(of_teams) == 3 * len(of_teams)


def test_nothing_that_a_filter_has_read_is_kept_with_its_question(django_assert_num_queries):
    asking = Asking(make_agent(), NOW)
    kept = CONDITIONS.keys() - RECKONED - DAYS - {"team"}  # whose teams are known by their keys

    with django_assert_num_queries(0):
        for name in kept:
            CONDITIONS[name](next(iter(CHOICES.get(name, ["me"]))), asking)

    assert {"status", "assignee", "tag"} <= kept


def test_the_first_page_of_every_view_is_the_one_that_is_turned_back_to():
    agent = make_agent()
    for number, status in enumerate(Status):
        done = {"resolved_at": NOW} if status in ("resolved", "closed") else {}
        make_case(status=status, payment=None, assignee=agent if number % 2 else None, **done)
    asking = Asking(agent, NOW)

    for view in BUILT_IN:
        for _time in range(2):
            expected = page_of(view.cases(asking), view.ordering(), None)
            assert view.first_page(asking) == expected, view.slug
