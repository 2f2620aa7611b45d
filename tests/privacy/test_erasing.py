"""A customer is erased: nothing of them is in any table, file or log; what happened is."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.audit.models import Entry
from support.cases.links import link_for
from support.cases.models import Case, CaseEvent, Message
from support.customers.models import Customer
from support.intake.letters.settling import put_into_case
from support.intake.models import IncomingSms, Letter, RefusedEvent
from support.intake.texts.receiving import receive as receive_sms
from support.lead.privacy.erasing import erase, held
from support.lead.tasks import erase as erase_asked
from support.mailbox import sandbox
from support.mailbox.models import IncomingMail
from support.mailbox.reading.mail import read_mail
from support.mailbox.services import receive
from support.notifications.models import Channel, Notification, State, Suppression
from support.notifications.outbox.suppressions import suppress
from support.notifications.signals import Incoming
from support.payments.models import Payment
from support.surveys.models import Survey
from tests.api.asking import V1, client_for
from tests.desk.walking import HTMX, answer, make_walk
from tests.factories import make_agent, make_case, make_customer, payment_event, sign_in
from tests.intake.letters.writing import came, letter
from tests.intake.signing import send
from tests.intake.texts.writing import came as text_came
from tests.notifications.making import make_notification
from tests.stored.making import lie_in

pytestmark = pytest.mark.django_db
WORD = "Quennellplanted"
EMAIL = "zaphod@quennellplanted.example"
PHONE = "+447700900123"
SAID = f"I am {WORD}, write to {EMAIL} or call {PHONE}."


def rows() -> Iterator[tuple[str, str]]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            yield from ((table, row) for (row,) in cursor.fetchall())


def shows_them(text: str) -> bool:
    small = text.casefold()
    names = (WORD.casefold(), EMAIL, PHONE.removeprefix("+"), "planted person")
    return any(name in small or name.encode().hex() in small for name in names)


def where() -> set[str]:
    return {table for table, row in rows() if shows_them(row)}


@pytest.fixture
def house(client, tmp_path, monkeypatch, tree) -> dict[str, Any]:
    """Somebody who came in by every door, with messages in every state."""
    lie_in(tmp_path, monkeypatch)
    monkeypatch.setattr(sandbox, "read", read_mail)
    lead = make_agent("sofia", is_superuser=True)
    desk = sign_in(client, lead)
    person = {"name": WORD, "email": EMAIL, "phone": PHONE, "id": WORD, "locale": "en-GB"}
    event = payment_event(
        customer=person, failure_message=SAID, counterparty_name=WORD, client=SAID,
        account_age_days=SAID,
    )  # fmt: skip
    case = Case.objects.get(reference=send(event).json()["case"])
    send(payment_event(reference="", customer=person))
    mine = [case.reference]
    for name, form in {
        "case-note": {"body": SAID}, "case-reply": {"body": SAID, "anyway": "9"},
        "case-contact": {"name": WORD, "email": EMAIL, "phone": PHONE},
    }.items():  # fmt: skip
        assert desk.post(reverse(name, args=mine), form, headers=HTMX).status_code < 400
    file = SimpleUploadedFile("slip.txt", SAID.encode())
    desk.post(
        reverse("case-draft-files", args=[*mine, "note"]),
        {"file": file, "body": f"{SAID} And a file."}, headers=HTMX,
    )  # fmt: skip
    words = {"body": f"{SAID} And more."}
    drafted = desk.post(reverse("case-draft", args=[*mine, "reply"]), words, headers=HTMX)
    assert drafted.status_code < 400
    walked, walk = make_walk(case=make_case(customer=case.customer, payment=None))
    step = {**answer(walk, "q1"), "note": SAID}
    desk.post(reverse("walk-answer", args=[walked.reference]), step, headers=HTMX)
    report = {**answer(walk, "q2"), "report": SAID}
    desk.post(reverse("walk-report", args=[walked.reference]), report, headers=HTMX)
    came(letter(SAID, From=EMAIL))
    came(letter(SAID, From=f"{WORD} <{EMAIL}>", Message_ID="<2@x.example>"))
    put_into_case(Letter.objects.earliest("pk").pk, case.reference, actor=lead, now=timezone.now())
    receive(b"From: " + EMAIL.encode() + b"\n\nnot read yet", "", timezone.now())
    text_came(SAID, PHONE, now=timezone.now())
    text_came(f"{WORD} has my phone: {EMAIL}", "+447700900999", now=timezone.now())
    receive_sms(Incoming(PHONE, SAID), timezone.now())
    Survey.objects.update_or_create(
        case=walked, defaults={"words": SAID, "considered_at": timezone.now()}
    )
    suppress(Channel.EMAIL, EMAIL, why="stopped", words=SAID, now=timezone.now())
    for state in (State.QUEUED, State.FAILED, State.NEEDS_PERSON, State.SENT):
        make_notification(
            customer=case.customer, address=EMAIL, thread=case.reference, state=state,
            reason="refused" if state in (State.FAILED, State.NEEDS_PERSON) else "",
            sent_at=timezone.now() if state == State.SENT else None, text=SAID, html=SAID,
            context={"words": SAID},
        )  # fmt: skip
    client_for(lead).post(
        f"{V1}cases/{case.reference}/notes/", {"body": SAID},
        headers={"Idempotency-Key": "one-of-ours"},
    )  # fmt: skip
    link_for(case, timezone.now())
    return {"lead": lead, "desk": desk, "case": case, "walked": walked, "event": event}


def gone(house: dict[str, Any]) -> dict[Any, int]:
    Notification.objects.filter(state=State.CLAIMED).update(
        lease_until=timezone.now() - timedelta(minutes=9)
    )
    customer = house["case"].customer
    return erase(customer, actor=house["lead"], now=timezone.now(), why="asked")


def test_nothing_of_them_is_left_in_any_table_file_or_log(
    house, tmp_path, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    before = where()
    wanted = {
        "customers_customer", "cases_case", "cases_message", "cases_caseevent", "cases_searchentry",
        "notifications_notification", "notifications_suppression", "payments_payment",
        "intake_letter", "walks_walkanswer", "walks_stepreport", "surveys_survey",
        "answering_draft", "intake_paymentevent", "customers_sourceid",
    }  # fmt: skip
    assert wanted <= before
    assert any(SAID.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())

    with django_capture_on_commit_callbacks(execute=True):
        done = gone(house)

    assert where() == set()
    assert sum(done.values()) > 30
    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert SAID.encode() not in file.read_bytes()
    assert not any(shows_them(record.getMessage()) for record in caplog.records)


def test_of_their_sms_not_even_the_digest_of_their_number_is_left(house):
    text_came("Not theirs.", "+447700900999", now=timezone.now())
    digests = set(IncomingSms.objects.sent_by([PHONE]).values_list("number_digest", flat=True))
    assert len(digests) == 1

    gone(house)

    assert not IncomingSms.objects.filter(number_digest__in=digests).exists()
    assert Letter.objects.get().text == "Not theirs."


def test_what_happened_can_still_be_counted(house):
    case = house["case"]
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    said = case.messages.count()

    gone(house)

    case.refresh_from_db()
    payment = Payment.objects.get(pk=case.payment_id)
    assert (payment.reference, payment.amount, payment.failure_code) == (
        house["event"]["payment"]["reference"], Decimal(1200), "AC04",
    )  # fmt: skip
    assert list(case.events.order_by("pk").values_list("kind", flat=True))[: len(kinds)] == kinds
    assert (case.messages.count(), set(case.messages.values_list("body", flat=True))) == (
        said, {"—"},
    )  # fmt: skip
    assert case.status_class == "done"
    entry = Entry.objects.get(kind=Entry.Kind.CUSTOMER_ERASED)
    assert entry.actor == house["lead"]
    assert entry.values["why"] == "asked"
    assert case.reference in entry.values["cases"]


def test_no_message_leaves_any_more_and_stop_still_holds(house):
    gone(house)

    left = Notification.objects.exclude(state__in=[State.SENT, State.DELIVERED])
    assert set(left.values_list("state", flat=True)) <= {State.CANCELLED, State.SUPERSEDED}
    assert set(Notification.objects.values_list("address", flat=True)) == {""}
    assert Suppression.objects.holding(Channel.EMAIL, EMAIL.upper()).count() == 1
    assert not Suppression.objects.holding(Channel.EMAIL, f"x{EMAIL}").exists()


def test_an_address_that_was_erased_is_known_again_after_a_change_of_keys(house, settings):
    gone(house)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert Suppression.objects.holding(Channel.EMAIL, EMAIL).exists()


def test_what_comes_later_of_their_payment_brings_nothing_of_them_back(house):
    gone(house)

    event = house["event"]
    later = {"type": "payment.updated", "payment": event["payment"] | {"status": "returned"}}
    answer = send(later)

    assert answer.status_code == 202
    assert Payment.objects.get(reference=event["payment"]["reference"]).status == "returned"
    assert where() == set()


def test_others_keep_what_is_theirs(house):
    other = make_case(customer=make_customer(name="Somebody Else", email="else@x.example"))
    message = Message.objects.create(
        case=other, kind=Message.Kind.INCOMING, body="Where is it?", written_at=timezone.now()
    )
    kept = make_notification(customer=other.customer, address="else@x.example")

    gone(house)

    for row in (other, message, kept):
        row.refresh_from_db()
    assert (other.customer.name, message.body) == ("Somebody Else", "Where is it?")
    assert (kept.address, kept.state) == ("else@x.example", State.QUEUED)
    assert Suppression.objects.count() == 1
    assert not IncomingMail.objects.exists()
    assert not RefusedEvent.objects.exists()


def test_nobody_is_erased_while_a_message_to_them_is_being_sent(house):
    Notification.objects.filter(state=State.QUEUED, text=SAID).update(
        state=State.CLAIMED, lease_until=timezone.now() + timedelta(minutes=5)
    )

    with pytest.raises(ValidationError, match="just being sent"):
        erase(house["case"].customer, actor=house["lead"], now=timezone.now(), why="asked")
    assert Customer.objects.get(pk=house["case"].customer_id).name == WORD


def test_nobody_is_erased_twice(house):
    gone(house)

    with pytest.raises(ValidationError, match="erased already"):
        gone(house)


def test_whoever_was_joined_goes_too(house):
    customer = house["case"].customer
    joined = make_customer(name=f"{WORD} too", joined_into=customer)

    erase(joined, actor=house["lead"], now=timezone.now(), why="asked")

    assert where() == set()
    assert Customer.objects.filter(erased_at=None, pk__in=[customer.pk, joined.pk]).count() == 0


def test_what_is_held_is_counted_before(house):
    counts = {str(name): count for name, count in held(house["case"].customer)}

    assert counts["The customer"] == 1
    assert counts["Words of the conversation and notes"] > 1


def test_the_timeline_keeps_its_lines_from_everybody_else(house):
    gone(house)

    with pytest.raises(Exception, match="Cannot update"):
        CaseEvent.objects.filter(case=house["case"]).update(note="x")


def test_a_lead_erases_them_on_a_page_once_they_have_typed_the_name(house):
    desk, customer = house["desk"], house["case"].customer
    address = reverse("customer-erasure", args=[customer.pk])
    assert address in desk.get(reverse("case", args=[house["case"].reference])).text
    shown = desk.get(address).text
    assert "Erase for good" in shown
    assert "are still open" in shown

    wrong = desk.post(address, {"why": "asked", "named": "Somebody"})
    assert (wrong.status_code, "Nothing was erased" in wrong.text) == (422, True)
    assert where() != set()
    asked = desk.post(address, {"why": "law", "named": f" {WORD.upper()} "}, follow=True)

    assert asked.redirect_chain[0][1] == 302
    assert "This customer is being erased" in asked.text
    erase_asked()
    assert "This customer is erased" in desk.get(address).text
    assert where() == set()
    log = desk.get(reverse("log")).text
    assert "Customer erased" in log
    assert "The law or an authority asks for it" in log
    for page in (reverse("case", args=[house["case"].reference]), "/", "/outbox/", "/lead/"):
        assert desk.get(page).status_code == 200
        assert not shows_them(desk.get(page).text)


def test_an_agent_neither_sees_nor_opens_the_page(house):
    agent = sign_in(Client(), make_agent("amy"))
    address = reverse("customer-erasure", args=[house["case"].customer_id])

    assert agent.post(address, {"why": "asked", "named": WORD}).status_code == 403
    assert address not in agent.get(reverse("case", args=[house["case"].reference])).text


def test_looking_costs_the_same_for_many_cases(house):
    address = reverse("customer-erasure", args=[house["case"].customer_id])
    house["desk"].get(address)  # what is asked once a process is asked
    with CaptureQueriesContext(connection) as few:
        house["desk"].get(address)
    for _number in range(5):
        make_case(customer=house["case"].customer, payment=None)
    with CaptureQueriesContext(connection) as many:
        house["desk"].get(address)

    assert len(many) == len(few)


def test_a_restored_copy_forgets_them_again(house, capsys, tmp_path):
    kept = tmp_path / "erased.txt"
    customer = house["case"].customer
    kept.write_text(f"{customer.pk}\n987654321\n")

    call_command("erased", again=str(kept))
    call_command("erased")

    assert where() == set()
    assert capsys.readouterr().out.split() == ["1", "erased", "once", "more", str(customer.pk)]
