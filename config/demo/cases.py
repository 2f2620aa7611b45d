"""The demo world: the sample payments as events of the last days, worked on by two agents."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pgtrigger
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from config.demo.talking import answer_surveys, ask_and_answer, say_why
from config.demo.under_way import Told, refunds
from support.cases.models import Case, Ending, Status
from support.cases.models.ending import ending_of_record
from support.cases.models.waiting import WaitingRules
from support.cases.overdue import tell_overdue_banks
from support.cases.services import add_note, assign_case, resolve_case
from support.cases.taking.following_up import follow_up
from support.cases.telling.cause_sentences import asks_for_unnamed
from support.cases.telling.recording import fits_payment
from support.guidance.models import CaseWalk
from support.guidance.services import answer_step, confirm_outcome
from support.intake.records import BadRecord, Record, read_records
from support.intake.services import Event, receive_news
from support.notifications.delivery.handover import Acceptance, record_sent
from support.notifications.delivery.preparing import cost_of_sending, prepare
from support.notifications.models import Channel as MessageChannel
from support.notifications.models import Notification, Reason, State
from support.notifications.returns.mail_reports import mail_bounced
from support.payments.ladder.rungs import Rung
from support.payments.models import Channel
from support.surveys.asking import ask_due
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.services import Choice

WEEK = timedelta(days=7)
ENDINGS = (Ending.CUSTOMER_MUST_ACT, "", Ending.WITHDRAWN)  # "": it waits until it ends by itself
PATIENCE = timedelta(days=2)  # so long the demo's agents wait for a customer
NOTES = {
    "en": "Asked the bank's desk; they answer within the day.",
    "zh-hans": "已联系银行运营，预计当日答复。",
}
LEAVES_WITHIN = timedelta(hours=2)
ARRIVES_AFTER = timedelta(hours=26)
# In a week a customer can be reminded, and a case end over their silence.
RULES = {"remind_after_days": 2, "reminders": 1, "end_after_days": 2}


def load_demo_cases(file: Path, agents: list[User], *, now: datetime) -> int:
    """Receive every sample payment at a time of the last week and work on part of the cases.

    Weekday and local time of a payment are kept, because opening hours depend on them.
    Returns how many events were received.
    """
    _fill_channel_board(now)
    WaitingRules.objects.get_or_create(pk=WaitingRules.THE_ONE, defaults=RULES)
    with file.open("rb") as lines:
        told = list(_recent(read_records(lines), now))
    told += [*_arriving(told, now), *refunds(now)]
    for number, (moment, event, news) in enumerate(sorted(told, key=lambda one: one[0])):
        _let_pass(moment)
        answer = receive_news(event, news, now=moment)
        if answer["case"] is None or news.status == Rung.CREDITED:
            continue  # nothing to be worked on
        case = Case.objects.select_related("customer", "payment__channel").get(
            reference=answer["case"]
        )
        _work(case, number, agents, min(moment + timedelta(minutes=40), now))
        if number % 4 == 0 and moment + PATIENCE < now:
            _close(case, number, agents, moment + PATIENCE)
        follow_up(moment)
    _let_pass(now)
    _count_as_sent(Notification.objects.all())
    _lose_some()
    return len(told)


def _let_pass(until: datetime) -> None:
    """Do what happens by itself: messages leave, late banks are told of, silence is followed up.

    Customers are asked how it went, and some of them answer.
    """
    _count_as_sent(Notification.objects.filter(created_at__lt=until - LEAVES_WITHIN))
    tell_overdue_banks(until)
    follow_up(until)
    ask_due(until)
    answer_surveys(until)


def _recent(records: Iterator[Record | BadRecord], now: datetime) -> Iterator[Told]:
    zones = {channel.code: channel.zone for channel in Channel.objects.all()}
    for record in records:
        if isinstance(record, BadRecord):
            continue
        moment = datetime.fromisoformat(record.news.created_at)
        moment = moment.astimezone(zones[record.news.channel])
        weeks = (now - moment) // WEEK
        moved = moment + weeks * WEEK  # the same wall-clock time, whatever summer time does
        if moved > now:  # as it does in the week in which clocks are set back
            moved -= WEEK
        news = replace(record.news, created_at=moved.isoformat())
        yield moved.astimezone(UTC), Event(f"demo-{record.line}", "payment.updated"), news


def _arriving(told: list[Told], now: datetime) -> Iterator[Told]:
    """Yield that what was only slow, or of which nobody knew, arrived a day later after all."""
    for moment, event, news in told:
        is_slow = news.status == Rung.PENDING and not news.failure_code
        at = moment + ARRIVES_AFTER
        if (is_slow or news.status == Rung.UNKNOWN) and at < now:
            credited = replace(
                news, status=str(Rung.CREDITED), status_said="credited", occurred_at=at,
                failure_scheme="", failure_code="", failure_message="", bank_latency_ms=None,
            )  # fmt: skip
            yield at, replace(event, event_id=f"{event.event_id}-credited"), credited


def _fill_channel_board(now: datetime) -> None:
    """Every channel has worked for a month, but for one that has been slow since this morning."""
    for channel in Channel.objects.all():
        channel.states.create(state=Channel.State.NORMAL, since=now - timedelta(days=30))
    slow = Channel.objects.get(code="demo-ob-uk")
    note = "Answers slowly since this morning; the bank knows."
    slow.states.create(state=Channel.State.DEGRADED, since=now - timedelta(hours=3), note=note)


def _work(case: Case, number: int, agents: list[User], now: datetime) -> None:
    """Do what agents do, in a pattern that leaves something of everything."""
    agent = agents[case.contact.language == "zh-hans"]
    link = CaseWalk.objects.filter(case=case).present().first()
    if link is not None and link.walk.is_open and number % 3:
        assign_case(case, agent, actor=agent, now=now)
        _go_on(case, link.walk, agent, now)
    if number % 7 == 0:
        add_note(case, NOTES[case.contact.language], now=now, actor=agent)
    if number % 11 == 0 and case.contact.is_reachable and not case.is_silent:
        ask_and_answer(case, agent, now=now)


def _close(case: Case, number: int, agents: list[User], now: datetime) -> None:
    """Close a case some days later, once what it asked of its customer has gone out."""
    case = Case.objects.select_related("customer", "payment__channel", "cause").get(pk=case.pk)
    if case.status not in (Status.WAITING_BANK, Status.WAITING_CUSTOMER):
        return
    _count_as_sent(Notification.objects.for_thread(case.reference).filter(not_before__lt=now))
    ending = _ending_of(case, number)
    if not ending:
        return
    say_why(case, ending, now=now)
    agent = agents[case.contact.language == "zh-hans"]
    resolve_case(case, now=now, ending=ending, actor=agent)


def _ending_of(case: Case, number: int) -> str:
    """Return an ending that fits the record; nobody says "credited" against it.

    That a customer did not answer shows by itself; and a payment of which the bank still has to
    tell us ends no other way than by its customer's wish.
    """
    status = case.payment.status if case.payment else ""
    proven = ending_of_record(status)
    if case.status == Status.WAITING_BANK:
        is_known = status in (Rung.FAILED, Rung.REJECTED, Rung.CANCELLED)
        return proven or (Ending.CANNOT_BE_DONE if is_known else Ending.WITHDRAWN)
    asked = Notification.objects.for_thread(case.reference).filter(sent_at__isnull=False)
    fitting = ENDINGS if asked.exists() and case.contact.is_reachable else (Ending.WITHDRAWN,)
    return proven or fitting[number // 4 % len(fitting)]


def _count_as_sent(rows: QuerySet[Notification]) -> None:
    """Settle messages as sent in their time: nobody is written to, not even by files."""
    for row in rows.filter(state=State.QUEUED).prefetch_related(None).select_related("customer"):
        row.attempts, row.provider = 1, "demo"
        outgoing = prepare(row)
        words = outgoing.rendered
        Notification.objects.filter(pk=row.pk).update(
            attempts=1,
            subject=words.subject,
            text=words.text,
            html=words.html,
            wording=words.wording,
            segments=words.segments,
        )
        acceptance = Acceptance(
            row,
            str(row.pk),
            started_at=row.not_before,
            ended_at=row.not_before + timedelta(seconds=3),
            segments=words.segments,
            cost=cost_of_sending(outgoing),
        )
        record_sent(acceptance)


def _lose_some() -> None:
    """One customer whom nothing reaches, and one SMS of which nobody knows whether it went out."""
    now = timezone.now()  # after they were written and sent, which took its time
    sent = Notification.objects.filter(state=State.SENT).order_by("-created_at")
    lost = sent.filter(channel=MessageChannel.EMAIL, customer__phone="").first()
    if lost is not None:
        words = "550 5.1.1 The mailbox does not exist"
        mail_bounced(
            lost, recipient=lost.address, reason=Reason.NO_ADDRESS, words=words, at=now, now=now
        )
    doubtful = sent.filter(channel=MessageChannel.SMS).first()
    if doubtful is not None:
        Notification.objects.filter(pk=doubtful.pk).update(
            state=State.NEEDS_PERSON, reason=Reason.UNCERTAIN, updated_at=now
        )
        # It was counted as sent, which nobody is to see of it.
        with pgtrigger.ignore("notifications.Attempt:attempts_only_grow"):
            doubtful.attempt_rows.update(ok=False, uncertain=True)


def _go_on(case: Case, walk: Walk, agent: User, now: datetime) -> None:
    position = walk.position()
    if position.is_outcome:
        cause = Cause.objects.filter(slug=position.present.cause or "").first()
        if asks_for_unnamed(case, cause) or not fits_payment(case, cause):
            return  # an agent has to word it first, which waits for whoever looks around
        confirm_outcome(case, walk, seen=walk.answers_seen, actor=agent, now=now)
    elif position.present.options:
        option = position.present.options[0].key
        choice = Choice(node=position.present.key, option=option, source=WalkAnswer.Source.AGENT)
        answer_step(case, walk, choice, seen=walk.answers_seen, actor=agent, now=now)
