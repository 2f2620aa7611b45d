"""HELP: who we are and how to reach us, told once a day where a country has us tell it."""

from datetime import datetime, timedelta

from support.cases.models import Case
from support.customers.models import Customer
from support.intake.texts.sms import IncomingSms
from support.notifications.addresses.sms_senders import sender_for
from support.notifications.models import Channel, State
from support.notifications.returns.stopping import is_held
from support.notifications.services import queue_message

ONE_EACH = timedelta(days=1)


def answer_help(number: str, case: Case | None, sms: IncomingSms, now: datetime) -> bool:
    """Answer who asks for help; False where a person should see it instead.

    That is so for whom we do not know, who was answered today, and who wants nothing from us.
    """
    customer = case.customer if case else Customer.objects.filter(phone=number).first()
    if customer is None or not sender_for(number).answers_help or is_held(number):
        return False
    lately = IncomingSms.objects.sent_by([number]).filter(
        became=IncomingSms.Became.HELP, received_at__gt=now - ONE_EACH
    )
    if lately.exists():
        return False
    row = queue_message(
        customer,
        "sms-help",
        channel=Channel.SMS,
        dedupe_key=f"sms-help:{sms.pk}",
        context={},
        now=now,
        contact=case.contact if case else customer.contact,
        thread=case.reference if case else "",
    )
    return row.state == State.QUEUED
