"""An agent at a walk: answers, changes, skips, overrules, re-reads, confirms."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from support.cases.services import resolve_case
from support.guidance.outcomes import applying
from support.guidance.panel import build_panel
from support.guidance.services import (
    report_step,
    resume_walk,
    take_back,
)
from support.notifications.models import Notification
from tests.factories import NOW
from tests.guidance.desk import HOUR, Desk
from troubleshooting.walks.services import StaleWalk

pytestmark = pytest.mark.django_db


def test_an_answer_leads_on_and_is_written_into_the_timeline(desk: Desk):
    assert desk.at == "system_load"

    desk.answer("healthy", note="No load on any node")

    assert desk.at == "simulated_payment"
    event = desk.case.events.get(kind="answered")
    assert (event.actor, event.note) == (desk.agent, "No load on any node")
    assert event.values == {"node": "system_load", "option": "healthy"}
    row = desk.walk.rows[-1]
    assert (row.actor, row.source, row.note) == (desk.agent, "agent", "No load on any node")


def test_an_answer_that_leads_to_an_outcome_applies_nothing_yet(desk: Desk):
    desk.answer("overloaded")

    assert desk.walk.position().is_outcome
    desk.case.refresh_from_db()
    assert (desk.case.cause, desk.case.status) == (None, "open")
    assert not Notification.objects.exclude(event="case-opened").exists()


def test_confirming_applies_cause_status_and_message_together(desk: Desk):
    desk.answer("healthy")
    desk.answer("bank_error")

    case = desk.confirm()

    assert (case.cause.slug, case.status) == ("bank_system_failure", "waiting_bank")
    assert case.promised_at is not None
    sent = Notification.objects.filter(event="waiting-bank")
    assert {row.channel for row in sent} == {"email", "sms"}
    assert desk.walk.state == "concluded"
    assert desk.walk.ended_by == desk.agent
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["outcome", "status"]
    assert case.first_answered_at == NOW + HOUR


def test_confirming_twice_is_refused_and_tells_nobody_again(desk: Desk):
    desk.answer("overloaded")
    desk.confirm()
    before = Notification.objects.count()

    with pytest.raises(ValidationError) as refusal:
        desk.confirm()

    assert refusal.value.code == "walk_ended"
    assert Notification.objects.count() == before


def test_confirming_before_an_outcome_is_refused(desk: Desk):
    with pytest.raises(ValidationError) as refusal:
        desk.confirm()

    assert refusal.value.code == "not_at_an_outcome"


def test_a_failure_in_the_middle_of_confirming_leaves_nothing(desk: Desk, monkeypatch):
    desk.answer("overloaded")
    events = desk.case.events.count()

    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(applying, "tell_customer", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        desk.confirm()

    assert desk.walk.is_open
    desk.case.refresh_from_db()
    assert (desk.case.cause, desk.case.status) == (None, "open")
    assert desk.case.events.count() == events
    assert not Notification.objects.exclude(event="case-opened").exists()


def test_the_outcome_of_a_case_that_was_resolved_meanwhile_is_refused_whole(desk: Desk):
    desk.answer("overloaded")
    resolve_case(desk.case, now=NOW, ending="cannot_be_done")

    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        desk.confirm()

    assert refusal.value.code == "resolved"
    assert desk.walk.is_open
    desk.case.refresh_from_db()
    assert desk.case.cause is None


def test_an_earlier_answer_can_be_changed_and_later_ones_come_back(desk: Desk):
    desk.answer("healthy")
    desk.answer("answered")
    assert desk.at == "network_route"

    desk.answer("overloaded", node="system_load")
    assert desk.at == "out_server_overload"
    assert [answer.node for answer in desk.walk.position().off_path] == ["simulated_payment"]

    desk.answer("healthy", node="system_load")
    assert desk.at == "network_route"
    assert desk.walk.answers.filter(node="system_load").count() == 3


def test_an_answer_taken_back_is_asked_anew(desk: Desk):
    desk.answer("healthy")
    number = desk.walk.rows[-1].number

    take_back(
        desk.case,
        desk.walk,
        number,
        seen=desk.walk.answers_seen,
        actor=desk.agent,
        now=NOW + HOUR,
    )

    assert desk.at == "system_load"
    assert desk.case.events.order_by("-pk").first().values["option"] == "retracted"


def test_who_cannot_say_goes_on_and_it_is_written_down(desk: Desk):
    desk.answer(kind="cant_say")

    assert desk.at == "simulated_payment"
    assert desk.walk.rows[-1].kind == "cant_say"
    assert desk.case.events.get(kind="answered").values["option"] == "cant_say"


def test_a_step_is_skipped_only_with_a_reason(desk: Desk):
    with pytest.raises(ValidationError) as refusal:
        desk.answer(kind="skipped")
    assert refusal.value.code == "reason_needed"
    assert desk.at == "system_load"

    desk.answer(kind="skipped", reason="Asked this morning")

    assert desk.at == "simulated_payment"
    assert desk.case.events.get(kind="answered").note == "Asked this morning"


def test_a_required_step_cannot_be_skipped(desk: Desk):
    for option in ("healthy", "answered", "intact", "works"):
        desk.answer(option)
    assert desk.at == "query_original"

    with pytest.raises(ValidationError) as refusal:
        desk.answer(kind="skipped", reason="No time")

    assert refusal.value.code == "required_step"
    assert desk.at == "query_original"


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"option": "nonsense"}, "unknown_option"),
        ({"option": None}, "unknown_option"),
        ({"node": "nowhere", "option": "healthy"}, "unknown_node"),
        ({"node": "risk_signs", "option": "none"}, "not_on_path"),
    ],
)
def test_an_answer_the_step_does_not_take_is_refused(desk: Desk, choice: dict[str, Any], code: str):
    before = desk.walk.answers_seen

    with pytest.raises(ValidationError) as refusal:
        desk.answer(**choice)

    assert refusal.value.code == code
    assert desk.walk.answers_seen == before
    assert not desk.case.events.filter(kind="answered").exists()


def test_a_check_is_overruled_only_with_a_reason_and_it_shows(desk: Desk):
    with pytest.raises(ValidationError) as refusal:
        desk.answer("down", node="known_outage")
    assert refusal.value.code == "reason_needed"

    desk.answer("down", node="known_outage", reason="The bank rang us")

    assert desk.at == "out_bank_system_failure"
    taken = desk.panel().path[-1]
    assert (taken.is_overruled, taken.reason) == (True, "The bank rang us")
    assert (taken.source, taken.actor) == ("agent", "Amy Adler")


def test_whoever_answers_on_an_old_view_changes_nothing(desk: Desk):
    seen = desk.walk.answers_seen
    desk.answer("healthy", seen=seen)

    with pytest.raises(StaleWalk) as refusal:
        desk.answer("overloaded", node="system_load", seen=seen)

    assert refusal.value.walk.answers_seen == seen + 1
    assert desk.at == "simulated_payment"
    assert desk.case.events.filter(kind="answered").count() == 1


def test_whoever_confirms_on_an_old_view_applies_nothing(desk: Desk):
    desk.answer("overloaded")
    old = desk.walk.answers_seen
    desk.answer("misconfigured", node="system_load")

    with pytest.raises(StaleWalk):
        desk.confirm(seen=old)

    desk.case.refresh_from_db()
    assert desk.case.cause is None
    assert desk.walk.is_open


def test_facts_read_again_say_which_step_changed(desk: Desk):
    channel = desk.case.payment.channel
    channel.states.create(state="down", since=NOW.replace(hour=1), note="Told late")

    walk = resume_walk(desk.case, desk.walk, now=NOW + HOUR)

    panel = build_panel(desk.case, walk, now=NOW)
    assert [taken.node for taken in panel.path if taken.is_changed] == ["known_outage"]
    assert desk.at == "system_load"  # the answer itself stays
    assert walk.facts["channel_state_note"] == "Told late"


def test_reading_facts_again_without_news_changes_nothing(desk: Desk):
    before = desk.walk.answers_seen

    walk = resume_walk(desk.case, desk.walk, now=NOW + HOUR)

    assert walk.answers_seen == before
    assert not any(taken.is_changed for taken in desk.panel().path)


def test_a_walk_that_ended_while_its_page_was_asked_for_is_shown_as_it_ended(desk: Desk):
    read_before = desk.walk
    desk.answer("overloaded")
    desk.confirm()

    walk = resume_walk(desk.case, read_before, now=NOW + HOUR)

    assert walk.state == "concluded"
    assert walk.facts == desk.walk.facts


def test_an_ended_walk_keeps_the_facts_it_ended_with(desk: Desk):
    desk.answer("overloaded")
    desk.confirm()
    walk = desk.walk

    assert resume_walk(desk.case, walk, now=NOW + HOUR).facts == walk.facts


def test_a_step_that_is_wrong_is_told_its_author(desk: Desk):
    report_step(
        desk.case, desk.walk, "system_load", actor=desk.agent, now=NOW, note="We have no such page"
    )

    report = desk.walk.step_reports.get()
    assert (report.node, report.note, report.actor) == (
        "system_load",
        "We have no such page",
        desk.agent,
    )
    assert desk.at == "system_load"


@pytest.mark.parametrize(
    ("node", "note", "code"), [("system_load", "  ", "required"), ("nowhere", "x", "unknown_node")]
)
def test_a_report_without_words_or_step_is_refused(desk: Desk, node: str, note: str, code: str):
    with pytest.raises(ValidationError) as refusal:
        report_step(desk.case, desk.walk, node, actor=desk.agent, now=NOW, note=note)

    assert refusal.value.code == code
    assert not desk.walk.step_reports.exists()
