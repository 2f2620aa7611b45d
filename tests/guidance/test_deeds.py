"""What somebody chooses of an outcome is done, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from support.cases.models import Case, CaseEvent, Status
from support.cases.telling.recording import record_of
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


@pytest.mark.parametrize("message", ["solution", None])
def test_a_cause_that_the_status_page_alone_would_tell_names_the_detail_too(message):
    case, walk = at_outcome(message=message)
    Cause.objects.filter(slug="test_slow").update(customer_message_en=GAP)
    panel = panel_of(case, walk)
    assert panel.edited_in == ("email" if message else "cause")
    assert panel.sentence.endswith("is missing. Please complete it.")

    with pytest.raises(ValidationError) as refused:
        confirm(case, walk, "cause", "status")
    assert refused.value.code == "unnamed"

    named = "The name on the account is missing. Please complete it."
    case = confirm(case, walk, "cause", "status", sentence=named)
    assert (case.cause.slug, case.cause_words) == ("test_slow", named)
    assert told(case) == []


def test_without_its_cause_an_outcome_has_nothing_to_name():
    case, walk = at_outcome()
    Cause.objects.filter(slug="test_slow").update(customer_message_en=GAP)

    assert confirm(case, walk, "status").cause is None


def test_what_was_written_for_an_earlier_outcome_names_nothing_in_a_new_one():
    case, walk = at_outcome()
    Cause.objects.filter(slug="test_slow").update(customer_message_en=GAP)
    slow = Cause.objects.get(slug="test_slow")
    Case.objects.update(cause=slow, cause_words="The account number is missing.")
    case.refresh_from_db()

    assert panel_of(case, walk).found.asks_unnamed
    with pytest.raises(ValidationError) as refused:
        confirm(case, walk)
    assert refused.value.code == "unnamed"


def at_expired_card(method: str = "bank_transfer", **outcome: Any) -> tuple[Case, Walk]:
    make_cause()
    Cause.objects.create(
        slug="card_expired", customer_message_en="Please add a card.", typical_minutes=1,
        typical_share="0.1", disclosure="open",
    )  # fmt: skip
    case = make_case(payment=make_payment(method=method, status="failed"))
    return at_outcome(case=case, cause="card_expired", **outcome)


@pytest.mark.parametrize(("method", "marked"), [("bank_transfer", True), ("card", False)])
def test_a_cause_of_a_card_is_marked_beside_a_payment_of_none(method, marked):
    case, walk = at_expired_card(method)

    found = panel_of(case, walk).found
    assert found.misfits is marked
    assert any("Please add a card." in message.text for message in found.messages) is not marked


@pytest.mark.parametrize("slug", ["amount_invalid", "amount_over_limit"])
@pytest.mark.parametrize("is_refund", [True, False])
def test_nobody_who_waits_for_a_refund_is_asked_for_another_amount(slug, is_refund):
    make_cause()
    asking = "Please check the amount and request payout {reference} again."
    Cause.objects.create(
        slug=slug, customer_message_en=asking, typical_minutes=1, typical_share="0.1",
        disclosure="open",
    )  # fmt: skip
    payment = make_payment(status="failed", is_refund=is_refund)
    case, walk = at_outcome(make_case(payment=payment), cause=slug)

    if is_refund:
        assert panel_of(case, walk).found.misfits
        with pytest.raises(ValidationError) as refused:
            confirm(case, walk)
        assert (refused.value.code, told(case)) == ("misfits", [])
    else:
        assert confirm(case, walk).status == Status.WAITING_CUSTOMER
        assert told(case) == ["email", "sms"]


@pytest.mark.parametrize("deeds", [(), ("cause", "status"), ("cause", "status", "email", "sms")])
def test_nobody_is_asked_for_what_a_cause_that_cant_be_so_leaves_untold(deeds):
    case, walk = at_expired_card()

    with pytest.raises(ValidationError) as refused:
        confirm(case, walk, *deeds)

    assert refused.value.code == "misfits"
    assert told(case) == []
    assert confirm(case, walk, "cause").cause.slug == "card_expired"


def test_a_cause_that_cant_be_so_is_refused_where_the_customer_has_the_turn_already():
    case, walk = at_expired_card()
    Case.objects.update(status=Status.WAITING_CUSTOMER)

    with pytest.raises(ValidationError) as refused:
        confirm(case, walk, "cause")
    assert refused.value.code == "misfits"


def test_a_cause_that_cant_be_so_may_be_recorded_where_nobody_is_asked_for_anything():
    case, walk = at_expired_card(status="waiting_bank", message="waiting-bank")

    assert confirm(case, walk).status == Status.WAITING_BANK


def test_what_an_agent_writes_is_told_of_a_cause_that_cant_be_so():
    case, walk = at_expired_card()
    own = "Please give us another account."
    assert (panel_of(case, walk).edited_in, panel_of(case, walk).sentence) == ("cause", "")

    panel = panel_of(case, walk, sentence=own)
    assert (panel.edited_in, panel.sentence, panel.found.misfits) == ("cause", own, False)
    assert all(own in deed.letter.message.text for deed in panel.deeds if deed.letter)
    case = confirm(case, walk, sentence=own)

    record = record_of(case, now=NOW)
    assert (record.told_cause, record.misfits) == (own, False)
    assert record_of(case, now=NOW, language="zh-hans").misfits
    row = Notification.objects.get(thread=case.reference, channel="email", event="solution")
    assert row.context["cause_sentence"] == own


def test_the_page_lets_an_agent_write_what_no_letter_would_tell(client):
    case, _walk = at_expired_card()
    client.force_login(make_agent("amy"))

    page = client.get(reverse("case", args=[case.reference])).content.decode()

    assert page.count('id="outcome-sentence"') == 1
    assert page.index('value="cause"') < page.index('id="outcome-sentence"')
    assert page.index('id="outcome-sentence"') < page.index('value="status"')
    assert "nothing of it but what you write here" in page
