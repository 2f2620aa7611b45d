"""What the case's page shows of references, of what was said, and of what was not read."""

import re
from datetime import timedelta
from html import unescape
from itertools import count

import pytest
from django.urls import reverse

from support.cases.models import Case
from support.cases.search.indexing import take_in_changes
from support.cases.telling.message_words import message_context
from support.customers.contacts import Contact
from support.intake.services import Event, receive_news
from support.payments.models import PaymentReference, PaymentStatus
from support.payments.news import PaymentNews, Reference
from support.payments.references.quoting import bank_reference_of, label_of
from tests.factories import NOW, make_case, make_channel, make_payment

pytestmark = pytest.mark.django_db
_numbers = map(str, count())
UETR = "97ed4827-7b6f-4491-a06f-b548d5a7512d"


def name(payment, kind, value):
    return PaymentReference.objects.create(payment=payment, kind=kind, value=value)


def say(payment, status, **overrides):
    values = {"read_at": NOW, "source": "nova", "digest": next(_numbers)}
    return PaymentStatus.objects.create(payment=payment, status=status, **values | overrides)


def page_of(desk, case):
    return desk.get(reverse("case", args=[case.reference])).text


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_references_have_a_copy_key_each_and_one_is_to_quote(desk):
    case = make_case()
    name(case.payment, "provider_id", "po_77")
    name(case.payment, "end_to_end_id", "E2E-9")
    name(case.payment, "uetr", UETR)

    page = page_of(desk, case)

    for value in ("po_77", "E2E-9", UETR):
        assert f'data-copy="{value}"' in page
    assert f"UETR {UETR} quote this to the bank" in words(page)
    assert words(page).count("quote this to the bank") == 1


def test_every_status_stands_there_with_who_said_it_and_when(desk):
    case = make_case(payment=make_payment(status="returned"))
    say(case.payment, "sent", occurred_at=NOW - timedelta(days=2), said="PAID")
    say(
        case.payment,
        "returned",
        occurred_at=NOW - timedelta(days=1),
        source="bank-files",
        scheme="iso20022",
        code="AC04",
        contradiction="Two systems disagree on whether the money arrived.",
    )
    say(case.payment, "", said="QUUX")

    page = page_of(desk, case)
    shown = words(page)

    assert "not understood QUUX nova · 18 Nov 2026, 10:00 (when we read it)" in shown
    assert "returned iso20022 AC04 bank-files · 17 Nov 2026, 10:00" in shown
    assert "Two systems disagree on whether the money arrived." in shown
    assert shown.index("QUUX") < shown.index("bank-files") < shown.index("sent PAID")
    assert page.count('class="counts"') == 1


def test_a_long_ladder_is_folded(desk):
    case = make_case()
    for day in range(7):
        say(case.payment, "pending", occurred_at=NOW - timedelta(days=day))

    assert "4 older" in words(page_of(desk, case))


def test_what_could_not_be_read_says_so_in_a_line(desk):
    unread = [
        {"field": "account_age_days", "value": "-1", "is_cut": False},
        {"field": "message", "value": "<b>long", "is_cut": True},
    ]
    case = make_case(payment=make_payment(unread=unread))

    page = page_of(desk, case)

    assert "Not read: account_age_days = -1" in words(page)
    assert "Cut: message = <b>long" in words(page)
    assert "<b>long" not in page


def test_a_quiet_payment_shows_nothing_of_it_and_a_case_without_one_is_whole(desk):
    page = page_of(desk, make_case())

    for absent in ("quote this", "not read"):
        assert absent not in words(page)
    assert page_of(desk, make_case(payment=None))


def test_the_page_costs_two_queries_for_it_however_much_was_said(
    desk, django_assert_num_queries, django_assert_max_num_queries
):
    case = make_case()
    page_of(desk, case)
    with django_assert_max_num_queries(100) as quiet:
        page_of(desk, case)
    for number in range(5):
        name(case.payment, "arn", f"A{number}")
        say(case.payment, "pending", said=str(number))

    with django_assert_num_queries(len(quiet)):
        page_of(desk, case)


@pytest.mark.parametrize(
    ("kinds", "quoted"),
    [
        ([], ""),
        (["provider_id"], ""),
        (["end_to_end_id", "trace_number"], "trace_number"),
        (["bank_reference", "arn", "uetr"], "uetr"),
    ],
)
def test_a_bank_is_quoted_what_it_finds_most_surely(kinds, quoted):
    payment = make_payment()
    for kind in kinds:
        name(payment, kind, kind)

    assert bank_reference_of(payment) == quoted
    assert bank_reference_of(None) == ""
    assert label_of("novel_kind") == "novel kind"


def test_a_message_may_quote_it():
    case = make_case()
    name(case.payment, "trace_number", "091000017654321")

    assert message_context(case, now=NOW)["bank_reference"] == "091000017654321"


def told(reference, *, event_id, references=(), status="failed"):
    make = {"reference": reference, "status": status, "direction": "payout", "channel": "nova-out"}
    news = PaymentNews(**make, references=references, contact=Contact(email="ada@example.com"))
    receive_news(Event(event_id), news, now=NOW)


def test_a_case_is_found_by_a_reference_that_came_first_or_later(tree):
    make_channel(code="nova-out")
    told("P-1", event_id="1", references=(Reference("uetr", UETR),))
    assert Case.objects.search(UETR).count() == 1

    told("P-1", event_id="2", references=(Reference("uetr", UETR), Reference("arn", "74027000")))
    told("P-1", event_id="3", references=(Reference("arn", "74027000"),), status="pending")

    assert take_in_changes() == 1
    assert Case.objects.search("74027000").count() == 1
    assert PaymentReference.objects.count() == 2


def test_the_references_of_a_payment_just_made_are_known(tree, django_assert_num_queries):
    make_channel(code="nova-out")
    payment = make_payment()
    rows = [name(payment, "uetr", UETR)]
    payment.knows(rows)

    with django_assert_num_queries(0):
        assert bank_reference_of(payment) == UETR
