"""A cause was found for one failure: of another one it is told no more."""

import pytest
from django.test import Client

from support.cases.models import Case, CaseEvent
from tests.factories import follow_up, make_agent, payment_event, sign_in
from tests.intake.signing import send
from troubleshooting.causes.models import Cause
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db
CODELESS = {"failure_scheme": "", "failure_code": "", "failure_message": ""}


def heard(kind: str = "payment.failed", *, found: str = "", **later: str) -> Case:
    """Return the case of a closed account of which more is heard; `found` is another cause."""
    event = payment_event()
    send(event)
    if found:
        Case.objects.update(cause=Cause.objects.get(slug=found))
    send(follow_up(event, kind, **later))
    return Case.objects.select_related("cause").get()


def undone(case: Case) -> list[str]:
    rows = case.events.filter(kind=CaseEvent.Kind.UNDONE)
    return [row.values["cause"] for row in rows]


def test_by_another_code_the_cause_is_another(tree: TreeVersion) -> None:
    case = heard(failure_code="AC06", failure_message="")

    assert (case.cause, case.status) == (None, "open")
    assert undone(case) == ["account_closed"]
    page = sign_in(Client(), make_agent()).get(f"/cases/{case.reference}/").text
    assert "Account closed" in page


@pytest.mark.parametrize("found", ["compliance_hold", "holder_deceased"])
def test_what_is_not_explained_stays_unexplained(found: str, tree: TreeVersion) -> None:
    case = heard(found=found, failure_code="AC06", failure_message="")

    assert case.cause is not None
    assert (case.cause.slug, undone(case)) == (found, [])


def test_what_came_back_without_a_code_failed_for_the_reason_that_is_known(
    tree: TreeVersion,
) -> None:
    case = heard("payment.returned", status="returned", **CODELESS)

    assert case.cause is not None
    assert undone(case) == []


@pytest.mark.parametrize(
    ("kind", "status", "stays"),
    [("payment.failed", "failed", True), ("payment.returned", "returned", False)],
)
def test_that_a_result_is_not_known_is_over_once_there_is_one(
    kind: str, status: str, stays: bool, tree: TreeVersion
) -> None:
    """What is told of it after the same word again stays, for that was uncertain before."""
    case = heard(kind, found="outcome_unknown", status=status, **CODELESS)

    assert (case.cause is not None) is stays


def test_a_code_that_is_heard_later_is_of_the_same_trouble(tree: TreeVersion) -> None:
    event = payment_event(**CODELESS)
    send(event)
    Case.objects.update(cause=Cause.objects.get(slug="account_frozen"))
    send(follow_up(event, failure_scheme="iso20022", failure_code="AC06"))
    case = Case.objects.select_related("cause").get()

    assert undone(case) == []


def test_what_is_heard_between_without_a_code_does_not_hide_that_it_is_another(
    tree: TreeVersion,
) -> None:
    event = payment_event()
    send(event)
    send(follow_up(event, "payment.returned", status="returned", **CODELESS))
    assert undone(Case.objects.get()) == []
    send(follow_up(event, "payment.returned", status="returned", failure_code="AC06"))

    assert undone(Case.objects.get()) == ["account_closed"]
