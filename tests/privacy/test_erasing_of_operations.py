"""A customer is erased whose bank was asked, whose money was moved again, and who was held up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support.incidents.models import CaseLink
from support.inquiries.models import BankLetter, Inquiry
from support.operations.money.models import Deed, MoneyStep
from support.payments.models import Payment
from support.roster.models import HandOver
from support.sources.models import LookUp
from support.staff.models import Team
from tests.incidents.world import make_incident
from tests.inquiries.bank import ask, make_bank
from tests.privacy.test_erasing import SAID, WORD, gone, house, where

__all__ = ["house"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def worked_on(house):
    """The same customer, of whom banks, sources and colleagues have words as well."""
    case, now = house["case"], timezone.now()
    case.refresh_from_db()
    incident = make_incident(case.payment.channel)
    CaseLink.objects.get_or_create(incident=incident, case=case, how="hand", linked_at=now)
    inquiry = ask(case, make_bank(), now, words=SAID)
    inquiry.heard = case.messages.filter(body__contains=WORD).first()
    inquiry.save()
    LookUp.objects.create(
        payment=case.payment, why=LookUp.Why.DUE, asked_at=now, not_before=now, state="failed",
        finished_at=now, words=SAID,
    )  # fmt: skip
    attempt = Payment.objects.create(
        reference="again-1", customer=case.customer, channel=case.payment.channel, amount=1,
        instead_of=case.payment, counterparty_name=WORD,
    )  # fmt: skip
    MoneyStep.objects.create(
        case=case, payment=case.payment, deed=Deed.SEND_AGAIN, amount=1, state="unknown",
        asked_at=now - timedelta(minutes=5), sent_at=now, words=SAID, attempt=attempt,
    )  # fmt: skip
    team = Team.objects.create(name="Early")
    HandOver.objects.create(team=team, body=f"Call {WORD} back.", written_at=now)
    return house


def test_nothing_of_them_is_left_with_inquiries_money_steps_look_ups_and_notes(worked_on):
    planted = {
        "inquiries_inquiry", "inquiries_bankletter", "sources_lookup", "money_moneystep",
        "roster_handover", "payments_payment",
    }  # fmt: skip
    assert planted <= where()

    gone(worked_on)

    assert where() == set()
    # What was done is still counted, and what waited to leave does not.
    assert Inquiry.objects.count() == CaseLink.objects.count() == 1
    assert not BankLetter.objects.filter(state="queued").exists()
    assert MoneyStep.objects.get().state == "unknown"
