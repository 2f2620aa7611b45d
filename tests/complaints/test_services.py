"""A complaint from its first word to its answer: who is told what, once, and by which clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from support.cases.locked import move_case
from support.cases.merging.related import related_cases
from support.cases.merging.services import merge_cases
from support.cases.models import Case, CaseEvent, Message, Status
from support.cases.services import record_words, send_reply
from support.cases.taking.following_up import follow_up
from support.cases.taking.ringing import ring
from support.complaints.models import Complaint, ComplaintRule, NoComplaint
from support.complaints.proposing import reads_like
from support.complaints.services import (
    answer_complaint,
    hear_complaint,
    hold_complaint,
    note_acknowledged,
    open_complaint,
    see_no_complaint,
)
from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from support.notifications.signals import failing, not_reached
from tests.complaints.world import DAY, LATE, WORDS, answer_of, answered, make_complaint
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
# By hand: 1, 15 and 35 business days in London after Wednesday 18 November 2026.
ACKNOWLEDGE = datetime(2026, 11, 19, 18, tzinfo=UTC)
ANSWER = datetime(2026, 12, 9, 18, tzinfo=UTC)
LONGEST = datetime(2027, 1, 11, 18, tzinfo=UTC)


def told(event: str) -> list[str]:
    """Return the text of each mail of an event."""
    rows = Notification.objects.filter(event=event, channel="email").order_by("sequence")
    return [as_it_would_leave(row).text for row in rows]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.code == code


def test_a_complaint_is_a_case_of_its_own_with_the_clock_of_its_market():
    about = make_case()

    complaint = make_complaint(about)

    case = complaint.case
    case.refresh_from_db()
    assert (complaint.acknowledge_by, complaint.answer_by, complaint.longest_by) == (
        ACKNOWLEDGE, ANSWER, LONGEST,
    )  # fmt: skip
    assert (case.payment, case.customer, case.contact) == (None, about.customer, about.contact)
    assert (case.complaint_due_at, case.due_at) == (ANSWER, ANSWER)
    assert complaint.channel == about.payment.channel
    assert next((one.case, one.link) for one in related_cases(about)) == (case, "child")


def test_the_acknowledgement_names_both_periods_and_their_days():
    complaint = make_complaint()

    (text,) = told("complaint-received")
    complaint.refresh_from_db()
    assert complaint.acknowledged_at == NOW
    assert "within 15 business days, by 9 December 2026." in text
    assert "within 35 business days, by 11 January 2027 at the latest" in text
    assert complaint.about.payment.reference in text
    assert complaint.case.reference in text


def test_in_chinese_it_names_what_its_rule_knows():
    customer = make_customer(locale="zh-CN", time_zone="Asia/Shanghai")
    make_complaint(make_case(customer=customer))

    (text,) = told("complaint-received")
    assert "在 15 个工作日内，即最迟2026年12月9日" in text
    assert "如需更长时间" not in text


def test_while_one_is_open_about_a_case_there_is_no_second_one():
    about = make_case()
    first = make_complaint(about)

    assert make_complaint(about) == first
    assert len(told("complaint-received")) == 1
    answered(first)
    assert make_complaint(about) != first


def test_about_a_complaint_nobody_complains():
    complaint = make_complaint()

    with refused("complaint"):
        make_complaint(complaint.case)


def test_a_customer_is_heard_in_the_complaint_and_again_in_the_same_one():
    about = make_case()

    first = hear_complaint(about, "This is bad.", medium="page", now=NOW)
    second = hear_complaint(about, "Still bad.", medium="page", now=NOW + DAY)

    complaint = Complaint.objects.get()
    assert (first.case, second.case) == (complaint.case, complaint.case)
    assert not about.messages.exists()
    complaint.case.refresh_from_db()
    assert complaint.case.heard_at == NOW


@pytest.mark.parametrize("kind", ["silent", "nowhere"])
def test_where_no_machine_acknowledges_a_person_does_by_its_clock(kind):
    nobody = {"email": "", "phone": ""} if kind == "nowhere" else {}
    values = {"silent_since": NOW} if kind == "silent" else {}
    complaint = make_complaint(make_case(customer=make_customer(**nobody), **values))
    complaint.refresh_from_db()
    assert complaint.acknowledged_at is None
    assert Case.objects.get(pk=complaint.case_id).complaint_due_at == ACKNOWLEDGE
    assert not Notification.objects.filter(state="queued").exists()

    note_acknowledged(complaint, now=NOW + timedelta(hours=1), actor=make_agent())

    assert Case.objects.get(pk=complaint.case_id).complaint_due_at == ANSWER
    with refused("acknowledged"):
        note_acknowledged(complaint, now=NOW, actor=make_agent())


def test_an_acknowledgement_that_reaches_nobody_is_none():
    complaint = make_complaint(make_case(customer=make_customer(phone="")))
    assert complaint.acknowledged_at == NOW
    row = Notification.objects.get(event="complaint-received")

    with transaction.atomic():
        failing.send(sender=Notification, notification=row)
        not_reached.send(sender=Notification, notification=row, now=NOW + DAY)

    complaint.refresh_from_db()
    case = Case.objects.get(pk=complaint.case_id)
    assert (complaint.acknowledged_at, case.complaint_due_at) == (None, ACKNOWLEDGE)
    note_acknowledged(complaint, now=NOW + DAY, actor=make_agent())


def test_what_still_waits_to_be_told_of_it_is_not_once_it_is_answered():
    complaint = hold(make_complaint())
    assert {*queued("complaint-received"), *queued("complaint-held")} == {"queued"}

    answered(complaint, now=NOW + 2 * DAY)

    assert {*queued("complaint-received"), *queued("complaint-held")} <= {"cancelled", "superseded"}
    assert set(queued("complaint-answered")) == {"queued"}


def queued(event: str) -> list[str]:
    return list(Notification.objects.filter(event=event).values_list("state", flat=True))


def hold(complaint: Complaint, until: date = LATE, reason: str = "bank", **more: object):
    now = more.pop("now", NOW + DAY)
    return hold_complaint(
        complaint, reason=reason, until=until, now=now, actor=make_agent(), **more
    )


def test_a_holding_reply_tells_why_and_until_when_and_moves_the_clock():
    complaint = hold(make_complaint())

    (text,) = told("complaint-held")
    assert "A bank or another company has not answered us yet." in text
    assert "by 18 December 2026." in text
    assert Case.objects.get(pk=complaint.case_id).complaint_due_at == complaint.held_until
    assert complaint.held_until == datetime(2026, 12, 18, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("bank", "You do not need to do anything."),
        ("customer", "Please send us what we asked you for."),
    ],
)
def test_a_holding_reply_asks_for_something_where_we_wait_for_it_alone(reason, sentence):
    hold(make_complaint(), reason=reason)

    (text,) = told("complaint-held")
    assert sentence in text
    assert "If we have asked you" not in text


def test_it_is_put_off_once_and_never_again():
    complaint = hold(make_complaint())

    with refused("held"):
        hold(complaint)
    assert len(told("complaint-held")) == 1


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (date(2026, 12, 9), "day"), (date(2026, 11, 20), "day"), (date(2027, 1, 12), "day"),
        (date(2026, 12, 10), ""), (date(2027, 1, 11), ""),
    ],
)  # fmt: skip
def test_it_is_put_off_within_its_rule_alone(until, code):
    complaint = make_complaint()

    if code:
        with refused(code):
            hold(complaint, until)
    else:
        assert hold(complaint, until).held_until.date() == until


def test_a_rule_without_a_longer_time_knows_no_holding_reply():
    ComplaintRule.objects.filter(code="uk").update(longest_days=None)
    complaint = make_complaint()

    with refused("held"):
        hold(complaint)


def test_a_reason_that_nobody_knows_is_refused():
    complaint = make_complaint()

    with refused("reason"):
        hold(complaint, reason="holiday")


@pytest.mark.parametrize("kind", ["held", "answered"])
def test_what_no_message_can_tell_a_person_has_told(kind):
    complaint = make_complaint(make_case(customer=make_customer(email="", phone="")))
    do = hold if kind == "held" else answered

    with refused("untold"):
        do(complaint)
    complaint.refresh_from_db()
    assert (complaint.held_at, complaint.answered_at) == (None, None)

    do(complaint, tells=False)

    complaint.refresh_from_db()
    assert (complaint.held_at or complaint.answered_at) is not None


def test_the_answer_ends_it_with_the_words_the_outcome_and_where_to_turn():
    complaint = answered(make_complaint(), outcome="partly")

    (text,) = told("complaint-answered")
    assert WORDS in text
    assert "We agree with part of your complaint." in text
    assert "the Financial Ombudsman Service (https://www.financial-ombudsman.org.uk/)" in text
    case = Case.objects.get(pk=complaint.case_id)
    assert (case.status, case.complaint_due_at, case.due_at) == (Status.RESOLVED, None, None)
    assert case.messages.get(kind=Message.Kind.OUTGOING).body == WORDS
    assert not Case.objects.get(pk=complaint.about_id).is_done


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"words": " "}, "required"), ({"outcome": ""}, "outcome"), ({"outcome": "won"}, "outcome"),
        ({"root_cause": ""}, "root_cause"), ({"root_cause": "moon"}, "root_cause"),
    ],
)  # fmt: skip
def test_without_words_outcome_or_root_cause_it_does_not_end(given, code):
    complaint = make_complaint()

    with refused(code):
        answered(complaint, **given)
    assert Complaint.objects.get().answered_at is None


def test_it_is_answered_once():
    complaint = answered(make_complaint())

    with refused("answered"):
        answer_complaint(complaint, answer_of(), now=NOW + DAY, actor=make_agent())
    assert len(told("complaint-answered")) == 1


def test_of_a_silent_case_the_customer_reads_the_answer_that_a_person_wrote():
    answered(make_complaint(make_case(silent_since=NOW)))

    assert len(told("complaint-answered")) == 1


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_by_no_other_way_a_complaint_ends(status):
    case = make_complaint().case
    case.refresh_from_db()

    with refused("complaint"):
        move_case(case, status, now=NOW, actor=make_agent(), ending="withdrawn")


@pytest.mark.parametrize("turned", [False, True])
def test_it_is_not_merged_with_another_case(turned):
    complaint = make_complaint()
    pair = [complaint.case, complaint.about]

    with refused("complaint"):
        merge_cases(*(reversed(pair) if turned else pair), now=NOW, actor=make_agent())


def test_no_waiting_stops_its_clock_and_nobody_ends_it_for_silence():
    complaint = make_complaint()
    case = Case.objects.get(pk=complaint.case_id)
    move_case(case, Status.WAITING_CUSTOMER, now=NOW, actor=make_agent())
    assert case.due_at == ANSWER

    follow_up(NOW)
    follow_up(NOW + 30 * DAY)

    case.refresh_from_db()
    assert case.status == Status.OPEN
    assert "A complaint is answered all the same." in case.events.latest("pk").note


def test_three_days_before_it_is_warned_of_and_at_the_end_leads_are_told_once():
    complaint = make_complaint()
    rung = [ring(ANSWER - timedelta(days=3, minutes=1)), ring(ANSWER - timedelta(days=3))]
    rung += [ring(ANSWER), ring(ANSWER + timedelta(minutes=1))]

    assert rung[1:] == [1, 1, 0]
    lines = complaint.case.events.filter(kind__in=["warned", "late"]).order_by("pk")
    assert [(line.kind, line.values["clock"]) for line in lines] == [
        ("warned", "complaint"), ("late", "complaint"),
    ]  # fmt: skip
    assert complaint.case.alarms.filter(is_late=True, tells=True).count() == 1


def test_its_own_clock_stands_in_the_place_of_first_answer_and_solution():
    complaint = make_complaint(make_case(silent_since=NOW))
    ring(ACKNOWLEDGE + timedelta(hours=1))

    clocks = complaint.case.alarms.values_list("clock", flat=True)
    assert set(clocks) == {"complaint"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("This is a FORMAL  complaint.", "FORMAL complaint"),
        ("I want to complain", "want to complain"),
        ("我要投诉你们", "投诉"), ("我会打12378。", "12378"), ("No complaints so far", ""),
        ("Where is my money?", ""),
    ],
)  # fmt: skip
def test_what_reads_like_a_complaint_is_shown_with_its_words(words, found):
    case = make_case()
    record_words(case, words, medium="email", now=NOW)
    case.refresh_from_db()
    case.messages.create(kind="note", body="my complaint", written_at=NOW)

    assert reads_like(case) == found


def test_it_is_asked_until_somebody_saw_none_and_then_never_again():
    case = make_case()
    record_words(case, "my complaint", medium="email", now=NOW)
    case.refresh_from_db()
    for _again in range(2):
        see_no_complaint(case, now=NOW, actor=make_agent())
    record_words(case, "a formal complaint", medium="email", now=NOW + DAY)

    assert reads_like(case) == ""
    assert NoComplaint.objects.count() == 1
    assert case.events.filter(kind=CaseEvent.Kind.COMPLAINT).count() == 1


def test_nobody_is_asked_any_more_once_the_words_are_answered():
    case = make_case()
    record_words(case, "my complaint", medium="email", now=NOW)
    send_reply(case, "We look into it.", now=NOW, actor=make_agent(), context={})

    case.refresh_from_db()
    assert reads_like(case) == ""


def test_nobody_is_asked_where_there_is_a_complaint():
    case = make_case()
    record_words(case, "my complaint", medium="email", now=NOW)
    case.refresh_from_db()
    complaint = open_complaint(case, now=NOW, actor=make_agent())
    record_words(complaint.case, "my complaint", medium="email", now=NOW)
    case.refresh_from_db()

    assert reads_like(case) == ""
    assert reads_like(Case.objects.get(pk=complaint.case_id)) == ""
