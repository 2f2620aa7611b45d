"""Everything that people, machines and the timetable do to one case, each as one call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User

from support.cases.links import revoke_link
from support.cases.models import Case
from support.cases.opening import Opening
from support.cases.overdue import tell_overdue_banks
from support.cases.services import (
    add_note,
    assign_case,
    change_status,
    open_case,
    resolve_case,
    send_reply,
)
from support.cases.taking.next_case import take_next
from support.cases.taking.snoozing import snooze_case, wake_due
from support.cases.telling.broadcasts import tell_all
from support.cases.telling.message_words import message_context
from support.cases.telling.unreached import record_reached, settle_reached
from support.customers.contacts import Contact
from support.customers.services import Wishes, set_wishes
from support.guidance.beginning import begin_walk
from support.guidance.hearing import hear_customer
from support.guidance.models import CaseWalk
from support.guidance.proof import reopen_case
from support.guidance.services import (
    answer_step,
    confirm_outcome,
    report_step,
    resume_walk,
    start_walk,
    take_back,
)
from support.intake.services import Event, receive_news
from support.notifications.delivery.settling import record_bounce
from support.notifications.models import Notification
from support.notifications.outbox.broadcasts import Draft
from support.notifications.services import (
    cancel_notification,
    retry_notification,
    send_by_other_channel,
)
from support.payments.models import Channel
from support.payments.news import PaymentNews
from tests.factories import NOW, make_case, make_customer, make_payment
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk
from troubleshooting.walks.moving import MovePlan, OpenWalk, move_walks
from troubleshooting.walks.services import Choice

LATER = NOW + timedelta(hours=3)
OUTAGE = {
    language: {"incident_sentence": "…", "resolved_sentence": "…"} for language in ("en", "zh-hans")
}


@dataclass
class Work:
    """A case that waits for its bank, of whose customer nobody knows whether a message reached him.

    Its walk stands, in an older version of the tree, at an outcome that nobody has confirmed.
    """

    case: Case
    agent: User
    version: TreeVersion

    @property
    def walk(self) -> Walk:
        return CaseWalk.objects.present().filter(case=self.case).latest("pk").walk

    def message(self, event: str) -> Notification:
        return Notification.objects.get(thread=self.case.reference, event=event, channel="email")


def make_work(agent: User, older: TreeVersion, version: TreeVersion) -> Work:
    nobody = make_customer(email="", phone="")
    channel = Channel.objects.get(code="demo-cn-instant")
    payment = make_payment(customer=nobody, channel=channel, currency="CNY")
    case = make_case(customer=nobody, payment=payment)
    begun = begin_walk(case, now=NOW)
    Walk.objects.filter(pk=begun.walk.pk).update(version=older)
    nobody.email = case.contact_email = f"{case.reference}@example.net".lower()
    nobody.save()
    case.save()
    send_reply(case, "We are on it.", now=NOW, actor=agent, context=message_context(case, now=NOW))
    Notification.objects.filter(thread=case.reference).update(
        state="sent", sent_at=NOW + timedelta(hours=1)
    )
    change_status(case, "waiting_bank", now=NOW, actor=agent)
    Case.objects.filter(pk=case.pk).update(
        unreached_since=NOW, bank_due_at=NOW + timedelta(hours=2)
    )
    return Work(Case.objects.select_related("customer", "payment__channel").get(pk=case.pk),
                agent, version)  # fmt: skip


def hear(work: Work, kind: str, status: str, code: str) -> None:
    payment = work.case.payment
    assert payment is not None
    news = PaymentNews(
        reference=payment.reference, direction="payout", status=status, amount="120.00",
        currency="CNY", method="bank_transfer", created_at="2026-11-18T09:00:00+00:00",
        failure_scheme="iso20022", failure_code=code,
        contact=Contact(name="Mock Alder", email=work.case.customer.email),
    )  # fmt: skip
    receive_news(Event(f"evt-{payment.reference}-{kind}-{code}", kind), news, now=LATER)


def bounce(work: Work) -> None:
    pk = str(work.message("agent-reply").pk)
    record_bounce(pk, reason="no_address", words="550 5.1.1 No such user", now=LATER)


def move(work: Work) -> None:
    walk = work.walk
    node = walk.position().present
    entry = OpenWalk(walk.pk, walk.subject, walk.version.number, node, node, ())
    move_walks(MovePlan(work.version, [entry], [], []), actor=None, now=LATER)


def on_walk(service: Callable[..., Any], *given: Any, seen: bool = True, **more: Any) -> Any:
    def deed(work: Work) -> None:
        walk = work.walk
        if seen:
            more["seen"] = walk.answers_seen
        service(work.case, walk, *given, actor=work.agent, now=LATER, **more.copy())

    return deed


def on_case(service: Callable[..., Any], *given: Any, **more: Any) -> Any:
    def deed(work: Work) -> None:
        service(work.case, *given, actor=work.agent, now=LATER, **more)

    return deed


def on_message(service: Callable[..., Any]) -> Any:
    return lambda work: service(work.message("agent-reply"), actor=work.agent, now=LATER)


DEEDS: dict[str, Callable[[Work], object]] = {
    "event of the same failure": lambda work: hear(work, "payment.failed", "failed", "AC04"),
    "event of another failure": lambda work: hear(work, "payment.failed", "failed", "AC06"),
    "event of success": lambda work: hear(work, "payment.updated", "credited", ""),
    "start": on_case(start_walk),
    "answer": on_walk(
        answer_step, Choice("code_account", "holder_deceased", reason="The family rang")
    ),
    "take back": on_walk(take_back, 1),
    "resume": lambda work: resume_walk(work.case, work.walk, now=LATER),
    "confirm": on_walk(confirm_outcome),
    "report": on_walk(report_step, "code_account", seen=False, note="It is wrong."),
    "status": on_case(change_status, "open"),
    "assign": lambda work: assign_case(work.case, work.agent, actor=work.agent, now=LATER),
    "take next": lambda work: take_next(work.agent, now=LATER),
    "snooze": on_case(snooze_case, until=LATER + timedelta(hours=1)),
    "wake due": lambda _work: wake_due(LATER + timedelta(hours=2)),
    "customer's answer": on_case(hear_customer, "It is done.", medium="email"),
    "note": on_case(add_note, "Xylophone"),
    "reply": on_case(send_reply, "Zeppelin", context={"reference": "CW"}),
    "resolve": on_case(resolve_case, ending="cannot_be_done"),
    "reopen": on_case(reopen_case),
    "open": lambda work: open_case(
        work.case.customer, opening=Opening("Again"), payment=work.case.payment, now=LATER
    ),
    "reached": on_case(record_reached),
    "lower reached": lambda _work: settle_reached(LATER),
    "tell overdue": lambda _work: tell_overdue_banks(LATER),
    "bounce": bounce,
    "send again": on_message(retry_notification),
    "other channel": on_message(send_by_other_channel),
    "cancel": on_message(cancel_notification),
    "link": lambda work: message_context(work.case, now=LATER),
    "revoke": lambda work: revoke_link(work.case, LATER),
    "tell all": lambda work: tell_all(
        Case.objects.filter(pk=work.case.pk),
        Draft("incident-opened", "Outage", OUTAGE),
        actor=work.agent,
        now=LATER,
    ),
    "move": move,
    "wish": lambda work: set_wishes(work.case.customer, Wishes(only_essential=True)),
}
# What each of them leaves on the timeline if it was not refused.
LINES = {
    "event of another failure": "payment", "start": "walk_started", "answer": "answered",
    "take back": "answered", "confirm": "outcome", "snooze": "snoozed",
    "customer's answer": "received", "note": "note", "reply": "reply", "resolve": "resolved",
    "reopen": "reopened", "reached": "reached", "bounce": "unreached",
}  # fmt: skip
