"""CSV by a source's field map."""

import pytest

from support.sources.files.entries import BadFile
from support.sources.files.rows import find_delimiter
from tests.every import every
from tests.files.making import a_source, news_of, read

MAP = {
    "fields": {
        "reference": "id",
        "status": "state",
        "direction": "'payout'",
        "amount": "amount",
        "currency": "currency",
        "failure_message": '"what happened"',
        "counterparty_name": "payee",
    }
}
SOURCE = a_source(field_map=MAP, country="DE")
HEAD = "id,state,amount,currency,what happened,payee"
ROW = 'P-1,failed,120.50,EUR,"No, not today",Jörg Müller'


def test_a_row_is_read_by_the_field_map():
    (news,) = news_of(f"{HEAD}\n{ROW}\n", SOURCE)

    assert (news.reference, news.status, news.direction) == ("P-1", "failed", "payout")
    assert (news.amount, news.currency) == ("120.50", "EUR")
    assert (news.failure_message, news.counterparty_name) == ("No, not today", "Jörg Müller")


def test_a_column_with_dots_is_found_by_the_map_of_a_message():
    fields = MAP["fields"] | {"reference": "payout.id", "status": "payout.state"}
    source = a_source(field_map={"fields": fields})

    (news,) = news_of("payout.id,payout.state,payout,a..b\nP-1,failed,x,\n", source)
    (flat,) = news_of("payout.id,payout.state,amount\nP-1,failed,3\n", source)

    assert (news.reference, flat.reference, flat.status) == ("", "P-1", "failed")


@every("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    content = f"{HEAD}\n{ROW}\n".replace("No, not", "No not").replace(",", delimiter)

    assert news_of(content, SOURCE)[0].currency == "EUR"


def test_a_delimiter_between_quotes_is_none():
    assert find_delimiter('"a,b,c,d";"e"') == ";"


def test_excels_own_line_names_the_delimiter():
    assert news_of(f"sep=,\n{HEAD}\n{ROW}\n", SOURCE)[0].reference == "P-1"


@every("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_in_any_encoding(encoding):
    content = f"{HEAD}\r\n{ROW}\r\n".encode(encoding)

    assert news_of(content, SOURCE)[0].counterparty_name == "Jörg Müller"


def test_a_chinese_table_that_is_not_utf_8_is_read_as_it_is_written_there():
    content = f"{HEAD}\nP-1,失败,1,CNY,账户已注销,张三\n".encode("gb18030")

    (news,) = news_of(content, a_source(field_map=MAP, country="CN"))

    assert (news.status, news.counterparty_name) == ("failed", "张三")


def test_an_empty_cell_says_nothing_and_an_empty_row_is_none():
    entries = read(f"{HEAD}\n\nP-1,failed,,,,\n,,,,,\n", SOURCE)

    assert [(entry.number, entry.kind) for entry in entries] == [(3, "news")]
    assert entries[0].news.amount == ""


def test_a_short_row_lacks_its_last_cells_and_a_long_one_is_a_problem():
    short, long = read(f"{HEAD}\nP-1,failed\n{ROW},x\n", SOURCE)

    assert (short.news.reference, short.news.status) == ("P-1", "failed")
    assert (long.number, long.text) == (3, "This row has 7 fields; the first line names 6.")


def test_a_cell_may_hold_line_ends_and_the_row_is_known_by_its_last_line():
    (entry,) = read(f'{HEAD}\nP-1,failed,1,EUR,"one\ntwo",x\n', SOURCE)

    assert (entry.number, entry.news.failure_message.split()) == (3, ["one", "two"])


def test_two_columns_of_one_name_are_told_apart():
    source = a_source(field_map={"fields": {"reference": '"id (2)"', "status": "'failed'"}})

    assert news_of("id,id\nA,B\n", source)[0].reference == "B"


def test_what_a_cell_says_that_nobody_understands_is_shown():
    (news,) = news_of(f"{HEAD}\nP-1,gone fishing,1,EUR,,\n", SOURCE)

    assert news.status == ""
    assert [field.field for field in news.unread] != []


def test_a_source_without_a_map_says_what_is_missing():
    with pytest.raises(BadFile, match="no field map"):
        read(f"{HEAD}\n{ROW}\n", a_source())


def test_a_first_line_of_numbers_only_is_still_read_as_names():
    assert read("1,2\n3,4\n", SOURCE)[0].news.reference == ""


def test_a_byte_that_is_no_letter_names_its_line():
    with pytest.raises(BadFile, match="Line 2, byte 50 of the file: 0x81"):
        read(f"{HEAD}\nP-1,".encode() + b"\x81", SOURCE)
