"""A cause that does not fit is taken off its case, and its customer is told nothing of it then."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from support.cases.links import link_for
from support.cases.models import Case, CaseEvent, Status
from support.guidance.models import AppliedOutcome
from support.guidance.outcomes.undoing import take_back_outcome
from support.guidance.outcomes.unticking import take_off_cause
from support.guidance.services import confirm_outcome
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Notification, State
from tests.factories import make_agent
from tests.guidance.test_deeds import at_expired_card, at_outcome, confirm, panel_of, told
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db
SENTENCE = "The bank needs longer"


def recorded(case: Case | None = None, **outcome: Any) -> tuple[Case, Walk]:
    case, walk = at_outcome(case, **outcome)
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent(), now=timezone.now())
    return Case.objects.select_related("cause").get(pk=case.pk), walk


def take_off(case: Case, seen: str = "test_slow") -> Case:
    return take_off_cause(case, seen=seen, actor=make_agent(), now=timezone.now())


def waiting_words(case: Case) -> str:
    rows = Notification.objects.filter(thread=case.reference, state=State.QUEUED)
    return " ".join(str(row.context) for row in rows)


def test_what_waits_to_leave_and_the_page_say_nothing_of_it_any_more(client):
    case, walk = recorded(status="waiting_bank", message="solution")
    page = link_for(case, timezone.now()).url.split("/", 3)[3]
    assert SENTENCE in waiting_words(case)
    assert SENTENCE in client.get(f"/{page}").text

    case = take_off(case)

    assert (case.cause, case.status) == (None, Status.WAITING_BANK)
    assert SENTENCE not in waiting_words(case)
    assert SENTENCE not in client.get(f"/{page}").text
    walk.refresh_from_db()
    assert walk.confirmed is False


def test_nobody_is_asked_any_more_by_a_cause_that_was_taken_off():
    case, _walk = recorded()
    assert case.status == Status.WAITING_CUSTOMER

    case = take_off(case)

    assert (case.status, case.cause) == (Status.OPEN, None)
    assert case.assignee is not None
    rows = Notification.objects.filter(thread=case.reference, event="solution")
    assert len(rows) == 2
    assert not [row for row in rows if SENTENCE in words_of(row).text]


def test_a_second_call_and_another_cause_are_refused():
    case, _walk = recorded()

    with pytest.raises(ValidationError, match="another cause"):
        take_off(case, seen="card_expired")
    take_off(case)
    with pytest.raises(ValidationError, match="another cause"):
        take_off(case)

    assert case.events.filter(kind=CaseEvent.Kind.UNDONE).count() == 1


def test_a_cause_of_which_only_people_write_stays():
    case, _walk = recorded()
    Cause.objects.update(disclosure=Cause.Disclosure.SILENT)

    with pytest.raises(ValidationError, match="Only people write"):
        take_off(case)

    assert Case.objects.get().cause is not None


def test_a_done_case_stays_done():
    case, _walk = recorded(status="resolved", message=None, ending="cannot_be_done")

    assert take_off(case).status == Status.RESOLVED
    assert Case.objects.get().cause is None


def test_what_was_applied_before_is_not_taken_back_over_it():
    case, _walk = recorded()
    row = AppliedOutcome.objects.select_related("case", "walk", "actor").get()
    take_off(case)

    with pytest.raises(ValidationError, match="changed since"):
        take_back_outcome(row, actor=row.actor, now=row.applied_at)


@pytest.mark.parametrize(("language", "name"), [("en", "Bank is slow"), ("zh-hans", "银行处理慢")])
def test_it_is_taken_off_on_the_page(client, language, name):
    case, _walk = recorded()
    client.force_login(make_agent("amy"))
    client.cookies["django_language"] = language
    door = reverse("walk-cause", args=[case.reference])
    page = client.get(reverse("case", args=[case.reference])).text
    assert f"<strong>{name}</strong>" in page
    assert f'action="{door}"' in page

    after = client.post(door, {"seen": "test_slow"}, follow=True).text
    again = client.post(door, {"seen": "test_slow"})

    assert f'action="{door}"' not in after
    assert after.count(name) == 1  # the line of what happened
    assert (again.status_code, Case.objects.get().cause) == (422, None)


def test_it_is_taken_off_by_a_script(client):
    case, _walk = recorded()
    client.force_login(make_agent("amy"))
    door = reverse("api-case-cause", args=[case.reference])

    answers = [
        client.delete(f"{door}?seen={seen}").status_code for seen in ("x", *["test_slow"] * 2)
    ]

    assert answers == [400, 204, 400]
    assert Case.objects.get().cause is None


def test_before_it_is_applied_a_message_goes_without_a_cause_that_is_not_told_in_it():
    case, walk = at_expired_card(status="waiting_bank", message="waiting-bank")
    shown = {deed.key: deed for deed in panel_of(case, walk).deeds}
    letter = shown["email"].letter

    assert "cause" not in shown["email"].needs
    case = confirm(case, walk, "status", "email", "sms")

    assert (case.cause, case.status) == (None, Status.WAITING_BANK)
    row = Notification.objects.get(thread=case.reference, channel="email", event="waiting-bank")
    assert letter is not None
    assert letter.message.text == words_of(row).text


def test_what_an_agent_wrote_of_a_cause_does_not_go_without_it():
    case, walk = at_expired_card(status="waiting_bank", message="waiting-bank")

    with pytest.raises(ValidationError) as refused:
        confirm(case, walk, "status", "email", "sms", sentence="Please give us another account.")

    assert refused.value.error_list[0].code == "needs_deed"
    assert told(case) == []
