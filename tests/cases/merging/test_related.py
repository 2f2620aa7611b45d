"""Which other cases stand beside a case, and linking them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.merging.related import SHOWN, relate_cases, related_cases
from support.cases.merging.services import merge_cases
from support.cases.models import Case, CaseRelation
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment

pytestmark = pytest.mark.django_db
FAR = NOW - timedelta(days=3)


def whys_of(case: Case) -> dict[str, tuple[str, ...]]:
    return {found.case.reference: found.whys for found in related_cases(case)}


def test_each_other_case_stands_there_once_with_every_reason():
    channel, customer = make_channel(), make_customer()
    payment = make_payment(customer=customer, channel=channel, counterparty_digest="d1")
    case = make_case(payment=payment)
    theirs = make_case(customer=customer, payment=None)
    payee = make_case(payment=make_payment(counterparty_digest="d1", initiated_at=FAR))
    near = payment.initiated_at + timedelta(minutes=20)
    hour = make_case(payment=make_payment(channel=channel, initiated_at=near))
    both = make_case(payment=make_payment(customer=customer, channel=channel, initiated_at=near))
    make_case(payment=make_payment(channel=channel, initiated_at=FAR))
    make_case()

    assert whys_of(case) == {
        theirs.reference: ("customer",),
        payee.reference: ("payee",),
        hour.reference: ("hour",),
        both.reference: ("customer", "hour"),
    }


def test_no_payee_no_time_and_no_payment_are_nobody_elses():
    bare = make_case(payment=make_payment(initiated_at=None))
    make_case(payment=make_payment(initiated_at=None))
    lone = make_case(payment=None)
    make_case(payment=None)

    assert whys_of(bare) == whys_of(lone) == {}


def test_however_many_there_are_one_query_brings_a_few(django_assert_num_queries):
    customer, channel = make_customer(), make_channel()
    cases = [
        make_case(payment=make_payment(customer=customer, channel=channel, counterparty_digest="d"))
        for _number in range(SHOWN + 4)
    ]

    with django_assert_num_queries(1):
        found = related_cases(cases[0])

    assert len(found) <= SHOWN


def test_what_was_merged_stands_there_no_more():
    customer = make_customer()
    case, merged = (make_case(customer=customer, payment=None) for _ in "12")

    merge_cases(case, merged, now=NOW, actor=make_agent())

    assert related_cases(case) == []


def test_a_link_is_seen_from_both_sides_said_on_both_timelines_and_taken_back():
    part, whole, agent = make_case(), make_case(), make_agent()

    for _twice in range(2):
        relate_cases(part, whole, "parent", now=NOW, actor=agent)

    assert whys_of(part) == {whole.reference: ("parent",)}
    assert whys_of(whole) == {part.reference: ("child",)}
    lines = [case.events.get(kind="related").values for case in (part, whole)]
    assert lines == [
        {"cases": [whole.reference], "link": "parent"},
        {"cases": [part.reference], "link": "child"},
    ]

    relate_cases(whole, part, "", now=NOW, actor=agent)

    assert whys_of(part) == whys_of(whole) == {}
    assert part.events.filter(kind="related").count() == 2


def test_one_kind_of_link_takes_the_place_of_another():
    one, other, agent = make_case(), make_case(), make_agent()
    relate_cases(one, other, "duplicate", now=NOW, actor=agent)

    relate_cases(other, one, "parent", now=NOW, actor=agent)

    row = CaseRelation.objects.get()
    assert (row.case, row.other, row.kind) == (other, one, "parent")


def test_a_case_is_no_part_of_itself_nor_of_its_own_part():
    one, other, agent = make_case(), make_case(), make_agent()
    relate_cases(one, other, "parent", now=NOW, actor=agent)

    for pair in ((one, one), (other, one)):
        with pytest.raises(ValidationError):
            relate_cases(*pair, "parent", now=NOW, actor=agent)

    assert CaseRelation.objects.count() == 1


def test_unlinking_what_was_never_linked_leaves_no_line():
    one, other = make_case(), make_case()

    relate_cases(one, other, "", now=NOW, actor=make_agent())

    assert not one.events.filter(kind="related").exists()
