"""Incidents proposed by what was seen, and what a lead makes of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.incidents.models import CaseLink, Incident
from support.incidents.services import Scope, dismiss_incident, open_incident, propose_incident
from tests.factories import NOW, make_agent, make_case, make_channel

pytestmark = pytest.mark.django_db
State = Incident.State


def proposed(channel, *cases, **evidence):
    return propose_incident(
        channels=[channel], began_at=NOW, evidence=evidence, cases=cases, now=NOW
    )


def test_what_is_seen_again_is_the_same_incident_with_the_new_evidence_and_cases():
    channel, cases = make_channel(), [make_case(), make_case()]
    first = proposed(channel, cases[0], failed=9)

    again = propose_incident(
        channels=[channel], began_at=NOW - timedelta(minutes=5), evidence={"failed": 30},
        cases=cases, now=NOW,
    )  # fmt: skip

    assert again == first
    assert (again.state, again.evidence) == (State.PROPOSED, {"failed": 30})
    assert again.began_at == NOW - timedelta(minutes=5)
    assert set(again.links.values_list("case", flat=True)) == {case.pk for case in cases}
    assert not CaseLink.objects.held().exists()


def test_another_channel_or_one_that_is_over_is_another_incident():
    channel = make_channel()
    first = proposed(channel)

    assert proposed(make_channel()) != first
    dismiss_incident(first, now=NOW)
    assert proposed(channel) != first


def test_opening_makes_what_was_proposed_hold_its_cases():
    lead = make_agent()
    incident = proposed(make_channel(), make_case())

    opened = open_incident(incident, actor=lead, now=NOW)

    assert (opened.state, opened.led_by, opened.opened_at) == (State.INVESTIGATING, lead, NOW)
    assert CaseLink.objects.held().count() == 1
    assert proposed(opened.channels.get()) == opened


def test_one_that_goes_on_takes_what_is_seen_and_stays_about_what_leads_say():
    channel = make_channel()
    incident = open_incident(proposed(channel, failed=9), actor=None, now=NOW)

    again = propose_incident(
        channels=[channel, make_channel()], began_at=NOW - timedelta(hours=1), cases=[make_case()],
        evidence={"failed": 30}, now=NOW,
    )  # fmt: skip

    assert (again, again.evidence) == (incident, {"failed": 30})
    incident.refresh_from_db()
    assert (incident.began_at, list(incident.channels.all())) == (NOW, [channel])
    assert not incident.links.exists()


def test_the_second_of_two_leads_is_told_that_it_is_decided():
    incident = proposed(make_channel())
    stale = Incident.objects.get(pk=incident.pk)
    open_incident(incident, actor=None, now=NOW)

    for decide in (lambda: open_incident(stale, actor=None, now=NOW),
                   lambda: dismiss_incident(stale, now=NOW)):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            decide()
        assert refused.value.code == "decided"


def test_an_incident_of_everything_is_refused():
    with pytest.raises(ValidationError) as refused:
        open_incident(Scope("All", "全部", [], NOW), actor=None, now=NOW)

    assert refused.value.code == "too_wide"


@pytest.mark.parametrize(
    ("named", "titles"),
    [
        ({"public_name_en": "Demo Bank", "public_name_zh": "演示银行"},
         ("Payments may be late: Demo Bank", "付款可能延迟：演示银行")),
        ({}, ("Payments may be late: bank transfer", "付款可能延迟：银行转账")),
        ({"method": "carrier_pigeon"}, ("Payments may be late", "付款可能延迟")),
    ],
    ids=["public-name", "method", "neither"],
)  # fmt: skip
def test_the_title_of_a_proposal_is_one_that_customers_may_read(named, titles):
    channel = make_channel(name_en="X1 ACME sub 7", name_zh="内部七", **named)

    incident = propose_incident(channels=[channel], began_at=NOW, evidence={}, cases=[], now=NOW)

    assert (incident.title_en, incident.title_zh) == titles
