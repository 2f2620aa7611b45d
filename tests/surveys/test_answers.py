"""What customers answer: kept once a case, changed for a week, masked, told on the timeline."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from support.cases.search.indexing import take_in_changes
from support.surveys.models import Survey, SurveyRules
from support.surveys.services import LONGEST, MOST_TIMES, rate, standing_of
from tests.factories import NOW, make_agent, make_customer, sign_in
from tests.portal.world import make_cause
from tests.surveys.world import DAY, answer, ended_case

pytestmark = pytest.mark.django_db
CARD = "4111 1111 1111 1111"


def test_an_answer_is_kept_with_who_had_the_case_and_told_on_its_timeline():
    agent, cause = make_agent(), make_cause()
    case = ended_case(assignee=agent, cause=cause)

    survey, told = rate(case, 4, " Quick and kind. ", now=NOW + DAY)

    assert (survey.stars, survey.words, survey.rated_at) == (4, "Quick and kind.", NOW + DAY)
    assert (survey.agent, survey.cause, survey.channel) == (agent, cause, case.payment.channel)
    assert told == []
    line = case.events.get(kind="rated")
    assert (line.note, line.values) == ("Quick and kind.", {"stars": 4, "before": None})


def test_the_same_again_is_one_answer_and_another_one_changes_it():
    case = ended_case()
    for _again in range(2):
        rate(case, 2, "Slow.", now=NOW)

    rate(case, 5, "It has come.", now=NOW + 6 * DAY)

    survey = Survey.objects.get()
    assert (survey.stars, survey.times, survey.rated_at) == (5, 2, NOW)
    lines = case.events.filter(kind="rated").order_by("happened_at")
    assert [line.values["stars"] for line in lines] == [2, 5]


def test_after_a_week_and_after_many_changes_it_stays():
    late, often = ended_case(), ended_case()
    rate(late, 2, "", now=NOW)
    for number in range(MOST_TIMES):
        rate(often, 1 + number % 2, "", now=NOW)

    for case, moment in ((late, NOW + 7 * DAY), (often, NOW)):
        with pytest.raises(ValidationError) as refusal:
            rate(case, 5, "", now=moment)
        assert refusal.value.code == "over"
    assert standing_of(late, NOW + 7 * DAY - timedelta(seconds=1)).is_open


def test_words_are_masked_found_by_the_search_and_read_by_agents(
    django_capture_on_commit_callbacks,
):
    case = ended_case()

    _survey, told = rate(case, 3, f"My card {CARD} zanzibar", now=NOW)

    assert told == [{"kind": "card", "end": "1111"}]
    assert "4111" not in Survey.objects.get().words
    assert case.events.filter(kind="masked").count() == 1
    take_in_changes()
    desk = sign_in(Client(), make_agent())
    assert case.reference in desk.get("/search/", {"q": "zanzibar"}).text
    page = desk.get(f"/cases/{case.reference}/").text
    assert "zanzibar" in page
    assert "3 of 5" in page
    assert "4111 1111" not in page


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("none", "stars"), ("six", "stars"), ("long", "too_long"), ("open", "over"),
        ("silent", "over"), ("duplicate", "over"), ("few", "over"), ("off", "over"),
        ("long ago", "over"),
    ],
)  # fmt: skip
def test_what_is_no_answer_or_not_asked_is_refused(kind, code):
    overrides = {
        "open": {"status": "open", "ending": "", "resolved_at": None},
        "silent": {"silent_since": NOW},
        "duplicate": {"ending": "duplicate"},
    }.get(kind, {})
    customer = make_customer(only_essential=kind == "few")
    case = ended_case(customer=customer, **overrides)
    if kind == "off":
        SurveyRules.objects.create(pk=1, is_on=False)
    now = NOW + 30 * DAY if kind == "long ago" else NOW
    stars = {"none": None, "six": 6}.get(kind, 3)

    with pytest.raises(ValidationError) as refusal:
        rate(case, stars, "x" * (LONGEST + 1) if kind == "long" else "", now=now)

    assert refusal.value.code == code
    assert not Survey.objects.exists()


@pytest.mark.parametrize("columns", [{"stars": 6}, {"stars": 0}, {"stars": 3, "rated_at": None}])
def test_the_database_holds_no_answer_that_is_none(columns):
    case = ended_case()
    values = {"stars": 3, **columns}

    with pytest.raises(IntegrityError), transaction.atomic():
        answer(case, **values)
