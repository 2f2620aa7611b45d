"""Merging a case that a team was asked about: what is asked is neither lost nor doubled."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case, Referral
from support.cases.services import assign_case
from support.cases.taking.coming_back import bring_back
from support.cases.taking.referring import pending_referral
from support.desk.case.stream.telling import detail_of
from support.staff.models import Team
from tests.every import every
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)

# Whose a case is: nobody's, an agent's, a team's that is asked by one hand-over or by two.
STATES = {
    "nobody's": (),
    "an agent's": ("me",),
    "asked": ("Risk desk",),
    "asked of another": ("Treasury",),
    "asked on": ("Risk desk", "Treasury"),
}


@pytest.fixture
def teams() -> dict[str, Team]:
    return {
        name: Team.objects.create(name=name, kind=kind)
        for name, kind in (("Risk desk", "risk"), ("Treasury", "treasury"))
    }


def stand(state: str, teams: dict[str, Team], customer) -> Case:
    case, amy = make_case(customer=customer, payment=None), make_agent()
    for number, name in enumerate(STATES[state]):
        to = (amy, None) if name == "me" else (None, teams[name])
        asked_at = NOW + timedelta(minutes=number)
        assign_case(case, to[0], team=to[1], note=f"{name}?", now=asked_at, actor=amy)
    return Case.objects.get(pk=case.pk)


@every("kept_is, merged_is", list(product(STATES, STATES)))
def test_every_question_stays_open_once_or_ends_with_its_line(kept_is, merged_is, teams):
    customer = make_customer()
    kept, merged = stand(kept_is, teams, customer), stand(merged_is, teams, customer)
    mine = Referral.objects.filter(case__in=[kept, merged])
    before = dict(mine.pending().values_list("pk", "case"))

    merge_cases(kept, merged, actor=make_agent(), now=LATER)

    kept = Case.objects.get(pk=kept.pk)
    line = kept.events.get(kind="merged")
    open_ones = mine.pending()
    ended = [[one.team.name, one.question] for one in mine.filter(ended_at=LATER)]
    assert {one.case_id for one in open_ones} <= {kept.pk}
    assert sorted(line.values.get("asked_no_longer", [])) == sorted(ended)
    assert len(open_ones) + len(ended) == len(before)
    assert max(Counter(one.team_id for one in open_ones).values(), default=1) == 1
    if open_ones:
        shown = pending_referral(kept)
        assert (shown, kept.team) == (open_ones[0], open_ones[0].team)

    merged = unmerge_case(Case.objects.get(pk=merged.pk), actor=make_agent(), now=LATER)

    assert dict(mine.pending().values_list("pk", "case")) == before
    kept = Case.objects.get(pk=kept.pk)
    for case in (kept, merged):
        asked = case.referrals.pending().first()
        assert pending_referral(case) == asked


def test_the_answer_to_a_question_that_came_over_reaches_who_asked(teams):
    amy, customer = make_agent("amy"), make_customer()
    kept = make_case(customer=customer, payment=None)
    merged = make_case(customer=customer, payment=None, assignee=amy)
    assign_case(merged, None, team=teams["Treasury"], note="Is it booked?", now=NOW, actor=amy)

    merge_cases(kept, merged, actor=make_agent(), now=LATER)

    kept = Case.objects.get(pk=kept.pk)
    assert (kept.team, kept.assignee) == (teams["Treasury"], None)  # not of who merged them
    assert pending_referral(kept).question == "Is it booked?"
    kept = bring_back(kept, answer="It is.", actor=make_agent("tom"), now=LATER)
    assert (kept.assignee, kept.messages.get().body) == (amy, "It is.")


def test_a_question_that_ends_is_told_on_the_timeline(teams):
    customer = make_customer()
    kept = stand("an agent's", teams, customer)

    merge_cases(kept, stand("asked", teams, customer), actor=make_agent(), now=LATER)

    line = kept.events.get(kind="merged")
    told = detail_of(line.kind, line.values, None)
    assert told.endswith("Risk desk is not asked any more: “Risk desk?”")


@pytest.mark.parametrize("asks", [True, False])
def test_a_team_that_is_asked_gets_a_case_with_its_question_alone(teams, asks):
    customer, risk = make_customer(), teams["Risk desk"]
    merged = stand("asked" if asks else "nobody's", teams, customer)
    Case.objects.filter(pk=merged.pk).update(team=risk)
    kept = make_case(customer=customer, payment=None)

    merge_cases(kept, merged, now=LATER, actor=make_agent())

    assert Case.objects.get(pk=kept.pk).team == (risk if asks else None)
