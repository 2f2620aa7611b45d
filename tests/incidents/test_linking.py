"""Which cases an incident links, and what their guides ask meanwhile."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case
from support.cases.viewing.conditions import Asking, read_wanted, within
from support.guidance.beginning import present_walk
from support.guidance.services import start_walk
from support.guidance.waiting import outage
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents.linking import facts_of_incident, link_by_hand, link_earlier, unlink
from support.incidents.models import CaseLink, Incident
from support.incidents.services import (
    Scope,
    change_scope,
    open_incident,
    propose_incident,
    would_match,
)
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_channel
from tests.incidents.world import BEGAN, arrive, catch_up, make_incident, make_many, write
from troubleshooting.causes.models import Cause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


def steps(case):
    walk = present_walk(case)
    return [(taken.node.key, taken.answer.option) for taken in walk.position().path]


def test_what_an_outage_explains_is_linked_as_it_arrives_and_asked_nothing():
    channel = make_channel()
    incident = make_incident(channel)
    arrive(channel)

    case = arrive(channel)

    assert steps(case) == [("known_outage", "down")]
    assert (case.status, case.cause.slug) == ("waiting_bank", "bank_system_failure")
    facts = present_walk(case).facts
    assert (facts["incident"], facts["incident_cases"]) == (incident.reference, 2)
    assert facts["incident_since"] == BEGAN.isoformat()
    assert set(incident.links.values_list("how", flat=True)) == {CaseLink.How.ARRIVED}


@pytest.mark.parametrize(
    "about",
    [
        {"methods": ["wallet"]},
        {"conditions": [{"fact": "amount", "op": "at_least", "value": "500"}]},
        {"began_at": NOW - timedelta(minutes=5)},
    ],
    ids=["another-method", "a-condition", "begun-later"],
)
def test_what_an_outage_is_not_about_is_asked_as_before(about):
    channel = make_channel()
    make_incident(channel, **about)

    case = arrive(channel)

    assert steps(case)[0] == ("known_outage", "normal")
    assert not CaseLink.objects.exists()


def test_other_channels_and_what_is_only_proposed_hold_nothing():
    channel = make_channel()
    make_incident(make_channel())
    propose_incident(channels=[channel], began_at=BEGAN, evidence={}, cases=[], now=NOW)

    assert steps(arrive(channel))[0] == ("known_outage", "normal")
    assert not CaseLink.objects.exists()


def test_cases_of_before_are_linked_in_sets_and_their_guides_stop(monkeypatch):
    monkeypatch.setattr("support.incidents.linking.AT_ONCE", 2)
    channel = make_channel()
    before = [arrive(channel) for _number in range(5)]
    other = arrive(make_channel())
    incident = make_incident(channel)

    assert link_earlier(NOW) == 5
    assert link_earlier(NOW) == 0
    assert walk_linked_anew(NOW) == 5

    assert set(incident.links.values_list("case", flat=True)) == {case.pk for case in before}
    assert all(steps(case) == [("known_outage", "down")] for case in before)
    assert steps(other)[0] == ("known_outage", "normal")


def test_a_guide_that_cannot_be_begun_anew_keeps_no_other_from_its_turn(monkeypatch, caplog):
    channel = make_channel()
    broken, other = arrive(channel), arrive(channel)
    make_incident(channel)
    link_earlier(NOW)
    begin = outage.begin_walk

    def break_on_one(case, **more):
        if case == broken:
            raise ZeroDivisionError
        return begin(case, **more)

    monkeypatch.setattr(outage, "begin_walk", break_on_one)

    assert walk_linked_anew(NOW) == 1
    assert steps(other) == [("known_outage", "down")]
    assert "could not be begun anew" in caplog.text
    monkeypatch.undo()
    assert walk_linked_anew(NOW) == 1
    assert steps(broken) == [("known_outage", "down")]


def test_however_many_guides_fail_each_time_the_others_have_their_turn(monkeypatch):
    monkeypatch.setattr(outage, "AT_ONCE", 2)
    channel = make_channel()
    *broken, other = [arrive(channel) for _number in range(5)]
    make_incident(channel)
    link_earlier(NOW)
    begin = outage.begin_walk

    def break_on_most(case, **more):
        if case in broken:
            raise ZeroDivisionError
        return begin(case, **more)

    with monkeypatch.context() as patch:
        patch.setattr(outage, "begin_walk", break_on_most)
        assert [walk_linked_anew(NOW) for _round in range(4)] == [0, 0, 1, 0]
    assert steps(other) == [("known_outage", "down")]

    assert sum(walk_linked_anew(NOW) for _round in range(2)) == 4
    assert not CaseLink.objects.exclude(walk_failed_at=None).exists()


def test_a_set_of_a_thousand_is_linked_by_a_handful_of_statements(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("support.incidents.linking.AT_ONCE", 1001)
    channel = make_channel()
    make_many(channel, 1000)
    incident = make_incident(channel)

    with django_assert_num_queries(9):
        assert link_earlier(NOW) == 1000

    assert incident.links.cases() == 1000


def test_what_somebody_took_out_stays_out_when_it_fits_again():
    channel = make_channel()
    incident, agent = make_incident(channel), make_agent()
    case = arrive(channel)
    unlink(incident, case, actor=agent, now=NOW)
    Incident.objects.update(linked_up_to=0)

    link_earlier(NOW)
    walk_linked_anew(NOW)

    link = incident.links.get()
    assert (link.unlinked_by, link.unlinked_at) == (agent, NOW)
    assert steps(case)[0] == ("known_outage", "normal")
    case.refresh_from_db()
    assert case.status == "open"


def test_a_case_is_linked_by_hand_whatever_it_is_about():
    incident, case = make_incident(make_channel()), arrive(make_channel())

    link_by_hand(incident, case, actor=make_agent(), now=NOW)
    walk_linked_anew(NOW)

    assert steps(case) == [("known_outage", "down")]


def test_what_was_merged_counts_once():
    channel = make_channel()
    incident = make_incident(channel)
    kept, merged = arrive(channel), arrive(channel)
    Case.objects.filter(pk=merged.pk).update(merged_into=kept)

    assert incident.links.cases() == 1


def test_lists_are_asked_for_an_incident_by_reference_and_by_its_words():
    channel, agent = make_channel(), make_agent()
    incident = make_incident(channel)
    linked, _other = arrive(channel), arrive(make_channel())

    asking = Asking(agent, NOW)
    wanted = read_wanted({"incident": incident.reference})
    assert list(Case.objects.filter(within(wanted, asking))) == [linked]
    for typed in (f"incident:{incident.reference}", "incident:late", "故障：延迟"):
        assert list(Case.objects.search(typed, agent)) == [linked]
    with pytest.raises(ValidationError):
        Case.objects.search("incident:nothing", agent)


def test_guides_of_cases_that_came_with_the_proposal_stop_once_it_is_opened():
    channel = make_channel()
    case = arrive(channel)
    incident = propose_incident(
        channels=[channel], began_at=BEGAN, evidence={}, cases=[case], now=NOW
    )

    open_incident(incident, actor=None, now=NOW)
    link_earlier(NOW)
    walk_linked_anew(NOW)

    assert steps(case) == [("known_outage", "down")]


def frozen(channel, **changes):
    """Return a case of the channel of which another cause is known, or whose customer is asked."""
    case = arrive(channel)
    Case.objects.filter(pk=case.pk).update(**changes)
    return case


def other_causes():
    account, bank = (
        Cause.objects.get(slug=slug) for slug in ("account_closed", "bank_system_failure")
    )
    return [{"cause": account}, {"status": "waiting_customer"},
            {"cause": bank, "status": "waiting_customer"}]  # fmt: skip


def test_what_has_another_cause_or_waits_for_its_customer_is_neither_linked_nor_told():
    channel = make_channel()
    others = [frozen(channel, **changes) for changes in other_causes()]
    mine = [arrive(channel), frozen(channel, cause=Cause.objects.get(slug="bank_system_failure"))]
    scope = Scope("Late", "延迟", [channel], BEGAN)

    found = would_match(scope)
    assert (found.count, found.others, set(found.first)) == (2, 3, set(mine))
    proposed = propose_incident(
        channels=[channel], began_at=BEGAN, evidence={}, cases=[*others, *mine], now=NOW
    )
    assert proposed.links.count() == 2
    incident = open_incident(scope, actor=None, now=NOW)
    write(incident)

    assert set(incident.links.values_list("case", flat=True)) == {case.pk for case in mine}
    for other in others:
        start_walk(other, now=NOW)
    assert incident.links.count() == 2


def test_what_got_another_cause_before_the_proposal_was_opened_is_not_linked():
    channel = make_channel()
    case, other = arrive(channel), arrive(channel)
    proposed = propose_incident(
        channels=[channel], began_at=BEGAN, evidence={}, cases=[case, other], now=NOW
    )
    Case.objects.filter(pk=other.pk).update(status="waiting_customer")

    open_incident(proposed, actor=None, now=NOW)
    catch_up()

    assert proposed.links.get().case == case


def test_what_one_outage_does_not_explain_another_may():
    channel, account = make_channel(), Cause.objects.get(slug="account_closed")
    case = frozen(channel, cause=account)
    make_incident(channel)
    other = make_incident(channel, began_at=BEGAN + timedelta(minutes=1), cause=account)

    start_walk(case, now=NOW)

    assert other.links.get().case == case
    assert CaseLink.objects.count() == 1


def test_what_an_outage_holds_is_not_linked_to_the_next_one_of_its_channel():
    channel = make_channel()
    first, case = make_incident(channel), arrive(channel)
    second = make_incident(channel)

    catch_up()

    assert first.links.get().case == case
    assert not second.links.exists()


def test_a_case_is_held_by_the_outage_that_goes_on_whatever_else_is_over():
    channel = make_channel()
    first, case = make_incident(channel), arrive(channel)
    second = make_incident(make_channel())
    link_by_hand(second, case, actor=make_agent(), now=NOW)
    assert facts_of_incident(case)["incident"] == second.reference

    write(second, "resolved")

    facts = facts_of_incident(case)
    assert (facts["incident"], facts["incident_since"]) == (first.reference, BEGAN.isoformat())


def test_guides_that_stopped_once_are_not_begun_anew_by_a_wider_outage():
    channel = make_channel()
    case = arrive(channel)
    incident = propose_incident(
        channels=[channel], began_at=BEGAN, evidence={}, cases=[case], now=NOW
    )
    open_incident(incident, actor=None, now=NOW)
    catch_up()
    assert walk_linked_anew(NOW) == 1

    change_scope(incident, Scope("Late", "延迟", [channel, make_channel()], BEGAN), now=NOW)
    catch_up()

    assert not incident.links.filter(walks_anew=True).exists()


def lines_of(case):
    rows = case.events.filter(kind="incident").order_by("pk").select_related("actor")
    return [(row.values["incident"], row.values["how"], row.actor) for row in rows]


def test_the_timeline_says_how_a_case_came_to_an_outage_and_who_took_it_out():
    channel, agent = make_channel(), make_agent()
    swept, came = arrive(channel), arrive(channel)
    proposed = propose_incident(
        channels=[channel], began_at=BEGAN, evidence={}, cases=[came], now=NOW
    )
    assert lines_of(came) == []
    incident = open_incident(proposed, actor=None, now=NOW)
    catch_up()
    catch_up()
    assert walk_linked_anew(NOW) == 2
    arrived, named = arrive(channel), incident.reference

    assert lines_of(came) == [(named, "swept", None)]
    assert lines_of(swept) == [(named, "swept", None)]
    assert lines_of(arrived) == [(named, "arrived", None)]
    unlink(incident, arrived, actor=agent, now=NOW)
    link_by_hand(incident, arrived, actor=agent, now=NOW)
    assert lines_of(arrived)[1:] == [(named, "unlinked", agent), (named, "hand", agent)]
    Incident.objects.update(linked_up_to=0)
    assert link_earlier(NOW) == 0
    assert len(lines_of(swept)) == 1


def test_who_was_linked_by_hand_is_told_once_nothing_is_asked_of_them():
    incident, case = make_incident(make_channel()), frozen(make_channel(), status="open")
    link_by_hand(incident, case, actor=make_agent(), now=NOW)
    Case.objects.filter(pk=case.pk).update(status="waiting_customer")

    write(incident)
    assert not Notification.objects.filter(incident=incident.reference).exists()
    Case.objects.filter(pk=case.pk).update(status="waiting_bank")
    catch_up()

    assert Notification.objects.filter(incident=incident.reference, channel="email").count() == 1
