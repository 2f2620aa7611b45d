"""Whoever reads that their case is a duplicate is told in which one it goes on."""

from typing import Any

import pytest

from support.cases.merging.going_on import goes_on_in
from support.cases.merging.related import relate_cases
from support.cases.merging.services import merge_cases
from support.cases.models import Case, Ending
from support.cases.services import resolve_case
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db


def pair(**overrides: Any) -> tuple[Case, Case]:
    """Two cases of one customer, the second linked to the first as its duplicate."""
    customer = make_customer(**overrides)
    kept, twin = (make_case(payment=make_payment(customer=customer)) for _each in range(2))
    relate_cases(twin, kept, "duplicate", now=NOW, actor=make_agent())
    return kept, twin


def letter(case: Case) -> str:
    row = Notification.objects.for_thread(case.reference).get(
        channel="email", event="case-resolved"
    )
    return str(row.context["what_happened"])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "It goes on in case {}."), ("zh-hans", "此事由工单 {} 继续跟进。")],
)
def test_the_letter_of_a_duplicate_names_the_case_that_goes_on(language: str, words: str) -> None:
    kept, twin = pair(locale=language)

    resolve_case(twin, now=NOW, ending=Ending.DUPLICATE, actor=make_agent())

    assert letter(twin).endswith(words.format(kept.reference))


@pytest.mark.parametrize("ending", [Ending.WITHDRAWN, Ending.CANNOT_BE_DONE])
def test_no_other_letter_names_it(ending: str) -> None:
    kept, twin = pair()

    resolve_case(twin, now=NOW, ending=ending, actor=make_agent())

    assert kept.reference not in letter(twin)


def test_the_case_of_a_stranger_is_never_named() -> None:
    twin = make_case()
    relate_cases(twin, make_case(), "duplicate", now=NOW, actor=make_agent())

    assert goes_on_in(twin) == ""


def test_a_case_that_is_done_goes_on_nowhere() -> None:
    kept, twin = pair()
    assert goes_on_in(twin) == kept.reference
    assert goes_on_in(kept) == twin.reference

    resolve_case(kept, now=NOW, ending=Ending.WITHDRAWN, actor=make_agent())

    assert goes_on_in(twin) == ""


def test_what_was_merged_goes_on_in_the_kept_one_also_over_a_link() -> None:
    kept, twin = pair()
    into = make_case(customer=kept.customer, payment=None)
    merge_cases(into, kept, now=NOW, actor=make_agent())
    kept.refresh_from_db()

    assert goes_on_in(kept) == goes_on_in(twin) == into.reference


def test_of_two_that_go_on_none_is_named(django_assert_num_queries: Any) -> None:
    kept, twin = pair()
    third = make_case(customer=kept.customer, payment=None)
    relate_cases(twin, third, "parent", now=NOW, actor=make_agent())
    assert goes_on_in(twin) == kept.reference
    relate_cases(twin, third, "duplicate", now=NOW, actor=make_agent())

    with django_assert_num_queries(2):
        assert goes_on_in(twin) == ""
    alone = make_case(customer=kept.customer, payment=None)
    with django_assert_num_queries(1):
        assert goes_on_in(alone) == ""
