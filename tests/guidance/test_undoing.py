"""For ten seconds nothing leaves of what was applied, and all of it can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from support.cases.changing.undoing import values_of
from support.cases.models import Case, CaseEvent, Status
from support.cases.services import add_note, assign_case
from support.guidance.models import AppliedOutcome
from support.guidance.outcomes.undoing import take_back_outcome
from support.guidance.services import confirm_outcome
from support.notifications.models import Notification, State
from tests.factories import NOW, make_agent
from tests.guidance.test_deeds import at_outcome
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def applied(**outcome: Any) -> tuple[Case, AppliedOutcome]:
    case, walk = at_outcome(**outcome)
    agent = make_agent()
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=agent, now=NOW)
    return case, AppliedOutcome.objects.select_related("case", "walk", "actor").get()


def undo(row: AppliedOutcome, after: timedelta = 2 * SECOND) -> Case:
    return take_back_outcome(row, actor=row.actor, now=NOW + after)


def test_nothing_leaves_for_ten_seconds():
    applied()

    rows = Notification.objects.filter(event="solution")
    assert {row.not_before for row in rows} == {NOW + 10 * SECOND}
    assert {(row.state, row.reason) for row in rows} == {(State.QUEUED, "undoable")}
    assert not rows.due(NOW + 9 * SECOND)
    assert rows.due(NOW + 10 * SECOND).count() == 2


@pytest.mark.parametrize(
    "outcome",
    [
        {},
        {"status": "waiting_bank", "message": "waiting-bank"},
        {"status": "resolved", "message": None, "ending": "cannot_be_done"},
    ],
)
def test_undoing_leaves_everything_as_it_was(outcome):
    case, walk = at_outcome(**outcome)
    case.refresh_from_db()
    before, agent = values_of(case), make_agent()
    waiting = set(Notification.objects.filter(state=State.QUEUED).values_list("pk", flat=True))
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=agent, now=NOW)
    changed = values_of(Case.objects.get(pk=case.pk))

    undo(AppliedOutcome.objects.select_related("case", "walk", "actor").get())

    case.refresh_from_db()
    assert changed != before
    assert values_of(case) == before
    assert Walk.objects.get(pk=walk.pk).is_open
    queued = Notification.objects.filter(state=State.QUEUED)
    assert set(queued.values_list("pk", flat=True)) == waiting
    assert case.events.order_by("-pk").first().kind == CaseEvent.Kind.UNDONE


def test_after_undoing_the_same_outcome_is_told_when_it_is_applied_again():
    case, row = applied()
    undo(row)
    walk = Walk.objects.get(pk=row.walk_id)

    confirm_outcome(case, walk, seen=walk.answers_seen, actor=row.actor, now=NOW + 5 * SECOND)

    queued = Notification.objects.filter(event="solution", state=State.QUEUED)
    assert queued.count() == 2


def test_undoing_twice_undoes_once():
    case, row = applied()
    undo(row)

    with pytest.raises(ValidationError, match="already"):
        undo(row)

    assert case.events.filter(kind=CaseEvent.Kind.UNDONE).count() == 1


def test_what_has_left_cant_be_taken_back():
    case, row = applied()
    first = Notification.objects.filter(event="solution").first()
    Notification.objects.filter(pk=first.pk).update(state=State.SENT, sent_at=NOW, attempts=1)

    with pytest.raises(ValidationError, match="too late"):
        undo(row)

    case.refresh_from_db()
    assert case.status == Status.WAITING_CUSTOMER
    assert Notification.objects.filter(event="solution", state=State.QUEUED).count() == 1


def test_after_the_ten_seconds_it_is_too_late_even_if_nothing_left():
    _case, row = applied(message=None)

    with pytest.raises(ValidationError, match="too late"):
        undo(row, timedelta(minutes=1))


@pytest.mark.parametrize("deed", [add_note, assign_case])
def test_somebody_elses_change_in_between_ends_the_offer(deed):
    case, row = applied()
    other = make_agent()
    given = other if deed is assign_case else "Called them."
    deed(case, given, now=NOW + SECOND, actor=other)

    with pytest.raises(ValidationError, match="changed since"):
        undo(row)


def test_only_who_applied_it_takes_it_back():
    _case, row = applied()

    with pytest.raises(ValidationError, match="Only who"):
        take_back_outcome(row, actor=make_agent(), now=NOW + SECOND)


def test_undo_on_the_page_and_by_scripts(client):
    case, walk = at_outcome()
    agent = make_agent("amy")
    client.force_login(agent)
    form = {"walk": walk.pk, "seen": walk.answers_seen}
    page = client.post(reverse("walk-outcome", args=[case.reference]), form, follow=True)
    row = AppliedOutcome.objects.get()
    undoing = reverse("walk-undo", args=[case.reference, row.pk])
    assert f'<noscript><form method="post" action="{undoing}">' in page.text

    client.post(undoing)
    assert Case.objects.get().cause is None
    again = client.post(undoing, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert "taken back already" in again["HX-Trigger"]

    url = reverse("api-walk-outcome", args=[walk.pk])
    walk.refresh_from_db()
    client.post(url, {"seen": walk.answers_seen}, content_type="application/json")
    assert client.delete(url).json()["state"] == "open"
    assert client.delete(url).status_code == 400


def test_what_was_applied_long_ago_asks_the_database_nothing():
    _case, row = applied()
    Walk.objects.filter(pk=row.walk_id).update(ended_at=timezone.now() - timedelta(hours=1))

    assert AppliedOutcome.objects.of_walk(
        Walk.objects.get(pk=row.walk_id), timezone.now()
    ).query.is_empty()
