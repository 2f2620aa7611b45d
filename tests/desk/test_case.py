"""The case's page beside the guide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.cases.models import Message, Status
from support.cases.services import add_note, change_status, send_reply
from support.notifications.models import Notification
from support.payments.models import ChannelState
from tests.desk.walking import HTMX, make_walk
from tests.every import every
from tests.factories import make_case, make_customer, make_payment

pytestmark = pytest.mark.django_db


def address(name, case):
    return reverse(name, args=[case.reference])


def replied(case, body, agent):
    context = {"reference": case.reference, "customer_name": "x", "status_url": "http://x/"}
    send_reply(case, body, now=timezone.now(), actor=agent, context=context)


def test_the_strip_says_who_what_where_and_in_whose_words(desk):
    case = make_case(payment=make_payment(status="sent"), promised_at=timezone.now())
    ChannelState.objects.create(
        channel=case.payment.channel, state="down", since=timezone.now(), note="Fault"
    )

    page = desk.get(address("case", case)).text

    assert f'data-copy="{case.reference}"' in page
    assert str(case.customer) in page
    assert "120.00 GBP" in page
    assert "Channel down" in page
    assert "We have opened your case and are looking into it" in page
    assert "Money promised by" in page


def test_a_reference_in_small_letters_is_forgiven(desk):
    case = make_case()

    assert desk.get(f"/cases/{case.reference.lower()}/").status_code == 200


@pytest.mark.parametrize("reference", ["CW-00000000", "nonsense", "%00"])
def test_a_case_that_does_not_exist_is_not_found(desk, reference):
    response = desk.get(f"/cases/{reference}/")

    assert response.status_code == 404
    assert "There is nothing here" in response.text


def test_a_reply_goes_out_and_the_parts_that_changed_are_named(desk, agent):
    case = make_case()

    response = desk.post(address("case-reply", case), {"body": "On its way."}, headers=HTMX)

    message = case.messages.get()
    assert (message.kind, message.author, message.body) == ("outgoing", agent, "On its way.")
    assert Notification.objects.filter(event="agent-reply").count() == 2
    assert response.text.lstrip().startswith('<section id="composer"')
    assert "On its way." not in response.text
    for part in ("stream", "strip"):
        assert f"{part}-changed" in response["HX-Trigger"]


def test_a_reply_without_a_script_leads_back(desk):
    case = make_case()

    response = desk.post(address("case-reply", case), {"body": "Hello"})

    assert response["Location"] == f"/cases/{case.reference}/#composer"


@pytest.mark.parametrize("name", ["case-reply", "case-note"])
@pytest.mark.parametrize("body", ["", "  \n "])
def test_nothing_written_is_refused(desk, name, body):
    case = make_case()

    response = desk.post(address(name, case), {"body": body}, headers=HTMX)

    assert response.status_code == 422
    assert "Please write something first." in response.text
    assert not case.messages.exists()


def test_a_text_that_is_too_long_comes_back_whole(desk):
    case = make_case()
    body = "x" * 20_001

    response = desk.post(address("case-reply", case), {"body": body})

    assert response.status_code == 422
    assert body in response.text


def test_a_note_is_for_colleagues_only(desk):
    case = make_case()

    desk.post(address("case-note", case), {"body": "He was angry."})

    assert case.messages.get().kind == Message.Kind.NOTE
    assert not Notification.objects.filter(text__contains="angry").exists()
    page = desk.get(address("case", case)).text
    assert 'class="entry note"' in page
    assert "He was angry." in page


def test_nobody_can_write_to_a_customer_without_an_address(desk):
    customer = make_customer(email="", phone="")
    case = make_case(customer=customer, payment=make_payment(customer=customer))

    page = desk.get(address("case", case)).text

    assert address("case-reply", case) not in page
    assert "nobody can write to them" in page


def test_the_conversation_shows_what_was_said_and_whether_it_arrived(desk, agent):
    case, now = make_case(), timezone.now()
    case.messages.create(kind="incoming", body="Where is <b>it</b>?", written_at=now)
    add_note(case, "Asked the bank.", now=now, actor=agent)
    replied(case, "We asked the bank.", agent)
    Notification.objects.filter(channel="sms").update(state="failed", reason="refused")

    page = desk.get(address("case", case)).text

    assert "Where is &lt;b&gt;it&lt;/b&gt;?" in page
    assert "From the customer" in page
    assert "Internal note" in page
    assert page.count("We asked the bank.") == 1
    assert "E-mail · Queued" in page
    assert "SMS · Failed" in page
    assert "Refused for this recipient" in page


def test_what_was_sent_automatically_stands_in_the_conversation(desk):
    case, _walk = make_walk()

    page = desk.get(address("case", case)).text

    assert "Message to the customer: Case opened" in page


def test_the_timeline_tells_who_did_what(desk, agent):
    case = make_case()
    change_status(case, Status.OPEN, now=timezone.now(), actor=agent, note="Looked at it")

    page = desk.get(reverse("case-part", args=[case.reference, "stream"])).text

    assert "New → Open" in page
    assert "Looked at it" in page
    assert "Amy Adler" in page
    assert "automatically" in page


@pytest.mark.parametrize("part", ["strip", "guide", "composer", "stream"])
def test_each_part_is_fetched_by_itself(desk, part):
    case, _walk = make_walk()

    response = desk.get(reverse("case-part", args=[case.reference, part]))

    assert response.status_code == 200
    assert f'id="{part}"' in response.text
    assert "<html" not in response.text


def test_a_part_that_does_not_exist_is_not_found(desk):
    case = make_case()

    assert desk.get(reverse("case-part", args=[case.reference, "nothing"])).status_code == 404


def test_a_refund_is_called_one_on_its_case_and_in_the_queue(desk):
    case = make_case(payment=make_payment(is_refund=True))

    assert "<dt>Direction</dt><dd>Refund</dd>" in desk.get(address("case", case)).text
    assert '<td class="row-way">Refund</td>' in desk.get(reverse("queue")).text


def test_a_case_without_a_payment_says_so(desk):
    case = make_case(payment=None, customer=make_customer())

    page = desk.get(address("case", case)).text

    assert "This case is not about a payment we know." in page


def test_the_page_costs_the_same_number_of_queries_for_one_message_and_for_many(desk, agent):
    case, _walk = make_walk()
    desk.get(address("case", case))
    counts = []
    for more in (1, 20):
        for number in range(more):
            add_note(case, f"Note {number}", now=timezone.now(), actor=agent)
            replied(case, f"Reply {number}", agent)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address("case", case))
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_the_page_has_nothing_inline(desk):
    case, _walk = make_walk()

    page = desk.get(address("case", case)).text

    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@every(("days", "shown"), [(1, "1 day"), (412, "412 days"), (2514, "about 7 years")])
def test_the_age_of_an_account_is_told_in_years_once_it_is_old(desk, days, shown):
    case = make_case(payment=make_payment(account_age_days=days))

    page = desk.get(address("case", case)).text

    assert shown in page
    assert (f'title="{days} days"' in page) == (days > 730)
