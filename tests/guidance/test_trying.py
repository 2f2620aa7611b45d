"""Authors who try an outcome see the messages that agents and customers would: the same, unsent."""

import re
from typing import Any

import pytest
from django.utils import timezone

from support.cases.models import Case, StatusLink
from support.customers.models import Customer
from support.guidance.beginning import present_walk
from support.guidance.panel import build_panel
from support.guidance.services import confirm_outcome, start_walk
from support.guidance.trial_messages import messages_on_trial
from support.notifications.models import Notification
from support.notifications.words.events import EVENTS
from support.payments.models import Payment
from tests.editor.trials import OVER
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.reference import publish
from tests.trees.building import document, outcome
from troubleshooting.causes.models import Cause
from troubleshooting.editor import messages
from troubleshooting.editor.messages import Telling, messages_of
from troubleshooting.editor.samples import SOUND
from troubleshooting.walks.showing.values import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]
LANGUAGES = ("en", "zh-hans")
INVENTED = re.compile(r"https?://[\w.:-]+/s/[\w.-]+/", re.ASCII)
ENDS = re.compile(
    r"If we have not heard from you by \d+ \w+ \d{4}, the case will be closed for now"
)


def telling(**fields: Any) -> Telling:
    cause = Cause.objects.get(slug=fields.pop("cause", "amount_over_limit"))
    known = {"message": "solution", "status": "waiting_customer", "language": "en", "facts": OVER}
    return Telling(**{**known, "cause": cause, **fields})


def mail_of(**fields: Any) -> Message:
    return messages_on_trial(telling(**fields))[0]


def test_an_outcome_is_told_by_mail_and_sms_with_what_the_payment_says():
    mail, sms = messages_on_trial(telling())

    assert (mail.channel, mail.segments, sms.channel, sms.subject) == ("email", 0, "sms", "")
    assert mail.subject.startswith("[CW-")
    assert "60,000.00 CNY" in mail.text
    assert "PAY-000001" in mail.text
    assert sms.segments >= 1


def test_the_messages_speak_the_language_of_the_texts():
    english, chinese = (messages_on_trial(telling(language=language)) for language in LANGUAGES)

    assert "60,000.00 元" in chinese[0].text
    assert any("一" <= letter <= "鿿" for letter in chinese[0].subject)
    assert not any("一" <= letter <= "鿿" for letter in english[0].subject)


def test_the_reference_is_that_of_the_case_whose_payment_is_taken():
    assert "CW-PAST0001" in mail_of(reference="CW-PAST0001").subject


def test_a_day_is_promised_only_where_a_case_would_promise_one():
    waiting = mail_of(message="waiting-bank", status="waiting_bank", facts={
        **SOUND, "status": "sent"})  # fmt: skip
    failed = mail_of(message="waiting-bank", status="waiting_bank", facts={
        **SOUND, "status": "failed"})  # fmt: skip
    unknown = mail_of(message="waiting-bank", status="waiting_bank", cause="outcome_unknown")
    asked = mail_of(message="solution", status="waiting_customer")
    payin = mail_of(message="waiting-bank", status="waiting_bank", facts={
        **SOUND, "direction": "payin"})  # fmt: skip

    day = f"{timezone.now():%Y}"
    assert day in waiting.text
    others = (unknown, payin, failed)
    assert waiting.text.count(day) > max(other.text.count(day) for other in others)
    besides, ends = ENDS.subn("", asked.text)
    assert ends == 1
    assert day not in besides


def test_an_outcome_that_resolves_says_so_whatever_message_it_names():
    resolved = mail_of(status="resolved", message="")

    assert resolved == mail_of(status="resolved", message="solution")
    assert resolved == mail_of(status="", message="case-resolved")


@pytest.mark.parametrize("event", ["agent-reply", "step-needs-you"])
def test_what_only_a_person_can_add_is_shown_by_an_example(event: str):
    found = messages_on_trial(telling(message=event))

    assert all(message.text.strip() for message in found)
    assert EVENTS[event].needs


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"channel": "nowhere"},
        {**SOUND, "channel": ""},
        {**SOUND, "amount": "much"},
        {**SOUND, "amount": "1e999999"},
        {**SOUND, "amount": "NaN"},
        {**SOUND, "currency": "???", "direction": "sideways"},
        dict.fromkeys(SOUND, "\x7f"),
    ],
)
def test_a_payment_of_which_little_makes_sense_is_told_all_the_same(facts: dict[str, str]):
    for status in ("waiting_bank", "waiting_customer", "resolved", ""):
        assert all(
            one.text.strip() for one in messages_on_trial(telling(facts=facts, status=status))
        )


def test_nothing_goes_out_without_a_message_or_with_one_that_there_is_not():
    assert messages_on_trial(telling(message="")) == []
    assert messages_on_trial(telling(message="nonsense")) == []


def test_nothing_is_shown_of_a_cause_that_no_machine_writes_about():
    silent = telling(cause="holder_deceased")

    assert silent.cause
    assert silent.cause.disclosure == Cause.Disclosure.SILENT
    assert messages_of(silent) == []
    assert messages_of(telling()) == messages_on_trial(telling())


def test_of_a_confidential_cause_only_its_own_sentence_is_told():
    cause = Cause.objects.filter(disclosure=Cause.Disclosure.GENERAL).first()
    assert cause is not None

    mail = mail_of(cause=cause.slug)

    assert cause.name_en.lower() not in mail.text.lower()


def test_without_anybody_who_writes_there_are_no_messages(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(messages.messages_asked, "receivers", [])

    assert messages_of(telling()) == []


def test_nothing_is_stored_or_sent():
    before = [model.objects.count() for model in STORED]

    for event in EVENTS:
        messages_on_trial(telling(message=event))

    assert [model.objects.count() for model in STORED] == before


STORED = (Case, StatusLink, Customer, Payment, Notification)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_that_the_case_page_shows_and_the_outbox_sends(
    language: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)  # both name the day on which the case ends
    cause = "amount_over_limit"
    publish(document(
        outcome("end", cause=cause, message="solution", status="waiting_customer"),
        slug="payout-not-received",
    ))  # fmt: skip
    customer = make_customer(locale=language, name="Mock Alder" if language == "en" else "莫可")
    case = make_case(customer=customer)
    payment = case.payment
    assert payment is not None
    start_walk(case, now=NOW)
    walk = present_walk(case)
    assert walk is not None
    shown = build_panel(case, walk, now=NOW).found
    facts = {**walk.facts, "amount": str(payment.amount), "currency": payment.currency}

    tried = messages_on_trial(telling(language=language, facts=facts, reference=case.reference))

    assert shown is not None
    link = StatusLink.objects.get(case=case).url
    for preview, message in zip(shown.messages, tried, strict=True):
        assert message.subject == preview.subject
        assert INVENTED.sub(link, message.text) == preview.text
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent("boss"), now=NOW)
    assert Notification.objects.filter(event="solution").count() == len(shown.messages)


def test_the_case_page_shows_what_resolving_sends():
    publish(document(outcome("end", status="resolved"), slug="payout-not-received"))
    case = make_case()
    start_walk(case, now=NOW)
    walk = present_walk(case)
    assert walk is not None

    found = build_panel(case, walk, now=NOW).found

    assert found is not None
    assert found.message == "case-resolved"
    assert [preview.channel for preview in found.messages] == ["email", "sms"]


def test_the_case_page_shows_no_message_of_a_case_of_which_none_goes_out():
    publish(document(
        outcome("end", cause="amount_over_limit", message="solution", status="open"),
        slug="payout-not-received",
    ))  # fmt: skip
    case = make_case()
    case.fall_silent(NOW)
    start_walk(case, now=NOW)
    walk = present_walk(case)
    assert walk is not None

    found = build_panel(case, walk, now=NOW).found

    assert found is not None
    assert (found.message, found.messages) == ("", [])
