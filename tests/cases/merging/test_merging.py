"""One case merged into another: what is said goes on in one place, and nothing is told twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from support.cases.joining import join_customers, part_customers
from support.cases.links import find_link, link_for, revoke_link
from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case, Message, Status, StatusLink
from support.cases.search.indexing import take_in_changes
from support.cases.services import add_note, change_status, record_words, resolve_case, send_reply
from support.cases.telling.messages_of_case import tell_customer
from support.guidance.hearing import hear_customer
from support.guidance.proof import reopen_case
from support.notifications.models import Notification
from support.notifications.signals import facts_asked
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def two(**overrides: Any) -> tuple[Case, Case]:
    """Two cases of one customer: of a payment, and of a letter that names none."""
    customer = make_customer()
    payment = make_payment(customer=customer)
    kept = make_case(customer=customer, payment=payment)
    return kept, make_case(customer=customer, payment=None, **overrides)


def merge(kept: Case, merged: Case, **given: Any) -> None:
    merge_cases(kept, merged, **{"actor": make_agent(), "now": LATER} | given)


def token_of(link: StatusLink) -> str:
    return link.url.rstrip("/").rpartition("/")[2]


def test_what_is_merged_is_closed_as_a_duplicate_and_leads_to_the_kept_one():
    kept, merged = two()

    merge(kept, merged, reason="The same payout")

    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (merged.status, merged.ending, merged.merged_into) == ("closed", "duplicate", kept)
    assert kept.references == [kept.reference, merged.reference]
    lines = {line.case: line for line in kept.events.model.objects.filter(kind="merged")}
    assert lines[kept].values == {"cases": [merged.reference]}
    assert lines[merged].values == {"into": kept.reference}
    assert {line.note for line in lines.values()} == {"The same payout"}


def test_what_was_said_and_happened_in_both_is_read_in_the_kept_one():
    kept, merged = two()
    record_words(merged, "Where is it?", medium="email", now=NOW)
    add_note(kept, "Rang the bank", now=NOW, actor=make_agent())

    merge(kept, merged)

    kept.refresh_from_db()
    said = Message.objects.filter(kept.with_merged).order_by("pk")
    assert [(row.body, row.case) for row in said] == [
        ("Where is it?", merged), ("Rang the bank", kept),
    ]  # fmt: skip


def test_the_kept_case_is_found_by_either_reference_and_by_what_was_said_in_both():
    kept, merged = two(subject="Zeppelin")
    typed = merged.reference.lower().replace("-", " ")

    merge(kept, merged)

    take_in_changes()
    for text in (kept.reference, merged.reference, typed, "zeppelin"):
        assert list(Case.objects.search(text)) == [kept], text


def test_whatever_is_written_to_the_merged_one_afterwards_stands_in_the_kept_one_once():
    kept, merged = two()
    agent = make_agent()
    merge(kept, merged)

    send_reply(merged, "We are on it.", now=LATER, actor=agent, context={"reference": "CW"})
    add_note(merged, "Seen", now=LATER, actor=agent)
    hear_customer(merged, "Thank you", medium="email", now=LATER)

    assert [row.body for row in kept.messages.order_by("pk")] == [
        "We are on it.", "Seen", "Thank you",
    ]  # fmt: skip
    assert not merged.messages.exists()
    threads = Notification.objects.filter(event="agent-reply").values_list("thread", flat=True)
    assert {*threads} == {kept.reference}


def test_what_the_merged_one_waits_to_tell_by_itself_is_cancelled_and_replies_leave():
    kept, merged = two()
    tell_customer(merged, "case-opened", now=NOW)
    send_reply(merged, "Hello", now=NOW, actor=make_agent(), context={"reference": "CW"})
    tell_customer(kept, "case-opened", now=NOW)

    merge(kept, merged)

    states = Notification.objects.values_list("thread", "event", "state").distinct()
    assert {*states} == {
        (kept.reference, "case-opened", "queued"),
        (merged.reference, "case-opened", "cancelled"),
        (merged.reference, "agent-reply", "queued"),
    }


def test_a_message_that_is_with_a_worker_while_its_case_is_merged_is_over():
    kept, merged = two()
    (row, *_more) = tell_customer(merged, "case-opened", now=NOW)
    merge(kept, merged)

    answers = facts_asked.send(None, notifications=[row])

    assert any(row.pk in (found or ()) for _receiver, found in answers)


def test_both_status_links_stay_alive_and_show_the_kept_one():
    kept, merged = two()
    links = [link_for(case, NOW) for case in (kept, merged)]
    merge(kept, merged)

    found = [find_link(token_of(link)) for link in links]

    assert [link.case for link in found if link] == [kept, kept]
    assert all(link.is_valid(LATER) for link in found if link)


def test_where_an_address_was_replaced_the_merged_ones_link_ends_too():
    kept, merged = two()
    link_for(merged, NOW)
    merge(kept, merged)
    kept.refresh_from_db()

    assert revoke_link(kept, LATER) == 1


def test_the_earlier_clocks_hold_and_the_first_answer_counts_for_both():
    customer = make_customer()
    older = make_case(customer=customer, payment=None, now=NOW - timedelta(days=1))
    kept = make_case(customer=customer)
    send_reply(older, "Hello", now=NOW, actor=make_agent(), context={"reference": "CW"})
    older.refresh_from_db()

    merge(kept, older)

    kept.refresh_from_db()
    assert kept.first_answer_due_at == older.first_answer_due_at
    assert kept.solution_due_at == kept.due_at == older.solution_due_at
    assert kept.first_answered_at == NOW


def test_a_paused_case_keeps_the_shorter_time_that_is_left():
    kept, merged = two(now=NOW - timedelta(days=1))
    change_status(kept, Status.WAITING_CUSTOMER, now=NOW)
    kept.refresh_from_db()
    before = kept.solution_time_left

    merge(kept, merged)

    kept.refresh_from_db()
    assert before is not None
    assert kept.solution_time_left is not None
    assert timedelta() < kept.solution_time_left < before


def test_a_question_that_nobody_has_answered_makes_it_our_turn():
    kept, merged = two()
    change_status(kept, Status.WAITING_CUSTOMER, now=NOW)
    record_words(merged, "Which number?", medium="phone", now=NOW)

    merge(kept, merged)

    kept.refresh_from_db()
    assert kept.status == Status.OPEN


def test_a_case_without_a_payment_takes_over_that_of_what_is_merged_into_it():
    letter, of_payment = reversed(two())

    merge(letter, of_payment)

    letter.refresh_from_db()
    assert letter.payment == of_payment.payment


def test_no_machine_writes_about_both_where_it_may_not_about_one():
    kept, merged = two(silent_since=NOW)

    merge(kept, merged)

    kept.refresh_from_db()
    assert kept.is_silent
    assert tell_customer(kept, "solution", now=LATER) == []


def test_who_was_not_reached_tags_and_whose_it_is_come_over():
    other = make_agent()
    kept, merged = two(unreached_since=NOW, tags=["vip"], assignee=other)

    merge(kept, merged)

    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.unreached_since, kept.tags, kept.assignee) == (NOW, ["vip"], other)
    assert merged.unreached_since is None


def test_what_was_merged_into_the_merged_one_leads_to_the_kept_one_too():
    kept, merged = two()
    first = make_case(customer=kept.customer, payment=None)
    merge(merged, first)
    merge(kept, merged)

    first.refresh_from_db()
    kept.refresh_from_db()
    assert first.merged_into == kept
    assert {*kept.merged_references} == {merged.reference, first.reference}

    unmerge_case(Case.objects.get(pk=merged.pk), now=LATER, actor=make_agent())

    first.refresh_from_db()
    kept.refresh_from_db()
    assert (first.merged_into, kept.merged_references) == (merged, [])


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda kept, merged: (kept, kept), "same"),
        (lambda kept, merged: (kept, make_case()), "reason"),
        (lambda kept, merged: (done(kept), merged), "resolved"),
        (lambda kept, merged: (merge(kept, merged), (kept, merged))[1], "merged"),
        (lambda kept, merged: (merge(kept, merged), (merged, kept))[1], "merged"),
    ],
)
def test_what_cannot_be_merged_is_refused_and_nothing_changes(prepare: Any, code: str):
    kept, merged = prepare(*two())
    before = list(Case.objects.order_by("pk").values())

    with pytest.raises(ValidationError) as refused:
        merge(kept, merged, reason=" ")

    assert refused.value.code == code
    assert list(Case.objects.order_by("pk").values()) == before


def done(case: Case) -> Case:
    return resolve_case(case, now=NOW, ending="withdrawn", tells=False, actor=make_agent())


def test_cases_of_two_customers_are_merged_by_a_person_who_says_why():
    kept, other = make_case(), make_case()

    merge(kept, other, reason="They rang: it is their company's account")

    other.refresh_from_db()
    assert other.merged_into == kept


def test_a_merged_case_is_neither_reopened_nor_moved():
    kept, merged = two()
    merge(kept, merged)

    for deed in (
        lambda: reopen_case(merged, now=LATER),
        lambda: change_status(merged, Status.OPEN, now=LATER),
    ):
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == "merged"
        assert kept.reference in refused.value.messages[0]


def test_taken_apart_again_each_has_what_was_said_in_it_and_goes_on():
    kept, merged = two()
    record_words(merged, "Where is it?", medium="email", now=NOW)
    merge(kept, merged)
    add_note(merged, "Written since", now=LATER, actor=make_agent())

    unmerge_case(Case.objects.get(pk=merged.pk), now=LATER, actor=make_agent())

    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (merged.merged_into, merged.status, merged.ending) == (None, "open", "")
    assert merged.due_at == merged.next_due() is not None
    assert kept.references == [kept.reference]
    assert [row.body for row in merged.messages.all()] == ["Where is it?"]
    assert [row.body for row in kept.messages.all()] == ["Written since"]
    with pytest.raises(ValidationError):
        unmerge_case(merged, now=LATER, actor=make_agent())


def test_the_payment_goes_back_and_only_what_was_paused_counts_on():
    letter, of_payment = reversed(two())
    change_status(of_payment, Status.WAITING_CUSTOMER, now=NOW)
    merge(letter, of_payment)

    unmerge_case(Case.objects.get(pk=of_payment.pk), now=LATER, actor=make_agent())

    letter.refresh_from_db()
    of_payment.refresh_from_db()
    assert letter.payment is None
    assert of_payment.solution_time_left is None
    assert of_payment.solution_due_at > LATER


def test_once_the_kept_case_is_done_the_merge_is_final():
    kept, merged = two()
    merge(kept, merged)
    done(kept)

    with pytest.raises(ValidationError) as refused:
        unmerge_case(Case.objects.get(pk=merged.pk), now=LATER, actor=make_agent())

    assert refused.value.code == "final"


def test_customers_whose_cases_were_merged_are_not_parted():
    kept = make_case(customer=make_customer(email="one@example.net"))
    other = make_case(customer=make_customer(email="one@example.net"))
    join = join_customers(kept, other.customer, actor=make_agent(), now=NOW)
    merge(Case.objects.get(pk=kept.pk), Case.objects.get(pk=other.pk))

    with pytest.raises(ValidationError) as refused:
        part_customers(kept, join, actor=make_agent(), now=LATER)

    assert refused.value.code == "merged"
