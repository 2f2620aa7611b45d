"""What somebody chooses of an outcome is done, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from support.cases.models import Case, CaseEvent, Status
from support.guidance.outcomes.deeds import Chosen
from support.guidance.panel import Panel, build_panel
from support.guidance.services import answer_step, confirm_outcome
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Notification
from tests.desk.walking import make_cause, make_walk
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db


def at_outcome(case: Case | None = None, **outcome: Any) -> tuple[Case, Walk]:
    """A case whose walk stands at its outcome, not applied yet."""
    case, walk = make_walk(1, case=case, **outcome)
    choice = Choice(node="q1", option="yes", kind="answered", source="agent")
    return case, answer_step(case, walk, choice, seen=0, actor=make_agent(), now=NOW)


def confirm(case: Case, walk: Walk, *deeds: str, **chosen: Any) -> Case:
    wanted = Chosen(deeds=list(deeds) or None, **chosen)
    return confirm_outcome(case, walk, wanted, seen=walk.answers_seen, actor=make_agent(), now=NOW)


def panel_of(case: Case, walk: Walk, **more: Any) -> Panel:
    return build_panel(case, walk, now=NOW, **more)


def told(case: Case) -> list[str]:
    found = Notification.objects.filter(thread=case.reference, event="solution")
    return sorted(found.values_list("channel", flat=True))


def test_all_there_is_to_do_is_offered_in_order():
    panel = panel_of(*at_outcome())

    assert [deed.key for deed in panel.deeds] == ["cause", "status", "email", "sms"]
    assert not any(deed.must for deed in panel.deeds)


def test_a_status_that_the_case_has_is_no_deed():
    case, walk = at_outcome(status="open", message=None)
    Case.objects.update(status=Status.OPEN)
    case.refresh_from_db()

    assert [deed.key for deed in panel_of(case, walk).deeds] == ["cause"]


def test_an_outcome_shows_its_last_answer_and_no_long_way_that_led_there():
    panel = panel_of(*at_outcome())
    answer = panel.path[0]
    long = replace(panel, path=[answer] * 3)
    contradicted = replace(long, path=[replace(answer, is_changed=True), answer, answer])

    assert (len(panel.earlier), len(panel.latest)) == (0, 1)
    assert (len(long.earlier), len(long.latest)) == (2, 1)
    assert replace(long, deeds=[]).latest == long.path
    assert contradicted.contradicts_earlier
    assert not long.contradicts_earlier


@pytest.mark.parametrize("left_out", ["cause", "status", "email", "sms"])
def test_what_is_not_ticked_is_not_done(left_out):
    case, walk = at_outcome()
    message = ["email", "sms"] if left_out not in ("cause", "status") else []
    wanted = {"cause", "status", *message} - {left_out}

    case = confirm(case, walk, *wanted)

    assert (case.cause is not None) == ("cause" in wanted)
    assert (case.status == Status.WAITING_CUSTOMER) == ("status" in wanted)
    assert told(case) == sorted(set(message) - {left_out})
    line = case.events.get(kind=CaseEvent.Kind.OUTCOME)
    assert left_out in line.values["left"]


@pytest.mark.parametrize(
    ("deeds", "code"),
    [
        ([""], "unknown_deed"),
        (["email"], "needs_deed"),
        (["cause", "smoke"], "unknown_deed"),
        (["ending"], None),
    ],
)
def test_a_choice_that_cant_be_done_is_refused_and_nothing_changes(deeds, code):
    case, walk = at_outcome()

    with pytest.raises(ValidationError) as refused:
        confirm(case, walk, *deeds)

    assert code is None or refused.value.error_list[0].code == code
    walk.refresh_from_db()
    assert walk.is_open
    assert told(case) == []


def test_nothing_ticked_is_refused():
    case, walk = at_outcome()

    with pytest.raises(ValidationError, match="at least one"):
        confirm_outcome(
            case, walk, Chosen(deeds=[]), seen=walk.answers_seen, actor=make_agent(), now=NOW
        )


def test_a_message_that_tells_a_status_does_not_go_without_it():
    case, walk = at_outcome(status="waiting_bank", message="waiting-bank")

    needs = {deed.key: deed.needs for deed in panel_of(case, walk).deeds}
    assert needs["email"] == ["cause", "status"]
    with pytest.raises(ValidationError, match="can't go out without"):
        confirm(case, walk, "cause", "email")


def test_a_cause_that_silences_machines_is_always_recorded():
    make_cause()
    Cause.objects.filter(slug="test_slow").update(disclosure=Cause.Disclosure.SILENT)
    case, walk = at_outcome()

    assert [(deed.key, bool(deed.must)) for deed in panel_of(case, walk).deeds] == [
        ("cause", True),
        ("status", False),
    ]
    with pytest.raises(ValidationError, match="Always recorded"):
        confirm(case, walk, "status")


def test_the_letters_are_word_for_word_what_is_sent():
    customer = make_customer(phone="+8613800000001", locale="zh-CN")
    case, walk = at_outcome(make_case(customer=customer))
    letters = {deed.key: deed.letter for deed in panel_of(case, walk).deeds if deed.letter}

    confirm(case, walk)

    for row in Notification.objects.filter(event="solution"):
        shown, sent = letters[row.channel].message, words_of(row)
        assert (shown.subject, shown.text, shown.html) == (sent.subject, sent.text, sent.html)
        assert shown.segments == sent.segments
        assert shown.address == row.address
    assert letters["sms"].message.text.startswith("【")


def test_the_sentence_is_edited_for_this_case_alone():
    case, walk = at_outcome()
    sentence = "The bank works on it until Friday."
    letters = [deed.letter for deed in panel_of(case, walk, sentence=sentence).deeds if deed.letter]
    assert all(letter.sentence == sentence for letter in letters)

    case = confirm(case, walk, sentence=sentence)

    assert all(
        sentence in words_of(row).text for row in Notification.objects.filter(event="solution")
    )
    assert case.cause_words == sentence
    assert case.cause.customer_message_en == "The bank needs longer for {reference}."


def test_a_sentence_left_as_it_is_is_the_causes_own():
    case, walk = at_outcome()
    own = panel_of(case, walk).sentence

    assert confirm(case, walk, sentence=f" {own}\n").cause_words == ""


def test_a_sentence_that_no_customer_may_read_is_refused():
    case, walk = at_outcome()

    with pytest.raises(ValidationError, match="No customer may read"):
        confirm(case, walk, sentence="The account holder died, account 6222021234567890123.")

    assert told(case) == []


def test_an_outcome_that_tells_no_cause_has_no_sentence_to_edit():
    case, walk = at_outcome(message=None)

    assert panel_of(case, walk).edited_in == ""
    with pytest.raises(ValidationError, match="no sentence"):
        confirm(case, walk, sentence="Anything.")


def test_why_no_message_can_go_is_said_before():
    case, walk = at_outcome(message="step-needs-you")

    panel = panel_of(case, walk)

    assert "question" in panel.problem
    assert [deed.key for deed in panel.deeds] == ["cause", "status"]


def test_scripts_choose_the_same(client):
    case, walk = at_outcome()
    client.force_login(make_agent("amy"))
    url = reverse("api-walk-outcome", args=[walk.pk])
    shown = client.get(reverse("api-walk", args=[walk.pk])).json()

    assert [deed["key"] for deed in shown["deeds"]] == ["cause", "status", "email", "sms"]
    body = {"seen": shown["seen"], "deeds": ["cause", "status", "sms"]}
    answered = client.post(url, body, content_type="application/json")

    assert answered.status_code == 201
    assert told(case) == ["sms"]


GAP = "A detail of {reference} is missing[[: {missing_field}]]. Please complete it."


def test_a_message_that_asks_for_a_detail_names_which_or_is_not_sent():
    case, walk = at_outcome()
    Cause.objects.filter(slug="test_slow").update(customer_message_en=GAP)
    reference = case.payment.reference if case.payment else case.reference

    assert panel_of(case, walk).found.asks_unnamed
    with pytest.raises(ValidationError) as refused:
        confirm(case, walk)
    assert refused.value.code == "unnamed"
    assert told(case) == []

    named = "The name on the account of {reference} is missing. Please complete it."
    assert not panel_of(case, walk, sentence=named).found.asks_unnamed
    confirm(case, walk, sentence=named)
    row = Notification.objects.get(thread=case.reference, channel="email", event="solution")
    assert row.context["cause_sentence"] == named.replace("{reference}", reference)


def test_without_a_message_nothing_has_to_be_named():
    case, walk = at_outcome()
    Cause.objects.filter(slug="test_slow").update(customer_message_en=GAP)

    assert confirm(case, walk, "cause", "status").cause.slug == "test_slow"
    assert told(case) == []


@pytest.mark.parametrize(("method", "marked"), [("bank_transfer", True), ("card", False)])
def test_a_cause_of_a_card_is_marked_beside_a_payment_of_none(method, marked):
    make_cause().__class__.objects.create(
        slug="card_expired", customer_message_en="Please add a card.", typical_minutes=1,
        typical_share="0.1", disclosure="open",
    )  # fmt: skip
    case = make_case(payment=make_payment(method=method, status="failed"))
    case, walk = at_outcome(case=case, cause="card_expired")

    found = panel_of(case, walk).found
    assert found.misfits is marked
    assert any("Please add a card." in message.text for message in found.messages) is not marked
