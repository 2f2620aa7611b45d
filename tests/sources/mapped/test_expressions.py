"""JMESPath within bounds."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.sources.mapped.expressions import LENGTH_BOUND, Unusable, find, parsed
from tests.ending import computes
from tests.every import every
from tests.sampling import examples

PAYLOAD = {
    "data": {"id": "T1", "payer-vpa": "a@b", "codes": ["R01", "R02"], "line": "799R01 : closed"},
    "event": "transfer.failed",
}


@every(
    ("expression", "found"),
    [
        ("data.id", "T1"),
        ('data."payer-vpa"', "a@b"),
        ("data.codes[1]", "R02"),
        ("data.codes[-1]", "R02"),
        ("missing.deeper", None),
        ("'USD'", "USD"),
        ("missing || event", "transfer.failed"),
        ("cut(data.line, `3`, `6`)", "R01"),
        ("split(data.line, ':')[1]", "closed"),
        ("split(data.line, '')[0]", "799R01 : closed"),
        ("join('-', data.codes)", "R01-R02"),
        ("data.codes[?@ == 'R02'] | [0]", "R02"),
    ],
)
def test_what_stands_in_a_payload_is_found(expression, found):
    assert find(expression, PAYLOAD) == found


def test_a_path_from_the_whole_payload_is_read_beside_the_payment_of_a_list():
    assert find("$.event", PAYLOAD["data"], PAYLOAD) == "transfer.failed"
    assert find("id", PAYLOAD["data"], PAYLOAD) == "T1"


@every(
    "expression",
    [
        "data.[", "data..id", "nosuch(@)", "", "'open", "(" * 400, "data.id[",
        "a" * (LENGTH_BOUND + 1), "floor(`1e400`)", "length(`1`)", "split(data, ':')",
        "max_by(data.codes, &missing)", "cut(event, `1e400`, `2`)", "sort(values(@))",
    ],
)  # fmt: skip
def test_what_does_not_work_is_said(expression):
    with pytest.raises(Unusable, match=r"\w"):
        find(expression, PAYLOAD, PAYLOAD)


@every(
    "expression",
    [
        "|".join(["[@,@][]"] * 60),
        "|".join(["[@,@]"] * 80) + "|to_string(@)",
        "|".join(["{a:@,b:@}"] * 45) + "|to_string(@)",
        "|".join(["[@,@]"] * 40) + " == " + "|".join(["[@,@]"] * 40),
        "|".join(["join('', [to_string(@), to_string(@)])"] * 11),
        "|".join(["map(&[@,@], [@,@][])"] * 22),
        "data.codes[*].[@,@,@,@][].[@,@,@,@][].[@,@,@,@][].[@,@,@,@][].[@,@,@,@][].[@,@,@,@][]",
    ],
)
def test_what_grows_without_end_is_ended_early(expression):
    found = None
    with computes(), suppress(Unusable):
        found = find(expression, PAYLOAD)

    assert len(json.dumps(found)) < 300_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "data"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = ["a", "b", ".", "[0]", "[*]", "[]", "[?", "]", "==", "'x'", "`1`", "||", "&&", "!", "@"]
PIECES += ["|", "to_string(", "length(", "sort(", "sort_by(", "&a", ",", ")", "(", "{a:", "}", "*"]
PIECES += ["join(", "max(", "floor(", "keys(", "to_number(", "cut(", "split(", "<", "$.", "-1"]


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join), JSON)
def test_no_expression_stops_the_door_whatever_it_is_and_meets(expression, payload):
    with suppress(Unusable):
        find(expression, payload, payload)


def test_an_expression_is_parsed_once():
    assert parsed("data.id") is parsed("data.id")
