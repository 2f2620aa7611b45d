"""What the table of failure codes says of a payment's code."""

import pytest

from tests.reference import load_reference
from troubleshooting.causes.models import FailureCode
from troubleshooting.walks.codes import MOST, code_matches

pytestmark = pytest.mark.django_db


def found(scheme, code, channel_schemes=()):
    return [(row["scheme"], row["code"]) for row in code_matches(scheme, code, channel_schemes)]


def test_a_named_scheme_is_the_only_one_that_is_asked():
    load_reference()

    assert found("ISO 20022", "ac04", ["nacha"]) == [("iso20022", "AC04")]
    assert found("iso20022", "R01", ["nacha"]) == []
    assert found("nobody's", "R01", ["nacha"]) == []


def test_without_a_scheme_those_of_the_channel_come_before_all_others():
    load_reference()

    assert found("", "R01", ["nacha"]) == [("nacha", "R01")]
    assert ("nacha", "R01") in found(None, "R01", ["fps"])


@pytest.mark.parametrize("code", [None, "", "  ", [], {"a": 1}])
def test_what_is_no_code_is_not_looked_up(code, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert found("", code, ["nacha"]) == []


def test_a_row_says_its_cause_and_its_name_in_both_languages():
    load_reference()

    (row,) = code_matches("iso20022", "AC04", [])

    assert (row["cause"], row["group"]) == ("account_closed", "account")
    assert set(row["name"]) == {"en", "zh-hans"}


def test_no_more_rows_are_told_than_a_walk_keeps():
    load_reference()
    cause = FailureCode.objects.first().cause
    FailureCode.objects.bulk_create(
        FailureCode(scheme=f"s{number}", code="ZZ1", cause=cause, retryable="no",
                    customer_can_fix=False, direction="both")
        for number in range(MOST + 5)
    )  # fmt: skip

    assert len(found("", "ZZ1")) == MOST
