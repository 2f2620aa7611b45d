"""A payment that two people have sent again, as its source confirms that it failed."""

from datetime import datetime

from support.cases.models import Case
from support.operations.money.asking import Wanted, ask_step, confirm_step
from support.operations.money.models import Deed, MoneyStep
from support.operations.money.sending import settle
from support.sources.looking.calling import Came
from support.sources.models import Access, LookUp
from support.sources.signals import looked_up
from tests.factories import make_agent


def sent_again(case: Case, now: datetime) -> str:
    """Have it sent again; return the name under which its source goes on."""
    assert case.payment
    Access.objects.get_or_create(name=case.payment.source, order_address="https://bank.example/")
    step = ask_step(case, Wanted(Deed.SEND_AGAIN), actor=make_agent("amy"), now=now)
    look_up = LookUp.objects.get(payment=case.payment, state=LookUp.State.ASKED)
    look_up.state, look_up.status, look_up.finished_at = LookUp.State.ANSWERED, "failed", now
    look_up.save()
    looked_up.send(LookUp, look_up=look_up, now=now)
    step = confirm_step(MoneyStep.objects.get(pk=step.pk), actor=make_agent("bea"), now=now)
    MoneyStep.objects.filter(pk=step.pk).update(state="sending", sent_at=now)
    settle(step.pk, Came(200), now)
    return step.key
