"""One test for many cases runs and judges each as a test of its own would be."""

import pytest

from tests.every import every


def test_every_case_is_run_and_each_that_fails_is_named() -> None:
    seen = []

    @every("number", [1, 2, 3, 4])
    def check(number: int) -> None:
        seen.append(number)
        assert number % 2

    with pytest.raises(ExceptionGroup, match="2 of 4 cases") as told:
        check()

    assert seen == [1, 2, 3, 4]
    notes = [failure.__notes__ for failure in told.value.exceptions]
    assert notes == [["In the case 2"], ["In the case 4"]]


def test_stacked_every_case_meets_every_other() -> None:
    seen = []

    @every("first, second", [(1, 2), pytest.param(3, 4, id="b")])
    @every("third", "xy", ids=["x", "y"])
    def check(first: int, second: int, third: str) -> None:
        seen.append((first, second, third))

    check()

    assert seen == [(1, 2, "x"), (1, 2, "y"), (3, 4, "x"), (3, 4, "y")]


def test_a_plain_failure_counts_and_what_is_left_out_does_not() -> None:
    @every("case", [pytest.fail, pytest.skip])
    def check(case: object) -> None:
        assert callable(case)
        case("said")

    with pytest.raises(ExceptionGroup, match="1 of 2 cases"):
        check()


def test_a_table_without_cases_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="no cases of number"):
        every("number", [])


@every("value", ["a", "b"], ids=lambda value: f"letter {value}")
def test_fixtures_are_there_as_ever(value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert value in "ab"
    assert tmp_path_factory.getbasetemp().exists()
