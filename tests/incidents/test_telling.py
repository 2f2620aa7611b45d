"""What customers of linked cases are told: the newest update, once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from support.cases.models import Case
from support.cases.overdue import tell_overdue_banks
from support.claims.formats import write_day
from support.customers.contacts import Contact
from support.customers.models import Customer
from support.guidance.beginning import begin_walk
from support.guidance.services import start_walk
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents import telling
from support.incidents.linking import link_by_hand, link_earlier, unlink
from support.incidents.models import CaseLink, Incident
from support.incidents.telling import tell_linked, tell_of_late_updates
from support.incidents.updating import StaleIncident, add_update
from support.intake.services import Event, receive_news
from support.notifications.models import Broadcast, Notification, Urgency
from support.notifications.showing import as_it_would_leave
from support.payments.news import PaymentNews
from support.portal.page import build_page
from support.roster.models import ToldPerson
from tests.desk.walking import make_cause
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment
from tests.guidance.desk import SILENT_PAYMENT
from tests.incidents.world import arrive, catch_up, make_incident, make_many, said, write

pytestmark = pytest.mark.django_db


def told():
    about = Notification.objects.filter(event__startswith="incident-")
    return sorted(about.values_list("address", "event"))


def test_a_customer_with_three_cases_is_told_once_per_update():
    channel = make_channel()
    make_many(channel, 6, customers=2)
    incident = make_incident(channel)

    write(incident)
    assert [event for _address, event in told() if "@" in _address] == ["incident-opened"] * 2

    write(incident, "monitoring")
    catch_up()
    assert [event for address, event in told() if "@" in address].count("incident-updated") == 2


def test_a_set_of_a_thousand_customers_is_told_once_by_a_handful_of_statements(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(telling, "AT_ONCE", 1001)
    channel = make_channel()
    make_many(channel, 1000)
    incident = make_incident(channel)
    catch_up()
    add_update(incident, said(incident), actor=None, now=NOW)

    with django_assert_num_queries(10):
        tell_linked(NOW)

    assert (
        Notification.objects.filter(channel="email").values("customer").distinct().count() == 1000
    )
    assert tell_linked(NOW) == 0
    incident.updates.get().broadcast.refresh_from_db()
    assert incident.updates.get().broadcast.total == Notification.objects.count()


def test_a_large_outage_is_told_in_sets_so_that_no_reply_waits_for_all_of_it(monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    channel = make_channel()
    make_many(channel, 5)
    incident = make_incident(channel)
    link_earlier(NOW)
    add_update(incident, said(incident), actor=None, now=NOW)
    told, tell_more = [], telling.tell_more
    monkeypatch.setattr(
        telling,
        "tell_more",
        lambda cases, *rest, **at: told.append(len(cases)) or tell_more(cases, *rest, **at),
    )

    assert tell_linked(NOW) == 10
    assert told == [2, 2, 1]


@pytest.mark.usefixtures("tree")
def test_who_is_linked_later_is_told_the_newest_update_alone():
    channel = make_channel()
    incident = make_incident(channel)
    arrive(channel)
    write(incident)
    write(incident, "monitoring", customers_en="Test Bank pays out again, in order.")

    late = arrive(channel)
    catch_up()

    mine = Notification.objects.filter(customer=late.customer, incident=incident.reference)
    assert set(mine.values_list("event", flat=True)) == {"incident-updated"}
    assert "in order" in mine.first().context["incident_sentence"]
    assert mine.first().context["next_update"] == "18 November 2026, 11:00 (London time)"


def heard_by(customer):
    rows = Notification.objects.filter(customer=customer, channel="email").order_by("sequence")
    return [row.event for row in rows]


@pytest.mark.usefixtures("tree")
def test_who_arrives_hears_once_and_reads_one_time_of_the_next_news():
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)
    news = PaymentNews(
        reference="NEW-1", status="pending", direction="payout", channel=channel.code,
        method="bank_transfer", amount="120.00", currency="GBP", created_at=NOW.isoformat(),
        contact=Contact(name="Mock Alder", email="new@example.net", locale="en-GB"),
    )  # fmt: skip

    receive_news(Event("e-1", "payment.delayed", afresh=True), news, now=NOW)
    catch_up()

    case = Case.objects.get(payment__reference="NEW-1")
    assert (case.status, case.first_answered_at) == ("waiting_bank", NOW)
    told = Notification.objects.get(customer=case.customer)
    assert (told.event, told.incident, told.thread) == (
        "incident-opened",
        incident.reference,
        case.reference,
    )
    assert told.urgency < Urgency.MASS
    read = as_it_would_leave(told)
    assert f"[{case.reference}]" in read.subject
    assert "Test Bank pays out late" in read.text
    assert "By 18 November 2026, 11:00 (London time) you will hear more." in read.text
    assert incident.links.get().told == 1


@pytest.mark.usefixtures("tree")
def test_who_pays_in_during_an_outage_is_warned_as_all_others_are():
    channel = make_channel(direction="payin")
    incident = make_incident(channel)
    other = arrive(channel, direction="payin", status="pending")
    write(incident)
    case = arrive(channel, direction="payin", status="pending")

    told = Notification.objects.filter(incident=incident.reference, channel="email")
    one, many = (told.get(customer=who).context for who in (case.customer, other.customer))
    assert one["caution"] == many["caution"] != ""
    assert {*one} - {"bank_reference"} == {*many}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("wishes", "paused", "events"),
    [
        ({"only_essential": True}, False, ["case-opened"]),
        ({}, True, ["waiting-bank"]),
        ({"wants_email": False, "wants_sms": False}, False, ["waiting-bank"]),
    ],
    ids=["only-what-is-essential", "paused", "not-reached"],
)
def test_who_is_not_told_of_the_outage_hears_of_their_case(wishes, paused, events):
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)
    write(incident, "monitoring")
    if paused:
        Broadcast.objects.update(state="paused")
    case = make_case(payment=make_payment(channel=channel, **SILENT_PAYMENT))
    Customer.objects.filter(pk=case.customer_id).update(**wishes)
    case = Case.objects.get(pk=case.pk)
    case.is_fresh = True

    with transaction.atomic():
        begin_walk(case, now=NOW)

    assert heard_by(case.customer) == events
    assert case.status == "waiting_bank"


@pytest.mark.usefixtures("tree")
def test_each_case_of_a_customer_is_answered_by_the_outage_told_once():
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)
    first = arrive(channel, status="pending")

    payment = make_payment(channel=channel, customer=first.customer, **SILENT_PAYMENT)
    second = make_case(payment=payment, customer=first.customer)
    start_walk(second, now=NOW)
    catch_up()

    assert heard_by(first.customer) == ["incident-opened"]
    second.refresh_from_db()
    assert (second.status, second.first_answered_at) == ("waiting_bank", NOW)


@pytest.mark.usefixtures("tree")
def test_that_a_bank_is_late_waits_for_the_end_of_the_incident_that_explains_it():
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)
    case = arrive(channel, status="pending")
    late = NOW + timedelta(days=9)
    assert Case.objects.get(pk=case.pk).bank_due_at < late

    assert tell_overdue_banks(late) == 0
    Incident.objects.update(state="resolved", ended_at=late)

    assert [tell_overdue_banks(late + timedelta(minutes=number)) for number in (1, 2)] == [1, 0]
    assert heard_by(case.customer)[-1] == "bank-overdue"


@pytest.mark.usefixtures("tree")
def test_the_page_of_a_case_names_the_time_of_the_next_news_and_none_beside():
    channel = make_channel()
    incident = make_incident(channel)
    case = arrive(channel, status="pending")

    before, _own = next_on_page(case), write(incident)
    held, late = next_on_page(case), next_on_page(case, NOW + timedelta(hours=2))
    Incident.objects.update(state="resolved", ended_at=NOW)

    own = write_day(Case.objects.get(pk=case.pk).bank_due_at.date(), "en")
    assert f"by {own} even if it has not" in before
    assert f"by {write_day(NOW.date(), 'en')} even if it has not" in held
    assert own not in held
    assert "as soon as it answers" in late
    assert "even if" not in late
    assert next_on_page(case) == before


def next_on_page(case, now=NOW):
    case = Case.objects.select_related("customer", "payment__channel", "cause").get(pk=case.pk)
    with translation.override("en"):
        return build_page(case, language="en", now=now).task.next


@pytest.mark.usefixtures("tree")
def test_of_a_late_bank_of_another_cause_is_told_during_an_incident():
    channel = make_channel()
    incident = make_incident(channel)
    case = arrive(channel, status="pending")
    catch_up()
    assert incident.links.held().filter(case=case).exists()
    Case.objects.filter(pk=case.pk).update(cause=make_cause())

    assert tell_overdue_banks(NOW + timedelta(days=9)) == 1


@pytest.mark.usefixtures("tree")
def test_who_was_told_of_the_outage_before_their_guide_stops_hears_nothing_more():
    channel = make_channel()
    case = arrive(channel)
    before = heard_by(case.customer)
    incident = make_incident(channel)
    write(incident)

    assert walk_linked_anew(NOW) == 1

    assert heard_by(case.customer) == [*before, "incident-opened"]
    case.refresh_from_db()
    assert (case.status, case.first_answered_at) == ("waiting_bank", NOW)


@pytest.mark.usefixtures("tree")
def test_whose_words_wait_for_an_answer_gets_that():
    channel = make_channel()
    case = arrive(channel)
    incident = make_incident(channel)
    write(incident)
    Case.objects.filter(pk=case.pk).update(
        first_answered_at=NOW, next_answer_due_at=NOW + timedelta(hours=1)
    )

    walk_linked_anew(NOW)

    assert heard_by(case.customer)[-1] == "waiting-bank"
    case.refresh_from_db()
    assert case.next_answer_due_at is None


@pytest.mark.usefixtures("tree")
def test_a_case_that_waits_for_people_is_told_of_its_outage_once_and_its_clock_runs(monkeypatch):
    monkeypatch.setattr("support.guidance.beginning._cause_for_a_machine", lambda *_given: None)
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)

    case = arrive(channel, status="pending")
    catch_up()

    assert heard_by(case.customer) == ["incident-opened"]
    assert (case.status, case.first_answered_at) == ("new", None)


@pytest.mark.usefixtures("tree")
def test_who_comes_once_the_next_update_is_late_is_promised_none():
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)

    late = NOW + timedelta(hours=1)
    linked, arrived = (
        make_case(payment=make_payment(channel=channel, **SILENT_PAYMENT)) for _number in range(2)
    )
    link_by_hand(incident, linked, actor=make_agent(), now=late)
    catch_up(late)
    start_walk(arrived, now=late)

    mine = Notification.objects.filter(incident=incident.reference)
    assert {one.customer_id for one in mine} == {linked.customer_id, arrived.customer_id}
    assert not any(one.context.get("next_update") for one in mine)
    stored = incident.updates.get().broadcast.words
    assert all("next_update" in words for words in stored.values())


@pytest.mark.usefixtures("tree")
def test_that_more_will_come_is_told_to_nobody_once_it_is_over():
    channel = make_channel()
    incident = make_incident(channel)
    write(incident)
    link_by_hand(incident, make_case(), actor=make_agent(), now=NOW)

    write(incident, "resolved", customers_en="", customers_zh="", agents_en="Done.")

    assert not Notification.objects.filter(incident=incident.reference).exists()


@pytest.mark.usefixtures("tree")
def test_who_is_unlinked_or_of_a_case_that_is_done_or_left_to_people_is_not_told():
    channel = make_channel()
    incident = make_incident(channel)
    unlinked, silent, done, waits = (arrive(channel) for _number in range(4))
    unlink(incident, unlinked, actor=make_agent(), now=NOW)
    Case.objects.filter(pk=silent.pk).update(silent_since=NOW)
    Case.objects.filter(pk=done.pk).update(status="resolved", resolved_at=NOW, ending="credited")

    write(incident)

    about = Notification.objects.filter(incident=incident.reference)
    assert set(about.values_list("customer", flat=True)) == {waits.customer_id}


def test_the_second_of_two_leads_who_write_at_once_is_told_so():
    incident = make_incident(make_channel())
    first, second = said(incident), said(incident, "monitoring")
    add_update(incident, first, actor=None, now=NOW)

    with pytest.raises(StaleIncident):
        add_update(incident, second, actor=None, now=NOW)

    incident.refresh_from_db()
    assert (incident.state, incident.updates.count()) == ("identified", 1)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"customers_zh": ""}, "customers_zh"),
        ({"customers_en": "", "customers_zh": ""}, "agents_en"),
        ({"customers_en": "Fraud was found on 4111 1111 1111 1111."}, "customers_en"),
        ({"next_update_at": None}, "next_update_at"),
        ({"next_update_at": NOW - timedelta(minutes=1)}, "next_update_at"),
        ({"state": "dismissed"}, "state"),
    ],
    ids=["one-language", "nothing", "unfit", "no-time", "past", "no-state"],
)
def test_what_cannot_be_said_is_refused(words, field):
    incident = make_incident(make_channel())

    with pytest.raises(ValidationError) as refused:
        add_update(incident, said(incident, **words), actor=None, now=NOW)

    assert list(refused.value.error_dict) == [field]


def test_an_update_for_agents_alone_is_told_to_nobody():
    channel = make_channel()
    make_many(channel, 2)
    incident = make_incident(channel)

    write(incident, customers_en="", customers_zh="", agents_en="9 of 11 are stuck.")

    assert told() == []
    assert set(CaseLink.objects.values_list("told", flat=True)) == {0}


def test_who_is_on_duty_hears_once_of_an_update_that_is_late():
    lead = make_agent(is_superuser=True)
    incident = make_incident(make_channel())
    write(incident)

    late = NOW + timedelta(minutes=61)
    assert tell_of_late_updates(NOW + timedelta(minutes=59)) == 0
    assert [tell_of_late_updates(late), tell_of_late_updates(late)] == [1, 0]
    told = ToldPerson.objects.select_related("escalation").get(person=lead)
    assert told.escalation.about == f"{incident.reference} · 2"
    assert told.escalation.address == f"/incidents/{incident.reference}/"

    write(incident, "monitoring", now=late, next_update_at=late + timedelta(hours=1))
    assert tell_of_late_updates(late + timedelta(hours=2)) == 1
