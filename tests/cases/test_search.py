"""Finding cases: two Chinese characters, parts of references, several words at once."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from support.cases.models import Case, SearchEntry, Unfound
from support.cases.models.search_entry import UNPAIRED
from support.cases.references import ALPHABET
from support.cases.search.asking import read
from support.cases.search.condition import FOUND, sooner
from support.cases.search.finding import find
from support.cases.search.indexing import index, index_all, take_in_changes
from support.cases.search.vectors import ERA, Text, vectors
from support.cases.services import add_note, send_reply
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment
from tests.sampling import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    customer = make_customer(
        name="李测试", email="lice@example.com", locale="zh-Hans", phone="+8613800138000"
    )
    payment = make_payment(customer=customer, reference="PAY-777123", counterparty_name="王收款")
    make_case(subject="Something else", payment=None)
    return make_case(payment=payment, subject="代付没有到账 Payout missing")


@pytest.mark.parametrize(
    "query",
    ["到账", "没有到账", "代付", "李测", "测试", "王收款", "PAY-777123", "pay-777", "777123",
     "7123", "lice@example.com", "LICE", "payout", "Missing", "ｐａｙｏｕｔ", "到账 payout",
     "missing 李测试", "  到账  ", "pay", "@example.com", "example.com", '"payout missing"',
     "“没有到账”", "120.00", "120", "GBP", "PAY 777123", "pay777123", "（0138）0013 8000",
     "+86 138 0013 8000", "０１３８００１３８０００", "13800138000", "138000"],
)  # fmt: skip
def test_a_case_is_found_by_any_part_of_its_words(case: Case, query: str):
    assert list(Case.objects.search(query)) == [case]


@pytest.mark.parametrize(
    "query",
    ["账到", "到账 refund", "PAY-777124", "payin", "到 payoutx", "missing payouts", "没到账",
     '"missing payout"', "@example.co.uk", "121.00"],
)  # fmt: skip
def test_a_case_is_not_found_by_what_it_does_not_hold(case: Case, query: str):
    assert list(Case.objects.search(query)) == []


def test_a_case_is_found_by_its_reference_and_its_last_part(case: Case):
    assert list(Case.objects.search(case.reference)) == [case]
    assert list(Case.objects.search(case.reference.lower())) == [case]
    assert list(Case.objects.search(case.reference[-5:])) == [case]


def test_a_reference_without_a_digit_is_found_by_its_last_part(monkeypatch):
    number = sum(ALPHABET.index(letter) * 32**at for at, letter in enumerate("BQMDYYC"))
    monkeypatch.setattr("support.cases.references.secrets.randbelow", lambda _below: number)

    case = make_case()

    assert case.reference == "CW-CYYDMQBC"
    assert list(Case.objects.search("DMQBC")) == list(Case.objects.search("mqbc")) == [case]


def test_a_reference_is_found_however_it_was_typed(case: Case):
    bare = case.reference.removeprefix("CW-")
    mistyped = bare.replace("1", "l").replace("0", "o")

    for typed in (f"cw{bare.lower()}", f"CW {bare[:4]}-{bare[4:]}", f" cw-{mistyped} "):
        assert list(Case.objects.search(typed)) == [case]
    assert list(Case.objects.filter(subject="Another").search(case.reference)) == []


@pytest.mark.parametrize("query", ["", "   ", "\u3000"])
def test_an_empty_search_finds_everything(case: Case, query: str):
    assert Case.objects.search(query).count() == 2


@given(st.text(max_size=30) | st.text("・〇々゠ \"':@-.,0#~&|!()<>*\\a支", max_size=12))
@settings(max_examples=examples(60))
def test_whatever_is_typed_is_looked_for(text: str):
    with suppress(ValidationError):  # of filters that can't be meant
        assert list(Case.objects.search(text)) == []


def test_one_character_is_found_too(case: Case):
    assert list(Case.objects.search("账")) == [case]


def test_words_are_found_in_what_was_written_later(case: Case):
    agent = make_agent()
    add_note(case, "银行说已退汇", now=NOW, actor=agent)
    send_reply(case, "The bank returned it on Friday.", now=NOW, actor=agent, context={})

    assert take_in_changes() == 1
    assert list(Case.objects.search("退汇")) == [case]
    assert list(Case.objects.search("friday returned")) == [case]
    assert list(Case.objects.search("到账 退汇")) == [case]
    assert not Unfound.objects.exists()
    assert take_in_changes() == 0


def test_letters_of_two_words_do_not_make_a_third(case: Case):
    assert list(Case.objects.search("到账payin")) == []


def test_a_very_long_conversation_is_found_to_its_last_word(case: Case):
    agent = make_agent()
    add_note(case, f"{'很长的说明 ' * 5_000} giraffe", now=NOW, actor=agent)
    add_note(case, " ".join(f"word{number}" for number in range(9_000)), now=NOW, actor=agent)
    take_in_changes()

    assert case.search_entries.count() > 2
    for query in (case.reference, "说明", "giraffe", "word8999", "giraffe word8999 missing"):
        assert list(Case.objects.search(query)) == [case], query
    assert list(Case.objects.search("giraffe zebra")) == []
    before = {*case.search_entries.values_list("pk", "part")}
    add_note(case, "zebra", now=NOW, actor=agent)
    take_in_changes()
    assert {*case.search_entries.values_list("pk", "part")} == before


def test_words_are_found_by_the_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "search_entry_words" in Case.objects.search("到账 退汇").explain()


def test_words_of_two_texts_are_found_together_and_of_two_cases_not(case: Case):
    other = make_case(subject="Nothing to do with it")
    add_note(case, "zebra", now=NOW, actor=make_agent())
    take_in_changes()

    assert list(Case.objects.search("zebra missing")) == [case]
    assert list(Case.objects.search("zebra nothing")) == []
    assert list(Case.objects.search("nothing")) == [other]


PIECES = [
    "the",
    "money",
    "has",
    "not",
    "到账",
    "没有",
    "pay-7",
    "1,200.00",
    "a@b.example",
    "07700900123",
]
said = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join)


@given(st.lists(said, min_size=1, max_size=3), said)
@settings(max_examples=examples(200))
def test_words_side_by_side_lose_nothing_of_what_a_phrase_finds(texts: list[str], phrase: str):
    asked = read(f'"{phrase}"')
    (kept,) = vectors(1, map(Text, texts))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery, %s::tsvector @@ %s::tsquery",
            [kept, asked.query, kept, asked.paired.query],
        )
        by_words, by_pairs = cursor.fetchone()

    assert by_words == by_pairs
    assert by_pairs or not any(f" {phrase} " in f" {text} " for text in texts)


def looked_at(typed: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN ANALYZE {FOUND}", [sooner(read(typed)).query])
        return str(cursor.fetchall())


def test_a_phrase_of_frequent_words_looks_at_no_entry_that_has_them_in_another_order():
    for _number in range(3):
        make_case(subject="Has money not arrived, not the money has", payment=None)
    case = make_case(subject="The money has not arrived", payment=None)

    assert list(Case.objects.search('"money has not"')) == [case]
    assert "Removed by Index Recheck" not in looked_at('"money has not"')
    assert Case.objects.search('"has money not"').count() == 3


def test_a_phrase_is_found_before_while_and_after_entries_are_written_anew(monkeypatch):
    cases = [make_case(subject="The money has not arrived", payment=None) for _number in range(3)]
    with connection.cursor() as cursor:  # as the release before wrote them
        cursor.execute(
            """UPDATE cases_searchentry SET words = ts_delete(words, ARRAY(
                SELECT lexeme FROM unnest(words) WHERE lexeme LIKE '>%'))"""
        )
    monkeypatch.setattr("support.cases.search.indexing.BATCH", 1)
    monkeypatch.setattr("support.cases.search.indexing.MOST_BATCHES", 1)
    agent = make_agent()

    for left in (3, 2, 1, 0):
        assert SearchEntry.objects.filter(UNPAIRED).count() == left
        for typed in ('"money has not"', "“has not arrived”"):
            assert {*Case.objects.search(typed)} == {*cases}
            assert find(read(typed), Case.objects.all(), asker=agent).count == 3
        assert ">" in read(typed).paired.query
        assert take_in_changes() == (1 if left else 0)


def test_a_reference_and_a_word_of_another_case_are_both_found(case: Case):
    add_note(other := make_case(), f"as {case.reference.lower()}", now=NOW, actor=make_agent())
    take_in_changes()

    assert set(Case.objects.search(case.reference)) == {case, other}
    assert set(Case.objects.search(f"{case.reference[:6]}-{case.reference[6:]}")) == {case, other}


@pytest.mark.parametrize("words", [40, 400])
def test_a_whole_paragraph_is_looked_for_as_well(case: Case, words: int):
    text = " ".join(f"word{number}" for number in range(words))
    add_note(case, text, now=NOW, actor=make_agent())
    take_in_changes()

    assert list(Case.objects.search(text)) == [case]
    assert list(Case.objects.search(f"{text} zebra")) == []


def test_what_the_release_before_writes_is_found(case: Case):
    case.search_entries.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_searchtext (case_id, text, runs) VALUES (%s, 'zebra', '{ze}')",
            [case.pk],
        )
    take_in_changes()

    assert list(Case.objects.search("777123 missing")) == [case]


def test_every_entry_is_written_anew_by_the_command(case: Case, capsys: pytest.CaptureFixture[str]):
    written = list(SearchEntry.objects.order_by("pk").values_list("case", "words"))
    SearchEntry.objects.all().delete()

    assert [done for done, _last in index_all()] == [2]
    assert list(SearchEntry.objects.order_by("pk").values_list("case", "words")) == written
    call_command("index_cases")
    assert "2 cases" in capsys.readouterr().out


def test_entries_are_written_in_the_order_of_cases_however_they_are_read(case: Case):
    """Who writes them at once locks them one after another."""
    first = Case.objects.exclude(pk=case.pk).get()
    SearchEntry.objects.all().delete()
    with connection.cursor() as cursor:  # as the planner may choose: in the order of customers
        cursor.execute("SET LOCAL enable_hashjoin = off")

    index([case.pk, first.pk])

    entries = SearchEntry.objects.order_by("pk").values_list("case", flat=True)
    assert list(entries) == [first.pk, case.pk]


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_is_one_query_however_many_rows(django_assert_num_queries, rows: int):
    customer = make_customer()
    payment = make_payment(customer=customer)
    make_case(payment=payment)
    for _number in range(rows - 1):
        make_case(customer=customer, payment=None)

    found = Case.objects.for_list().search("money")

    with django_assert_num_queries(1):
        shown = [
            (case.reference, case.customer.name, case.payment and case.payment.channel.code,
             case.assignee, case.cause, case.status_class, case.due_at)
            for case in found
        ]  # fmt: skip

    assert len(shown) == rows


def test_what_is_due_first_stands_on_top_and_what_is_not_due_at_the_end():
    later = make_case(priority="low")
    never = make_case(due_at=None)
    first = make_case(priority="urgent")

    assert list(Case.objects.for_list()) == [first, later, never]


def numbered(pk: int) -> Case:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cases_case_id_seq', %s, false)", [pk])
    return make_case(subject="Zeppelin", payment=None)


@pytest.fixture
def counter():
    """A number that is given out is not taken back with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM cases_case_id_seq")
        last = cursor.fetchone()[0]
        yield
        cursor.execute("SELECT setval('cases_case_id_seq', %s)", [last])


@pytest.mark.parametrize("place", [3, 30, 300], ids=["few-eras", "some", "many"])
def test_what_is_far_behind_the_newest_is_found_with_it_and_counted(counter: None, place: int):
    newest = place << ERA
    placed = [7, newest >> 1, newest - (9 << ERA), newest - 5, newest]
    made = [numbered(pk) for pk in sorted(placed) if pk > 0]

    found = find(read("zeppelin"), Case.objects.all(), asker=make_agent())

    assert [case.pk for case in found.rows] == sorted((case.pk for case in made), reverse=True)
    assert (found.count, found.is_more) == (len(made), False)


@pytest.mark.parametrize("place", [3, 300])
def test_of_more_than_are_counted_the_newest_are_shown(counter: None, monkeypatch, place: int):
    monkeypatch.setattr("support.cases.search.finding.MOST", 3)
    monkeypatch.setattr("support.cases.search.finding.RANKED", 2)
    newest = place << ERA
    for pk in (7, 8, 9, newest - 5, newest):
        numbered(pk)

    found = find(read("zeppelin"), Case.objects.all(), asker=make_agent())

    assert [case.pk for case in found.rows] == [newest, newest - 5]
    assert found.is_more


def test_no_more_eras_are_looked_through_than_hold_enough(counter: None, monkeypatch):
    monkeypatch.setattr("support.cases.search.finding.MOST", 3)
    agent, newest = make_agent(), 300 << ERA
    behind = newest - (12 << ERA)  # two among the newest 8 eras: 15 should hold more than three
    for pk in (7, behind - 1, behind, newest - 1, newest):
        numbered(pk)

    with CaptureQueriesContext(connection) as asked:
        found = find(read("zeppelin status:new"), Case.objects.all(), asker=agent)

    assert [case.pk for case in found.rows] == [newest, newest - 1, behind, behind - 1]
    assert found.is_more
    looked = [query["sql"] for query in asked if "words @@" in query["sql"]]
    assert [sql.count("%") for sql in looked] == [8, 7]  # where the first look ended


def test_old_ones_never_crowd_out_the_newest(counter: None, monkeypatch):
    for name, most in (("MOST", 2), ("RANKED", 2), ("LOOKED_AT", 3)):
        monkeypatch.setattr(f"support.cases.search.finding.{name}", most)
    newest = 300 << ERA
    for pk in (*range(7, 13), newest):
        numbered(pk)

    found = find(read("zeppelin"), Case.objects.all(), asker=make_agent())

    assert found.rows[0].pk == newest
    assert found.is_more


def test_a_long_case_in_many_parts_is_one_and_hides_no_other(counter: None, monkeypatch):
    monkeypatch.setattr("support.cases.search.finding.MOST", 3)
    newest = 300 << ERA
    for pk in (7, newest):
        case = numbered(pk)
        entry = case.search_entries.get()
        for part in (1, 2):
            SearchEntry.objects.create(case=case, part=part, words=entry.words)

    found = find(read("zeppelin"), Case.objects.all(), asker=make_agent())

    assert [case.pk for case in found.rows] == [newest, 7]
    assert (found.count, found.is_more) == (2, False)
