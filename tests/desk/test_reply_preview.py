"""A reply is shown as it will leave, and leaves so."""

import pytest

from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from tests.brand.making import enter
from tests.factories import make_agent, make_case, make_payment, sign_in

pytestmark = pytest.mark.django_db
WORDS = "Your bank has it.\nPlease ask them for PAY-1."


@pytest.fixture
def page(client):
    return sign_in(client, make_agent("ada"))


def open_case():
    payment = make_payment()
    return make_case(payment=payment, customer=payment.customer)


def test_what_the_composer_shows_is_what_is_sent(page):
    enter("all", name="Harbourlight", reply_address="help@harbour.test")
    case = open_case()
    shown = page.post(f"/cases/{case.reference}/reply/preview/", {"body": WORDS})
    assert not Notification.objects.filter(event="agent-reply").exists()

    page.post(f"/cases/{case.reference}/reply/", {"body": WORDS})

    rows = Notification.objects.filter(event="agent-reply")
    assert {row.channel for row in rows} == {"email", "sms"}
    kept = {message.channel: message for message in shown.context["answer"].messages}
    for row in rows:
        leaving = as_it_would_leave(row)
        previewed = kept[row.channel]
        assert (previewed.subject, previewed.text, previewed.html) == (
            leaving.subject, leaving.text, leaving.html,
        )  # fmt: skip
        assert previewed.address == row.address
    assert "The Harbourlight support team" in shown.text


def test_what_was_typed_stays_beside_its_preview(page):
    case = open_case()

    shown = page.post(
        f"/cases/{case.reference}/reply/preview/", {"body": WORDS}, headers={"HX-Request": "true"}
    )

    assert shown.status_code == 200
    assert ">Your bank has it.\nPlease ask them for PAY-1.</textarea>" in shown.text
    assert 'class="reply-preview"' in shown.text


def test_nothing_typed_is_nothing_to_show(page):
    case = open_case()

    assert page.post(f"/cases/{case.reference}/reply/preview/", {"body": " "}).status_code == 422
