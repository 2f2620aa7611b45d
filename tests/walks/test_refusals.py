"""What a walk refuses, in a whole sentence, changing nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.walks.building import DOWN, LATER, NORMAL, agent, answer, started, stored
from troubleshooting.walks.models import StepReport
from troubleshooting.walks.services import (
    Choice,
    StaleWalk,
    abandon,
    conclude,
    record_answer,
    report_step,
    reread_facts,
    retract_answer,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice("nowhere", "yes"), "unknown_node"),
        (Choice("", "yes"), "unknown_node"),
        (Choice("reason", "limit"), "not_on_path"),
        (Choice("out_paid", "yes"), "not_on_path"),
        (Choice("accepted", "perhaps"), "unknown_option"),
        (Choice("accepted", None), "unknown_option"),
        (Choice("accepted", "yes", kind="retracted"), "unknown_kind"),
        (Choice("accepted", "yes", kind="guessed"), "unknown_kind"),
        (Choice("accepted", kind="skipped"), "reason_needed"),
        (Choice("accepted", kind="skipped", reason="  "), "reason_needed"),
        (Choice("state", "down"), "reason_needed"),
        (Choice("state", kind="cant_say"), "reason_needed"),
    ],
)
def test_a_choice_the_step_does_not_take_is_refused(choice, code):
    walk = started()

    with pytest.raises(ValidationError) as refusal:
        record_answer(walk, choice, seen=1, actor=agent(), now=LATER)

    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")
    assert stored(walk).answers_seen == len(stored(walk).rows) == 1


def test_a_required_step_is_never_skipped_not_even_with_a_reason():
    walk = answer(started(), "accepted", "yes")

    with pytest.raises(ValidationError) as refusal:
        answer(walk, "paid", kind="skipped", reason="Late.")

    assert refusal.value.code == "required_step"


def test_an_outcome_takes_no_answer():
    walk = started(DOWN)

    with pytest.raises(ValidationError) as refusal:
        answer(walk, "out_down", "yes")

    assert refusal.value.code == "outcome_takes_no_answer"


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_an_answer_that_saw_another_number_is_stale_and_carries_the_present_walk(seen):
    walk = started()

    with pytest.raises(StaleWalk) as stale:
        record_answer(walk, Choice("accepted", "yes"), seen=seen, actor=agent(), now=LATER)

    assert stale.value.walk.answers_seen == 1
    assert stale.value.walk.position().present.key == "accepted"
    assert str(stale.value) == "Somebody answered meanwhile. Nothing of yours was changed."
    assert len(stored(walk).rows) == 1


def test_the_same_answer_sent_twice_counts_once():
    walk = started()
    same = {"seen": 1, "actor": agent(), "now": LATER}
    record_answer(walk, Choice("accepted", "yes"), **same)

    with pytest.raises(StaleWalk):
        record_answer(walk, Choice("accepted", "yes"), **same)

    assert stored(walk).answers_seen == 2


def test_somebody_who_holds_an_old_copy_is_stale_too():
    old = started()
    answer(stored(old), "accepted", "no")

    with pytest.raises(StaleWalk) as stale:
        answer(old, "accepted", "yes")

    assert stale.value.walk.position().present.key == "reason"


@pytest.mark.parametrize("number", [0, 2, 99])
def test_only_an_answer_on_the_path_can_be_taken_back(number):
    walk = started()

    with pytest.raises(ValidationError) as refusal:
        retract_answer(walk, number, seen=1, actor=agent(), now=LATER)

    assert refusal.value.code == "not_on_path"


@pytest.mark.parametrize("choice", [{"option": "down"}, {"kind": "cant_say"}])
def test_taking_a_check_back_is_no_way_around_the_reason_for_overruling_it(choice):
    walk = started()
    retract_answer(walk, 1, seen=1, actor=agent(), now=LATER)

    with pytest.raises(ValidationError) as refusal:
        answer(walk, "state", **choice)

    assert refusal.value.code == "reason_needed"
    assert stored(walk).answers_seen == 2


def test_taking_back_is_refused_to_whoever_did_not_see_the_latest():
    with pytest.raises(StaleWalk):
        retract_answer(started(), 1, seen=0, actor=agent(), now=LATER)


def test_an_answer_cannot_be_taken_back_twice():
    walk = started()
    retract_answer(walk, 1, seen=1, actor=agent(), now=LATER)

    with pytest.raises(ValidationError) as refusal:
        retract_answer(walk, 1, seen=2, actor=agent(), now=LATER)

    assert refusal.value.code == "not_on_path"


def test_a_walk_is_concluded_nowhere_but_at_an_outcome():
    walk = started()

    with pytest.raises(ValidationError) as refusal:
        conclude(walk, seen=1, actor=agent(), now=LATER)

    assert refusal.value.code == "not_at_an_outcome"
    assert stored(walk).is_open


def test_concluding_names_the_answers_it_saw():
    with pytest.raises(StaleWalk):
        conclude(started(DOWN), seen=0, actor=agent(), now=LATER)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_walk_is_not_given_up_without_a_reason(reason):
    walk = started()

    with pytest.raises(ValidationError) as refusal:
        abandon(walk, reason=reason, actor=agent(), now=LATER)

    assert refusal.value.code == "reason_needed"
    assert stored(walk).is_open


@pytest.mark.parametrize(
    "change",
    [
        lambda walk, who: record_answer(
            walk, Choice("state", "normal", reason="x"), seen=1, actor=who, now=LATER
        ),
        lambda walk, who: retract_answer(walk, 1, seen=1, actor=who, now=LATER),
        lambda walk, who: reread_facts(walk, NORMAL, now=LATER),
        lambda walk, who: conclude(walk, seen=1, actor=who, now=LATER),
        lambda walk, who: abandon(walk, reason="Late.", actor=who, now=LATER),
    ],
    ids=["answer", "take back", "read facts", "conclude", "give up"],
)
@pytest.mark.parametrize("end", ["concluded", "abandoned"])
def test_a_walk_that_has_ended_stays_as_it_is(change, end):
    walk = started(DOWN)
    if end == "concluded":
        conclude(walk, seen=1, actor=None, now=LATER)
    else:
        abandon(walk, reason="Not needed.", actor=None, now=LATER)

    with pytest.raises(ValidationError) as refusal:
        change(walk, agent())

    ended = stored(walk)
    assert refusal.value.code == "walk_ended"
    assert (ended.state, ended.answers_seen, ended.facts) == (end, 1, DOWN)


def test_a_step_that_the_guide_does_not_have_cannot_be_reported():
    with pytest.raises(ValidationError) as refusal:
        report_step(started(), "nowhere", actor=agent(), note="Wrong.", now=LATER)

    assert refusal.value.code == "unknown_node"
    assert not StepReport.objects.exists()


def test_a_refusal_is_said_in_the_language_in_force():
    walk = started()

    with translation.override("zh-hans"), pytest.raises(ValidationError) as refusal:
        answer(walk, "accepted", "perhaps")

    assert refusal.value.messages[0]
