"""What becomes of each payment once an outage is over."""

from datetime import timedelta

import pytest

from support.cases.locked import lock_case
from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents import recovery
from support.incidents.linking import link_by_hand
from support.incidents.models import CaseLink
from support.incidents.recovery import counts_of, recover
from support.incidents.updating import ask_recovery
from support.intake.services import Event, receive_news
from support.lead.incidents.page import IncidentPage
from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.sources.looking.look_up import LookUp
from support.sources.signals import looked_up
from tests.factories import NOW, make_agent, make_case, make_channel
from tests.incidents.world import arrive, catch_up, make_incident, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]
OVER = NOW + timedelta(hours=2)


def answer(case, status):
    """End the look-up of a case's payment as its worker does: the news first, then the row."""
    look_up = LookUp.objects.get(payment=case.payment, state="asked")
    if status:
        news = PaymentNews(reference=case.payment.reference, status=status, occurred_at=OVER)
        receive_news(Event(f"look-{look_up.pk}", "looked up", "casewalk"), news, now=OVER)
    look_up.state, look_up.status = "answered" if status else "failed", status
    look_up.save()
    looked_up.send(LookUp, look_up=look_up, now=OVER)


def held(count=5, **payment):
    channel = make_channel()
    incident = make_incident(channel)
    cases = [arrive(channel, **{"status": "pending"} | payment) for _number in range(count)]
    return incident, cases


def test_four_of_five_were_paid_and_are_told_and_one_goes_back_to_the_queue():
    incident, cases = held()
    write(incident, "resolved", now=OVER)
    assert counts_of(incident) == {"asked": 5}

    for case in cases[:4]:
        answer(case, "credited")
    answer(cases[4], "pending")
    walk_linked_anew(OVER)

    assert counts_of(incident) == {"paid": 4, "back": 1}
    done = Case.objects.filter(status="resolved", ending="credited")
    assert set(done) == set(cases[:4])
    told = Notification.objects.filter(event="case-resolved", channel="email")
    assert set(told.values_list("customer", flat=True)) == {one.customer_id for one in cases[:4]}
    back = Case.objects.get(pk=cases[4].pk)
    assert back.status == "open"
    walk = present_walk(back)
    assert walk.is_open
    path = [(taken.node.key, taken.answer.option) for taken in walk.position().path]
    assert path[0] == ("known_outage", "normal")
    assert len(path) > 1


def messages_since(moment):
    """Return what each customer was mailed since a moment and nothing newer tells."""
    found = {}
    rows = Notification.objects.filter(channel="email", created_at__gte=moment).order_by("sequence")
    for row in rows.filter(state="queued"):
        found.setdefault(row.customer_id, []).append(row)
    return found


def test_each_customer_hears_once_how_it_ended_for_them():
    incident, (paid, stuck, failed, unknown) = held(4)
    write(incident)
    write(incident, "resolved", now=OVER)
    assert messages_since(OVER) == {}

    for case, status in ((paid, "credited"), (stuck, "pending"), (failed, "failed"), (unknown, "")):
        answer(case, status)
    catch_up(OVER)
    walk_linked_anew(OVER)
    catch_up(OVER)

    heard = messages_since(OVER)
    events = {person: [row.event for row in rows] for person, rows in heard.items()}
    assert events == {
        paid.customer_id: ["case-resolved"],
        stuck.customer_id: ["incident-resolved"],
        failed.customer_id: ["payment-moved"],
        unknown.customer_id: ["incident-resolved"],
    }
    read = {person: as_it_would_leave(rows[0]).text for person, rows in heard.items()}
    assert "was credited on" in read[paid.customer_id]
    assert "does not mean yet that" in read[stuck.customer_id]
    assert "the money did not arrive" in read[failed.customer_id]


def test_who_was_paid_is_written_to_when_the_end_of_their_case_left():
    incident, cases = held(2)
    write(incident, "resolved", now=OVER)
    for case in cases:
        answer(case, "credited")
    assert [row.sent.is_leaving for row in IncidentPage(incident, OVER).links] == [True, True]

    ends = Notification.objects.filter(event="case-resolved", customer=cases[0].customer_id)
    ends.update(state="sent", sent_at=OVER)

    rows = {row.case.pk: row.sent for row in IncidentPage(incident, OVER).links}
    assert [rows[case.pk].at for case in cases] == [OVER, None]


def test_what_went_back_before_the_end_is_not_told_of_it():
    incident, (case,) = held(1)
    ask_recovery(incident, now=NOW)
    catch_up()
    answer(case, "failed")
    assert counts_of(incident) == {"back": 1}

    write(incident, "resolved", now=OVER + timedelta(minutes=1))
    catch_up(OVER + timedelta(minutes=2))

    assert not Notification.objects.filter(event="incident-resolved").exists()


def test_a_look_up_that_was_asked_for_while_another_note_is_taken_ends():
    incident, case = make_incident(make_channel()), make_case()
    link_by_hand(incident, case, actor=make_agent(), now=NOW)
    Case.objects.filter(pk=case.pk).update(payment=None)
    ask_recovery(incident, now=OVER)

    assert recover(NOW) == 0

    assert incident.links.get().looked_up_at == OVER


def test_what_is_taken_out_while_its_payment_is_looked_up_stays_out(monkeypatch):
    incident, (case,) = held(1)
    write(incident, "resolved", now=OVER)

    def taken_out(found):
        CaseLink.objects.update(unlinked_at=OVER)
        return lock_case(found)

    monkeypatch.setattr(recovery, "lock_case", taken_out)
    answer(case, "pending")

    link = incident.links.get()
    assert (link.unlinked_at, link.recovery, link.walks_anew) == (OVER, "asked", False)


def test_what_failed_meanwhile_goes_back_with_its_cause():
    incident, (case,) = held(1)
    write(incident, "resolved", now=OVER)

    answer(case, "failed")
    walk_linked_anew(OVER)

    assert counts_of(incident) == {"back": 1}
    assert Case.objects.get(pk=case.pk).status == "open"


def test_a_source_that_cannot_be_asked_gives_the_case_back():
    incident, (case,) = held(1)
    write(incident, "resolved", now=OVER)

    answer(case, "")

    assert counts_of(incident) == {"back": 1}


def test_while_it_goes_on_what_is_under_way_is_held_and_asked_again_by_the_next_press():
    incident, (case,) = held(1)
    ask_recovery(incident, now=NOW)
    catch_up()
    answer(case, "pending")
    assert counts_of(incident) == {"": 1}
    assert recover(OVER) == 0

    ask_recovery(incident, now=OVER + timedelta(minutes=1))

    assert recover(OVER) == 1
    assert LookUp.objects.filter(payment=case.payment).count() == 2


def test_what_was_done_before_is_not_asked():
    incident, cases = held(2)
    Case.objects.filter(pk=cases[0].pk).update(
        status="resolved", resolved_at=NOW, ending="withdrawn"
    )

    write(incident, "resolved", now=OVER)

    assert counts_of(incident) == {"asked": 1, "done": 1}


def test_a_worker_that_dies_between_sets_loses_nothing(monkeypatch):
    monkeypatch.setattr("support.incidents.recovery.AT_ONCE", 2)
    incident, _cases = held(5)

    def dies(*_given, **_more):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("support.incidents.recovery.ask_look_ups", dies)
        with pytest.raises(RuntimeError):
            write(incident, "resolved", now=OVER)
    assert not LookUp.objects.exists()

    assert recover(OVER) == 5
    assert recover(OVER) == 0
    assert CaseLink.objects.filter(recovery="asked").count() == LookUp.objects.count() == 5


def test_what_was_at_a_bank_before_stays_there_and_hears_of_no_new_case():
    channel = make_channel()
    before, asked = (arrive(channel, status="pending") for _number in range(2))
    Case.objects.filter(pk=before.pk).update(status="waiting_bank")
    incident = make_incident(channel)
    for case in (before, asked):
        link_by_hand(incident, case, actor=make_agent(), now=NOW)
    walk_linked_anew(NOW)
    Case.objects.filter(pk=asked.pk).update(inquiry_due_at=OVER + timedelta(days=3))
    opened = Notification.objects.filter(event="case-opened").count()
    walk = present_walk(before)

    write(incident, "resolved", now=OVER)
    for case in (before, asked):
        answer(case, "pending")
    walk_linked_anew(OVER)

    states = Case.objects.filter(pk__in=[before.pk, asked.pk]).values_list("status", flat=True)
    assert list(states) == ["waiting_bank", "waiting_bank"]
    assert present_walk(before) == walk
    assert Notification.objects.filter(event="case-opened").count() == opened
    assert counts_of(incident) == {"waiting": 2}


def test_a_guide_begun_anew_tells_nobody_that_there_is_a_case():
    incident, (case,) = held(1)
    assert not Notification.objects.filter(event="case-opened").exists()
    write(incident, "resolved", now=OVER)

    answer(case, "pending")
    walk_linked_anew(OVER)

    assert Case.objects.get(pk=case.pk).status == "open"
    assert not Notification.objects.filter(event="case-opened").exists()


def test_counts_say_where_a_case_stands():
    incident, (case, failed) = held(2)
    Payment.objects.filter(pk=failed.payment_id).update(status="failed")
    Case.objects.filter(pk=case.pk).update(status="waiting_customer")
    assert counts_of(incident) == {"waiting": 1, "failed": 1}

    incident.links.update(recovery="back")

    assert counts_of(incident) == {"waiting": 2}
    Case.objects.filter(pk=failed.pk).update(status="open")
    assert counts_of(incident) == {"waiting": 1, "back": 1}
