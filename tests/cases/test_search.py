"""Finding cases: two Chinese characters, parts of references, several words at once."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, SearchText
from support.cases.search import runs
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

    assert len(case.search_texts.latest("pk").text) == 20_000
    assert case in Case.objects.search(case.reference)
    assert case in Case.objects.search("说明")


def test_two_character_words_are_found_by_the_index():
    customer = make_customer()
    for _number in range(3):
        make_case(customer=customer, payment=None)
    with connection.cursor() as cursor:
        # A handful of rows is read whole, or in the order of another index.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plan = Case.objects.search("到账").explain()

    assert "case_search_runs" in plan


def test_a_message_writes_its_own_words_and_no_others_again(case: Case):
    agent = make_agent()
    before = list(case.search_texts.values())

    with CaptureQueriesContext(connection) as captured:
        add_note(case, "Zebra " * 500, now=NOW, actor=agent)

    written = [query["sql"] for query in captured if "zebra" in query["sql"]]
    assert len(written) == 1
    assert case.reference.lower() not in written[0]
    assert list(case.search_texts.order_by("pk").values())[:-1] == before


def test_words_of_two_texts_are_found_together_and_of_two_cases_not(case: Case):
    other = make_case(subject="Nothing to do with it")
    add_note(case, "zebra", now=NOW, actor=make_agent())

    assert list(Case.objects.search("zebra missing")) == [case]
    assert list(Case.objects.search("zebra nothing")) == []
    assert list(Case.objects.search("nothing")) == [other]


def test_a_reference_and_a_word_of_another_case_are_both_found(case: Case):
    add_note(other := make_case(), f"as {case.reference.lower()}", now=NOW, actor=make_agent())

    assert set(Case.objects.search(case.reference)) == {case, other}
    assert list(Case.objects.search(f"{case.reference[:6]}-{case.reference[6:]}")) == [case]


@pytest.mark.parametrize("words", [40, 400])
def test_a_whole_paragraph_is_looked_for_as_well(case: Case, words: int):
    text = " ".join(f"word{number}" for number in range(words))
    add_note(case, text, now=NOW, actor=make_agent())

    assert list(Case.objects.search(text)) == [case]
    assert list(Case.objects.search(f"{text} zebra")) == []


def write_as_before(case: Case, text: str) -> None:
    """Add words as the release before does: both columns, whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET search_text = ltrim(search_text || ' ' || %s),"
            " search_runs = search_runs || %s::varchar[] WHERE id = %s",
            [text, runs(text), case.pk],
        )


def test_what_the_release_before_writes_is_found(case: Case):
    write_as_before(case, "zebra 斑马")
    write_as_before(case, "giraffe")

    assert list(case.search_texts.order_by("pk").values_list("text", flat=True))[1:] == [
        "zebra 斑马",
        "giraffe",
    ]
    assert list(Case.objects.search("斑马")) == [case]
    assert list(Case.objects.search("giraffe zebra")) == [case]


def test_cases_from_before_are_found_once_migrated(case: Case):
    migration = import_module("support.cases.migrations.0007_search_texts_filled")
    write_as_before(case, "zebra 斑马")
    SearchText.objects.all().delete()
    assert list(Case.objects.search("zebra")) == []

    for _again in range(2):
        migration.fill(None, SimpleNamespace(connection=connection))

    assert list(Case.objects.search("zebra 斑马")) == [case]
    assert SearchText.objects.count() == 1


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
