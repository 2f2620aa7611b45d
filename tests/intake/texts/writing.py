"""SMS that somebody sends us; people and texts are invented."""

from typing import Any

from support.cases.models import Case
from support.intake.models import IncomingSms, Letter
from support.notifications.models import Notification, State
from support.notifications.signals import Incoming, sms_came
from tests.factories import make_case, make_customer
from tests.notifications.making import NOW, make_notification

PHONE = "+8613800000001"


def came(text: str, phone: str = PHONE, *, now: Any = NOW, **more: Any) -> None:
    """Have an SMS come in as providers' doors do."""
    sms_came.send(sender=Incoming, incoming=Incoming(phone, text, **more), now=now)


def case_of(phone: str = PHONE, **overrides: Any) -> Case:
    """An open case whose customer has this number, and no payment."""
    return make_case(customer=make_customer(phone=phone), payment=None, **overrides)


def wrote(case: Case, event: str = "agent-reply", **overrides: Any) -> Notification:
    """An SMS that we wrote about a case."""
    values = {"state": State.SENT, "sent_at": NOW, "address": case.contact.phone}
    return make_notification(
        case.customer, channel="sms", event=event, thread=case.reference, **values | overrides
    )


def became() -> list[str]:
    return list(IncomingSms.objects.order_by("pk").values_list("became", flat=True))


def whys() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("why", flat=True))
