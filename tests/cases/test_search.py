"""Finding cases: two Chinese characters, parts of references, several words at once."""

import pytest
from django.db import connection

from support.cases.models import Case
from support.cases.services import add_note, send_reply
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    customer = make_customer(name="李测试", email="lice@example.com", locale="zh-Hans")
    payment = make_payment(customer=customer, reference="PAY-777123", counterparty_name="王收款")
    make_case(subject="Something else")
    return make_case(payment=payment, subject="代付没有到账 Payout missing")


@pytest.mark.parametrize(
    "query",
    ["到账", "没有到账", "代付", "李测", "测试", "王收款", "PAY-777123", "pay-777", "777123",
     "7123", "lice@example.com", "LICE", "payout", "Missing", "ｐａｙｏｕｔ", "到账 payout",
     "missing 李测试", "  到账  ", "out"],
)  # fmt: skip
def test_a_case_is_found_by_any_part_of_its_words(case: Case, query: str):
    assert list(Case.objects.search(query)) == [case]


@pytest.mark.parametrize(
    "query",
    ["账到", "到账 refund", "PAY-777124", "payin", "到 payoutx", "missing payouts", "%", "到_账",
     "pay%123", "\\"],
)  # fmt: skip
def test_a_case_is_not_found_by_what_it_does_not_hold(case: Case, query: str):
    assert list(Case.objects.search(query)) == []


def test_a_case_is_found_by_its_reference_and_its_last_part(case: Case):
    assert list(Case.objects.search(case.reference)) == [case]
    assert list(Case.objects.search(case.reference.lower())) == [case]
    assert list(Case.objects.search(case.reference[-5:])) == [case]


def test_a_reference_is_found_however_it_was_typed(case: Case):
    bare = case.reference.removeprefix("CW-")
    mistyped = bare.replace("1", "l").replace("0", "o")

    for typed in (f"cw{bare.lower()}", f"CW {bare[:4]}-{bare[4:]}", f" cw-{mistyped} "):
        assert list(Case.objects.search(typed)) == [case]
    assert list(Case.objects.filter(subject="Another").search(case.reference)) == []


@pytest.mark.parametrize("query", ["", "   ", "\u3000"])
def test_an_empty_search_finds_everything(case: Case, query: str):
    assert Case.objects.search(query).count() == 2


def test_one_character_is_found_too(case: Case):
    assert list(Case.objects.search("账")) == [case]


def test_words_are_found_in_what_was_written_later(case: Case):
    agent = make_agent()
    add_note(case, "银行说已退汇", now=NOW, actor=agent)
    send_reply(case, "The bank returned it on Friday.", now=NOW, actor=agent, context={})

    assert list(Case.objects.search("退汇")) == [case]
    assert list(Case.objects.search("friday returned")) == [case]
    assert list(Case.objects.search("到账 退汇")) == [case]


def test_letters_of_two_words_do_not_make_a_third(case: Case):
    assert list(Case.objects.search("到账payout")) == []


def test_a_very_long_conversation_keeps_the_reference_findable(case: Case):
    add_note(case, "很长的说明 " * 5_000, now=NOW, actor=make_agent())

    case.refresh_from_db()
    assert len(case.search_text) == 20_000
    assert case in Case.objects.search(case.reference)
    assert case in Case.objects.search("说明")


def test_two_character_words_are_found_by_the_index():
    customer = make_customer()
    for _number in range(3):
        make_case(customer=customer, payment=None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Case.objects.search("到账").explain()

    assert "case_search" in plan


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_is_one_query_however_many_rows(django_assert_num_queries, rows: int):
    customer = make_customer()
    payment = make_payment(customer=customer)
    make_case(payment=payment)
    for _number in range(rows - 1):
        make_case(customer=customer, payment=None)

    with django_assert_num_queries(1):
        shown = [
            (case.reference, case.customer.name, case.payment and case.payment.channel.code,
             case.assignee, case.cause, case.status_class, case.due_at)
            for case in Case.objects.for_list().search("money")
        ]  # fmt: skip

    assert len(shown) == rows


def test_what_is_due_first_stands_on_top_and_what_is_not_due_at_the_end():
    later = make_case(priority="low")
    never = make_case(due_at=None)
    first = make_case(priority="urgent")

    assert list(Case.objects.for_list()) == [first, later, never]
