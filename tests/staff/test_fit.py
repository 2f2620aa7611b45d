"""Which cases fit an agent, and whose a case is. Plain values, and two queries."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support.staff.models import AgentProfile, Team
from support.staff.services import Fit, cannot_work, colleagues, fit_of, set_away, team_for
from support.staff.skills import SKILLS, skill_for
from tests.every import every
from tests.factories import NOW, make_agent

HOUR = timedelta(hours=1)


@every(
    ("fit", "language", "skill", "takes"),
    [
        (Fit(), "en", "payout:card", True),
        (Fit(), "", "", True),
        (Fit(languages=("en",)), "zh-hans", "", False),
        (Fit(languages=("en",)), "", "", True),
        (Fit(skills=("payout:card",)), "en", "payout:card", True),
        (Fit(skills=("payout:card",)), "en", "", True),
        (Fit(skills=("payout:card",)), "en", "payin:card", False),
    ],
)
def test_a_case_fits_by_language_and_skill(fit, language, skill, takes):
    assert fit.takes(language, skill) is takes


def test_only_what_somebody_can_be_given_is_asked_as_a_skill():
    assert skill_for("payout", "card") == "payout:card"
    assert skill_for("payout", "carrier_pigeon") == ""
    assert skill_for("", "card") == ""
    assert len(dict(SKILLS)) == 10


@every(
    ("about", "fits"),
    [
        (("en", "en", "payout:card"), True),
        (("zh-hans", "en", "payout:card"), False),
        (("en", "zh-hans", "payout:card"), False),
        (("en", "en", "payin:card"), False),
        (("en", "en", ""), False),
    ],
)
def test_a_team_fits_by_all_that_it_names(about, fits):
    team = Team(name="T", market="en", languages=["en"], skills=["payout:card"])

    assert team.fits(*about) is fits
    assert Team(name="Any").fits(*about)


@pytest.mark.django_db
def test_the_first_team_by_place_gets_a_case_and_a_change_counts_at_once():
    assert team_for("en", "en", "") is None
    second = Team.objects.create(name="Second", place=2)
    assert team_for("en", "en", "") == second.pk

    first = Team.objects.create(name="First", place=1)
    assert team_for("en", "en", "") == first.pk


@pytest.mark.django_db
def test_what_fits_an_agent_is_read_in_one_query(django_assert_num_queries):
    agent, team = make_agent(), Team.objects.create(name="Payouts")
    assert fit_of(agent) == Fit()

    team.memberships.create(user=agent)
    AgentProfile.objects.create(user=agent, languages=["en"], skills=["payin:card"])

    with django_assert_num_queries(1):
        assert fit_of(agent) == Fit((team.pk,), ("en",), ("payin:card",))


@pytest.mark.django_db
def test_who_is_away_or_has_left_can_have_no_case():
    there, away, back, left = (make_agent(name) for name in ("a", "b", "c", "d"))
    make_agent("customer", is_staff=False)
    set_away(away, since=NOW - HOUR, until=None, actor=away)
    set_away(back, since=NOW - 2 * HOUR, until=NOW - HOUR, actor=back)
    User.objects.filter(pk=left.pk).update(is_active=False)

    assert {user.pk for user in cannot_work(NOW)} == {away.pk, left.pk}
    assert [(user.pk, user.is_away) for user in colleagues(NOW)] == [
        (there.pk, False), (away.pk, True), (back.pk, False),
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_absence_ends_after_it_begins():
    agent = make_agent()

    with pytest.raises(ValidationError):
        set_away(agent, since=NOW, until=NOW, actor=agent)
    with pytest.raises(IntegrityError, match="away_has"), transaction.atomic():
        AgentProfile.objects.create(user=agent, away_from=NOW, away_until=NOW - HOUR)
    assert set_away(agent, since=None, until=NOW, actor=agent).away_until is None
