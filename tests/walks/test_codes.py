"""What the tables of schemes, codes and patterns say of a payment's code and message."""

import pytest

from tests.codes import code_book, table
from tests.every import every
from troubleshooting.causes.models import Cause, FailureCode, MessagePattern, Scheme
from troubleshooting.walks.codes import Said, code_facts, is_known, read_book
from troubleshooting.walks.codes.book import MOST, CodeBook
from troubleshooting.walks.codes.entries import CodeEntry, SchemeEntry

ALL_CODES = table("failure_codes.csv")


def rows(scheme, code, channel_schemes=(), direction=None):
    said = Said(scheme, code, None, direction, tuple(channel_schemes))
    return code_book().look_up(said)


def found(*asked, **more):
    return [(row["scheme"], row["code"]) for row in rows(*asked, **more)]


def words(message, scheme=None, direction="payin", code=None):
    said = Said(scheme, code, message, direction)
    return code_facts(code_book(), said)["message_matches"]


@every(
    ("name", "scheme"),
    [
        ("iso8583", "iso8583"), ("ISO8583", "iso8583"), ("ISO 8583", "iso8583"),
        ("iso-8583", "iso8583"), ("\uff29\uff33\uff2f8583", "iso8583"),
        ("union-pay", "unionpay"), ("UnionPay", "unionpay"), ("银联", "unionpay"),
        ("ISO 20022", "iso20022"), ("iso20022-return", "iso20022_return"),
        ("pain.002", "iso20022"), ("pain.002.001.03", "iso20022"), ("pacs.002.001.10", "iso20022"),
        ("pacs.004", "iso20022_return"), ("pacs.004.001.09", "iso20022_return"),
        ("ACH", "nacha"), ("Bacs", "bacs_arudd"), ("WeChat Pay", "wechatpay"),
        ("支付宝", "alipay"), ("Faster Payments", "fps"), ("PayPal", "paypal_payout"),
        ("open banking", "openbanking_uk"), ("TLS", "tls_alert"), ("Checkout.com", "checkout"),
        ("Visa", "visa"), ("MasterCard", "mastercard"), ("American Express", "amex"),
        ("swift", None), ("", None), (None, None), (8583, None), (["iso8583"], None),
        ("iso8583" * 100, None),
    ],
)  # fmt: skip
def test_schemes_are_recognised_by_their_many_names(name, scheme):
    assert next(iter(code_book().resolve(name)), None) == scheme


@every(
    ("name", "direction", "scheme"),
    [
        ("stripe", "payout", "stripe_payout"),
        ("Stripe", "payin", "stripe_decline"),
        ("adyen", "payout", "adyen_transfer"),
        ("adyen", "payin", "adyen"),
        ("adyen", None, "adyen"),
        ("adyen_transfer", "payin", "adyen_transfer"),
    ],
)
def test_a_provider_of_two_lists_means_that_of_the_payments_direction(name, direction, scheme):
    assert code_book().resolve(name, direction)[0] == scheme


def test_every_scheme_of_the_tables_is_its_own_name():
    slugs = {row["scheme"] for row in ALL_CODES} | {row["slug"] for row in table("schemes.csv")}

    assert [slug for slug in slugs if slug not in code_book().resolve(slug)] == []


def test_a_code_is_looked_for_in_the_named_scheme_first():
    assert found("ISO 20022", "ac04", ["nacha"]) == [("iso20022", "AC04")]
    assert found("sepa", "AC04") == [("sepa", "AC04")]


@every(
    ("scheme", "code", "cause"),
    [
        ("sepa", "AC07", "account_closed"),
        ("pix", "AC03", "counterparty_not_recognised"),
        ("pacs.004", "AC04", "account_closed"),
        ("visa", "51", "insufficient_funds"),
        ("mastercard", 51, "insufficient_funds"),
        ("amex", "54", "card_expired"),
        ("mastercard", "5", "declined_unspecified"),
    ],
)
def test_what_a_scheme_does_not_list_is_found_in_the_one_it_falls_back_to(scheme, code, cause):
    (row,) = rows(scheme, code)

    assert (row["cause"], row["is_guess"]) == (cause, False)


def test_what_the_named_scheme_does_not_have_is_only_guessed_from_the_channels():
    (row,) = rows("iso20022", "R01", ["nacha"])

    assert (row["scheme"], row["is_guess"]) == ("nacha", True)
    assert found("iso20022", "R01", ["fps"]) == []


def test_without_a_scheme_those_of_the_channel_come_before_all_others():
    (row,) = rows("", "R01", ["nacha"])
    elsewhere = rows(None, "R01", ["fps"])

    assert (row["scheme"], row["is_guess"]) == ("nacha", False)
    assert {(row["scheme"], row["is_guess"]) for row in elsewhere} >= {("nacha", True)}


def test_under_a_name_that_nobody_knows_a_code_is_a_guess_wherever_it_is_found():
    (row,) = rows("nobody's", "R01", ["nacha"])

    assert (row["scheme"], row["is_guess"]) == ("nacha", True)


@every("code", [None, "", "  ", [], {"a": 1}])
def test_what_is_no_code_is_not_found(code):
    assert found("", code, ["nacha"]) == []


@every(
    ("scheme", "code", "expected"),
    [
        ("adyen", "Expired Card", ("adyen", "6")),
        ("adyen", "EXPIRED CARD ", ("adyen", "6")),
        ("iso20022", "ClosedAccountNumber", ("iso20022", "AC04")),
        ("adyen", "05 : Do not honor", ("iso8583", "05")),
        ("nacha", "R01 - Insufficient Funds", ("nacha", "R01")),
        ("bacs", "ARUDD-0", ("bacs_arudd", "0")),
        ("gocardless", "ARUDD-B", ("bacs_arudd", "B")),
        ("", "iso20022:AC04", ("iso20022", "AC04")),
    ],
)
def test_a_name_words_or_a_list_may_stand_in_or_beside_the_code(scheme, code, expected):
    assert found(scheme, code, direction="payin") == [expected]


def test_every_code_of_the_table_is_found_in_its_own_scheme():
    missing = []
    for entry in ALL_CODES:
        hits = rows(entry["scheme"], f" {entry['code'].lower()} ")
        if (entry["scheme"], entry["code"]) not in [(row["scheme"], row["code"]) for row in hits]:
            missing.append(entry)

    assert missing == []


def test_no_two_entries_of_a_scheme_differ_only_in_case_and_blanks():
    keys = [(entry["scheme"], "".join(entry["code"].upper().split())) for entry in ALL_CODES]

    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_a_row_says_its_cause_and_its_name_in_both_languages():
    (row,) = rows("iso20022", "AC04")

    assert (row["cause"], row["group"]) == ("account_closed", "account")
    assert set(row["name"]) == {"en", "zh-hans"}


def test_no_more_rows_are_told_than_a_walk_keeps():
    numbers = range(MOST + 5)
    book = CodeBook(
        schemes=tuple(SchemeEntry(f"s{number}") for number in numbers),
        codes=tuple(CodeEntry(f"s{number}", "ZZ1", "", {}, "cancelled", "x") for number in numbers),
    )

    assert len(book.look_up(Said(code="ZZ1"))) == MOST


def test_a_ring_of_schemes_is_gone_round_once():
    book = CodeBook(schemes=(SchemeEntry("a", parent="b"), SchemeEntry("b", parent="a")))

    assert book.look_up(Said("a", "X1")) == []


def test_no_code_of_a_vague_scheme_is_certain():
    book = CodeBook(
        schemes=(SchemeEntry("vague", names_one_cause=False),),
        codes=(CodeEntry("vague", "1", "", {}, "cancelled", "authorisation"),),
    )

    assert book.look_up(Said("vague", "1"))[0]["is_vague"]


@every(
    ("said", "technical"),
    [
        (Said("http", "503"), True),
        (Said("https", "799"), True),
        (Said("iso20022", "ZZ99"), False),
        (Said("", "503"), None),  # anywhere: a guess
        (Said("nobody's", "503"), None),
    ],
)
def test_whether_the_bank_made_the_code_is_said_where_its_list_is_known(said, technical):
    assert code_facts(code_book(), said)["code_is_technical"] is technical


OVERRIDES = {("nacha", "R01"): "account_closed", ("", "X9"): "card_expired"}


@every(
    ("scheme", "code", "cause"),
    [
        ("ACH", "r01", "account_closed"),
        ("nacha", "R02", "account_closed"),
        ("nobody's", "x9", "card_expired"),
        ("", "X9", "card_expired"),
    ],
)
def test_a_channels_own_meaning_of_a_code_goes_before_the_tables(scheme, code, cause):
    facts = code_facts(code_book(), Said(scheme, code), OVERRIDES)

    assert [row["cause"] for row in facts["code_matches"]] == [cause]
    assert not facts["code_matches"][0]["is_guess"]


@every(
    ("said", "known"),
    [
        (Said("nacha", "R01"), True),
        (Said("nacha", "R99"), False),
        (Said("nobody's", "R01"), False),
        (Said("", "ACCOUNT_CLOSED_BY_HOLDER"), True),  # its words say it
        (Said("nobody's", "X9"), False),
    ],
)
def test_a_code_is_known_by_an_entry_or_by_its_words_and_not_by_a_guess(said, known):
    assert is_known(code_book(), said) is known
    assert is_known(code_book(), Said("nobody's", "X9"), OVERRIDES)


def test_the_database_holds_the_same_book(tree):
    book = read_book()

    assert set(book.schemes) == set(code_book().schemes)
    assert set(map(str, book.codes)) == set(map(str, code_book().codes))
    assert len(book.patterns) == len(code_book().patterns)


def test_a_book_is_read_once_and_again_after_every_change(tree, django_assert_num_queries):
    book = read_book()
    with django_assert_num_queries(1):  # the mark
        assert read_book() is book

    FailureCode.objects.filter(scheme="nacha", code="R01").update(cause=Cause.objects.first())

    with django_assert_num_queries(5):
        assert read_book() is not book


@pytest.mark.parametrize("model", [Cause, FailureCode, MessagePattern, Scheme])
def test_every_table_of_the_book_is_watched(tree, model):
    before = read_book()

    model.objects.filter(pk=model.objects.last().pk).update(id=10**6)

    assert read_book() is not before


@pytest.mark.django_db
def test_a_pattern_entered_past_every_check_finds_nothing_and_stops_nothing(tree):
    MessagePattern.objects.filter(phrase="closed account").update(phrase="((((")

    assert len(read_book().patterns) == len(code_book().patterns) - 1
