"""ACH returns and notifications of change."""

from datetime import UTC, datetime

import pytest

from support.payments.news import Reference
from support.sources.files.entries import BadFile
from tests.every import every
from tests.files.making import Ach, a_source, ach, news_of, read, texts_of

NEW_YORK = {"source": a_source(time_zone="America/New_York")}
RIGHT = (
    "The file's own totals are right. Entries and addenda: 2, batches: 1, debits: 0.00 USD, "
    "credits: 123.54 USD."
)


def test_a_return_with_all_that_is_said_of_it():
    (news,) = news_of(ach(Ach(text="NO ACCOUNT")), **NEW_YORK)

    assert (news.status, news.direction) == ("returned", "payout")
    assert (news.failure_scheme, news.failure_code) == ("nacha", "R03")
    assert news.failure_message == "NO ACCOUNT"
    assert (news.amount, news.currency, news.method) == ("123.54", "USD", "ach")
    assert (news.counterparty_name, news.counterparty_account) == ("Ines Muster", "123456789")
    assert news.references == (Reference("trace_number", "091000017611242"),)
    assert news.reference == "P-1001"
    assert news.occurred_at == datetime(2026, 11, 17, 23, 45, tzinfo=UTC)


@every(
    ("kind", "direction"), [("21", "payout"), ("31", "payout"), ("26", "payin"), ("37", "payin")]
)
def test_a_returned_credit_was_a_payout_and_a_returned_debit_a_pay_in(kind, direction):
    (news,) = news_of(ach(Ach(kind=kind)))

    assert news.direction == direction


@every(
    ("code", "text", "said"),
    [
        ("C01", "918171614", "account *****1614"),
        ("C02", "091400606", "routing number 091400606"),
        ("C03", "091400606   918171614", "routing number 091400606, account *****1614"),
        ("C04", "INES NEU", "name INES NEU"),
        ("C05", "32", "transaction code 32"),
        ("C06", "918171614           32", "account *****1614, transaction code 32"),
        (
            "C07",
            "091400606918171614        32",
            "routing number 091400606, account *****1614, transaction code 32",
        ),
        ("C09", "P-1002", "identification P-1002"),
        ("C14", "918171614", "*****1614"),
    ],
)
def test_a_change_is_news_without_a_status_and_names_no_whole_account(code, text, said):
    (news,) = news_of(ach(Ach(code=code, text=text, cents=0)))

    assert (news.status, news.failure_code, news.failure_message) == ("", code, said)
    assert (news.amount, news.currency) == ("", "")


def test_of_a_return_that_is_dishonored_nobody_knows_who_will_have_the_money():
    returned, dishonored = "123918710000001", "059999990000001"
    original = f"799R68091000017611242{'':6}12391871{'':3}"
    addenda = f"{original}{returned}17903{'UNTIMELY':<21}{dishonored}"

    (news,) = news_of(ach(Ach(addenda=addenda)))

    assert (news.status, news.failure_code) == ("unknown", "R68")
    assert news.failure_message == "R03 UNTIMELY"
    assert news.references[0] == Reference("trace_number", "091000017611242")


def test_so_of_one_that_is_contested():
    addenda = f"799R73091000017611242261103{12391871}167{123918711647799}17903".ljust(94)

    (news,) = news_of(ach(Ach(addenda=addenda)))

    assert (news.status, news.failure_code) == ("unknown", "R73")


def test_an_international_entry_has_its_account_and_name_elsewhere():
    lines = ach(Ach(), kind="IAT").splitlines()
    lines[2] = (
        f"621091400606{'0007':<17}{12354:010d}{'DE89370400440532013000':<35}{'':4}1091000017611242"
    )
    lines.insert(3, f"710ANN{12354:018d}{'':22}{'INES MUSTER':<35}{'':6}1611242")

    (news,) = [entry.news for entry in read("\n".join(lines)) if entry.news]

    assert news.counterparty_name == "INES MUSTER"
    assert news.counterparty_account == "DE89370400440532013000"
    assert news.amount == "123.54"


def test_a_corporate_entry_counts_its_addenda_before_the_name():
    lines = ach(Ach(name="0001ACME TRADING LTD"), kind="CTX").splitlines()

    (news,) = [entry.news for entry in read("\n".join(lines)) if entry.news]

    assert news.counterparty_name == "ACME TRADING LTD"


@every("end", ["\n", "\r\n", "\r", ""])
def test_records_are_found_with_line_ends_of_any_kind_and_without(end):
    entries = read(ach(Ach(), end=end))

    assert [(entry.number, entry.kind) for entry in entries] == [(4, "news"), (6, "remark")]
    assert entries[1].text == RIGHT


def test_blanks_that_were_cut_off_the_files_own_records_are_no_harm():
    cut = "\n".join(
        line.rstrip() if line[0] in "19" else line for line in ach(Ach()).split("\n") if line
    )

    assert texts_of(cut) == [RIGHT]


@every("encoding", ["utf-8", "latin-1", "utf-8-sig", "utf-16"])
def test_letters_that_are_not_american_are_read_in_any_encoding(encoding):
    (news,) = news_of(ach(Ach(name="Jörg Müller")).encode(encoding))

    assert news.counterparty_name == "Jörg Müller"


def test_a_record_counted_in_bytes_is_whole():
    line = ach(Ach(name="Jörg")).replace("Jörg  ", "Jörg ")

    assert len(news_of(line)) == 1


def test_a_record_of_another_length_ends_the_file_with_its_place():
    lines = ach(Ach(), Ach(code="R01")).splitlines()
    lines[5] = lines[5][:80]

    with pytest.raises(BadFile, match="Record 6 has 80 characters"):
        read("\n".join(lines))


def test_a_file_without_line_ends_that_is_cut_ends_with_a_sentence():
    with pytest.raises(BadFile, match="Record 4 has 58 characters"):
        read(ach(Ach(), end="")[: 3 * 94 + 58])


def test_a_record_that_is_none_ends_the_file():
    lines = ach(Ach()).splitlines()
    lines[3] = "X" + lines[3][1:]

    with pytest.raises(BadFile, match="Record 4 begins with “X”"):
        read("\n".join(lines))


def test_a_file_without_its_control_record_may_be_cut_off():
    cut = "\n".join(ach(Ach()).splitlines()[:5])

    assert texts_of(cut) == ["The file ends without its control record: it may be cut off."]


def test_control_records_that_are_wrong_say_in_what():
    lines = ach(Ach(), Ach()).splitlines()
    del lines[4:6]

    problems = texts_of("\n".join(lines))

    assert "The control record says entries and addenda: 4; read were 2." in problems
    assert (
        "The control record says sum of the routing numbers: 18280120; read were 9140060."
        in problems
    )
    assert "The control record says credits in USD: 247.08; read were 123.54." in problems
    assert len(problems) == 6  # of the batch and of the file


def test_an_entry_without_return_or_change_says_nothing():
    lines = ach(Ach(), Ach()).splitlines()
    del lines[3]

    entries = read("\n".join(lines))

    assert (entries[0].number, entries[0].kind) == (3, "remark")


def test_an_addenda_of_no_entry_is_a_problem():
    lines = ach(Ach()).splitlines()
    del lines[2]

    assert read("\n".join(lines))[0].text == "This addenda record belongs to no entry."


def test_an_amount_of_letters_is_shown_as_not_read():
    (news,) = news_of(
        ach(Ach()).replace("0000012354Ines", "").replace("0000012354P-1001", "00000ABCDEP-1001")
    )

    assert news.amount == ""
    assert [(field.field, field.value) for field in news.unread] == [("amount", "00000ABCDE")]


def test_without_a_time_the_file_has_none():
    (news,) = news_of(ach(Ach()).replace("2611171845", "26ab    00"))

    assert news.occurred_at is None
