"""Documents as somebody sends them: read as strictly as they are untrusted."""

import json

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.every import every
from tests.sampling import examples
from tests.trees.building import chain, document, outcome, step
from tests.trees.random_documents import broken_documents
from troubleshooting.trees.documents.entries import is_storable
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.yaml_text import DocumentError
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.exchange.parsing import read_document

HEAD = "format: casewalk.tree/1\nslug: payout\n"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
SMALL = as_json(chain(1))
WIDE = " " * (SIZE_LIMIT_BYTES + 1)

# What somebody sends -> the line that is named (0: none), a part of the sentence.
UNREADABLE = {
    "nothing": ("", 0, "is empty"),
    "spaces": (" \n \n", 0, "is empty"),
    "a comment alone": ("# nothing\n", 0, "is empty"),
    "a text": ("hello", 1, "map of fields"),
    "a number": ("5", 1, "map of fields"),
    "null": ("null", 1, "map of fields"),
    "a YAML list": ("- a\n- b\n", 1, "map of fields"),
    "a JSON list": ("[1, 2]", 1, "map of fields"),
    "an empty map": ("{}", 0, "casewalk.tree/1"),
    "another format in YAML": ("slug: a\nformat: casewalk.tree/2\n", 2, "casewalk.tree/1"),
    "another format in JSON": ('{\n "slug": "a",\n "format": 5}', 3, "casewalk.tree/1"),
    "a list as the format": ("format: [casewalk.tree/1]\n", 1, "casewalk.tree/1"),
    "two YAML documents": (f"{HEAD}---\n{HEAD}", 3, "more than one"),
    "two JSON documents": (SMALL + SMALL, len(SMALL.splitlines()) + 1, "Extra data"),
    "a YAML field twice": (f"{HEAD}slug: other\n", 3, "“slug” is given twice"),
    "a nested YAML field twice": (f"{HEAD}title:\n  en: a\n  en: b\n", 5, "“en” is given twice"),
    "a JSON field twice": ('{"slug": 1,\n"title": {},\n"slug": 2}', 3, "“slug” is given twice"),
    "a JSON field twice, escaped": ('{"a": 1,\n"\\u0061": 2}', 2, "“a” is given twice"),
    "a nested JSON field twice": ('{"a": [\n{"b": 1,\n"b": 1}]}', 3, "“b” is given twice"),
    "an anchor": (f"{HEAD}title: &t\n  en: a\n", 3, "Anchors and aliases"),
    "an alias": (f"{HEAD}title: *t\n", 3, "Anchors and aliases"),
    "a bomb of aliases": (BOMB, 1, "Anchors and aliases"),
    "a merge of an alias": (f"{HEAD}<<: *t\n", 3, "Anchors and aliases"),
    "an anchored name": (f"{HEAD}&a title: x\n", 3, "plain text"),
    "a tag": (f"{HEAD}title: !mine x\n", 3, "Tags are not allowed"),
    "a Python object": (f"{HEAD}a: !!python/object:os.system x\n", 3, "Tags are not allowed"),
    "a Python call": ("!!python/object/apply:os.system ['true']\n", 1, "Tags are not allowed"),
    "a standard tag": (f"{HEAD}minutes: !!int 5\n", 3, "Tags are not allowed"),
    "a tag on a name": (f"{HEAD}!!str a: x\n", 3, "plain text"),
    "a map as a name": (f"{HEAD}? {{a: b}}\n: c\n", 3, "plain text"),
    "a list as a name": (f"{HEAD}? [a]\n: c\n", 3, "plain text"),
    "a tab as indent": (f"{HEAD}title:\n\ten: a\n", 4, "not YAML"),
    "a broken indent": (f"{HEAD}title:\n  en: a\n zh-hans: b\n", 5, "not YAML"),
    "an open quote": (f'{HEAD}a: "b\n', 4, "not YAML"),
    "an open bracket": (f"{HEAD}nodes: [a, b\n", 4, "not YAML"),
    "a colon too many": (f"{HEAD}a: b: c\n", 3, "not YAML"),
    "an unknown escape": (f'{HEAD}a: "\\q"\n', 3, "not YAML"),
    "half a pair in YAML": (f'{HEAD}a: "\\ud800"\n', 3, "not YAML"),
    "a reserved letter": (f"{HEAD}a: @b\n", 3, "not YAML"),
    "a percent directive": ("%NOPE 1\n---\na: b\n", 1, "not YAML"),
    "10,000 brackets in YAML": (f"{HEAD}a: " + "[" * 10_000, 3, "nested too deeply"),
    "10,000 braces in YAML": (f"{HEAD}a: " + "{a: " * 10_000, 3, "nested too deeply"),
    "10,000 dashes in YAML": (f"{HEAD}a:\n" + "- " * 10_000, 4, "nested too deeply"),
    "10,000 brackets in JSON": ('{"a":\n' + "[" * 10_000, 2, "nested too deeply"),
    "10,000 braces in JSON": ('{"a":' * 10_000, 1, "nested too deeply"),
    "10,000 closed brackets": ("[" * 10_000 + "]" * 10_000, 1, "nested too deeply"),
    "42 levels in JSON": ("[" * 42 + "]" * 42, 1, "nested too deeply"),
    "JSON cut off": ('{"format":\n', 2, "not JSON"),
    "a JSON comma too many": ('{"a": 1,\n}', 2, "not JSON"),
    "a JSON comma too few": ('{"a": 1\n"b": 2}', 2, "not JSON"),
    "a comment in JSON": ('{\n// no\n"a": 1}', 2, "not JSON"),
    "single quotes in JSON": ("{\n'a': 1}", 2, "not JSON"),
    "an open JSON text": ('{"a": "b', 1, "not JSON"),
    "a line break in a JSON text": ('{"a": "b\nc"}', 1, "not JSON"),
    "an unknown JSON escape": ('{"a":\n"\\x41"}', 2, "not JSON"),
    "brackets that don't match": ('{"a": [1}', 1, "not JSON"),
    "closing first": ("[]]]]", 1, "not JSON"),
    "NaN": ('{"a":\nNaN}', 2, "“NaN” is a number"),
    "Infinity": ('{"a": Infinity}', 1, "“Infinity” is a number"),
    "-Infinity": ('{"a": -Infinity}', 1, "“-Infinity” is a number"),
    "a number beyond all": ('{"a": 1e999}', 1, "“1e999” is a number"),
    "a number of 5,000 digits": ('{"a": ' + "9" * 5_000 + "}", 1, "is a number"),
    "a fraction nobody keeps": ('{"a": 1e-9}', 1, "“1e-9” is a number"),
    "a YAML fraction nobody keeps": (f"{HEAD}a: 12345678901234567.5\n", 0, "is a number"),
    "a NUL": (f"{HEAD}title: a\0b\n", 3, "can't be stored"),
    "a bell": (f"{HEAD}title: a\ab\n", 3, "can't be stored"),
    "an escaped NUL in YAML": (f'{HEAD}a: "\\0"\n', 3, "can't be stored"),
    "an escaped NUL in JSON": ('{"a":\n"\\u0000"}', 2, "can't be stored"),
    "half a pair in JSON": ('{"a":\n"\\ud800"}', 2, "can't be stored"),
    "the other half in JSON": ('{"\\udc00": 1}', 1, "can't be stored"),
    "half a pair as a letter": (f"{HEAD}title: \ud800\n", 3, "can't be stored"),
    "broken UTF-8": (HEAD.encode() + b"a: \xff\n", 3, "UTF-8"),
    "cut UTF-8": (HEAD.encode() + "额".encode()[:2], 3, "UTF-8"),
    "overlong UTF-8": (b"a: \xc0\xaf", 1, "UTF-8"),
    "UTF-16": (HEAD.encode("utf-16"), 1, "UTF-8"),
    "GBK": ("title: 金额".encode("gbk"), 1, "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", 1, "UTF-8"),
    "an archive": (b"PK\x03\x04\x14\0\0\0", 1, "can't be stored"),
    "too many bytes": (HEAD.encode() + WIDE.encode(), 0, "larger than 2 MiB"),
    "too many letters": ("额" * (SIZE_LIMIT_BYTES // 3 + 1), 0, "larger than 2 MiB"),
    "too much JSON": ("[" * (SIZE_LIMIT_BYTES + 1), 0, "larger than 2 MiB"),
}  # fmt: skip


@every("name", UNREADABLE)
def test_what_cant_be_read_is_refused_with_its_line(name):
    content, line, sentence = UNREADABLE[name]

    with pytest.raises(DocumentError) as refusal:
        read_document(content)

    assert sentence in refusal.value.message
    assert refusal.value.line == line


def test_a_refusal_speaks_the_readers_language():
    with translation.override("zh-hans"), pytest.raises(DocumentError) as refusal:
        read_document("a: &b c")

    assert refusal.value.line == 1
    assert refusal.value.message


@every("write", [as_json, as_yaml])
@every("begin", ["", "\ufeff", "\n\n", "  \r\n"])
def test_a_sound_document_is_read_with_a_mark_or_lines_before_it(write, begin):
    assert read_document(begin + write(chain(3))) == chain(3)
    assert read_document((begin + write(chain(3))).encode()) == chain(3)


def test_line_breaks_of_windows_change_nothing():
    told = document(
        {**step("a", yes="z"), "body": {"en": "One\nTwo", "zh-hans": "一\n二"}}, outcome("z")
    )

    assert read_document(as_yaml(told).replace("\n", "\r\n")) == told
    assert read_document(as_json(told).replace("\n", "\r\n")) == told


def test_pairs_in_json_are_letters():
    read = read_document(json.dumps(chain(1) | {"title": {"en": "😀"}}))

    assert read["title"] == {"en": "😀"}


def read_or_refused(content):
    try:
        return read_document(content)
    except DocumentError as refusal:
        return refusal


@given(
    st.binary(max_size=60) | st.text(max_size=60) | st.text('{}[]":,-&*!# \n\\u0a1.e', max_size=60)
)
@settings(max_examples=examples(200), deadline=None)
def test_whatever_is_sent_is_read_or_refused_and_nothing_else(content):
    came = read_or_refused(content)

    assert came.message if isinstance(came, DocumentError) else is_storable(came)


@given(broken_documents(), st.data())
@settings(max_examples=examples(60), deadline=None)
def test_a_document_that_was_damaged_on_its_way_is_refused_or_written_as_it_was_read(tree, data):
    written = data.draw(st.sampled_from([as_yaml, json.dumps]))(tree).encode()
    place = data.draw(st.integers(0, len(written)))
    damaged = written[:place] + data.draw(st.binary(max_size=3)) + written[place + 2 :]

    came = read_or_refused(damaged)

    if isinstance(came, DocumentError):
        assert 0 <= came.line <= damaged.count(b"\n") + 2
    else:
        assert read_document(as_json(came)) == came
        assert read_document(as_yaml(came)) == came
