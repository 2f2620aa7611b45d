"""What the record shows of a case, as claims ask for it."""

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Subquery

from support.brand.reading import reply_ways
from support.cases.merging.going_on import goes_on_in
from support.cases.models import CLASS_OF, Case, CaseEvent, Message, Status, StatusClass
from support.cases.telling.cause_sentences import cause_sentence, edited_sentence
from support.cases.telling.found import DENIALS, UNSURE, as_refund, found_by, is_beside
from support.claims.asking import asks_something
from support.claims.formats import is_chinese
from support.claims.money import leaves_unclear
from support.claims.record import Ending, Record, Turn
from support.claims.rungs import DIRECTIONS, RUNGS, Denial
from support.notifications.outbox.policy import zone_of
from support.notifications.words.cleaning import clean_word
from support.payments.calendar import refund_shown_by
from support.payments.deadlines import deadline_of
from support.payments.models import Payment
from troubleshooting.causes.models import Cause
from troubleshooting.checks.reading.codes import misfits
from troubleshooting.trees.documents.texts import pick
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.asking import question_at

# Causes that say once more what a status says, and those of which the payee accepts no money.
SAYS_STATUS = {
    "cancelled": "cancelled",
    "payout_at_bank": "delivered",
    "payout_coming_back": "sent",
    "payout_found": "credited",
    "refund_waiting": "created",
}
OFFERED = "recipient_not_ready"
# What asks for another amount: of whoever asked for the payment, and a refund is made by us.
OF_CHOSEN_AMOUNTS = frozenset({"amount_invalid", "amount_over_limit"})
# So long may somebody's own words be to be repeated where a customer is reminded of them.
LONGEST_ASKED = {False: 200, True: 60}
BEING_WORKED_ON = frozenset({Status.NEW, Status.OPEN})
TURNS = {Status.WAITING_CUSTOMER: Turn.CUSTOMER, Status.WAITING_BANK: Turn.BANK}


def record_of(
    case: Case, *, now: datetime, language: str = "", cause: Cause | None = None, **known: Any
) -> Record:
    """Return what the record shows at a moment, for the case's customer.

    `cause` stands in the place of the case's own, `language` of the customer's, and what is `known`
    of what the case says. Days are by the customer's clock. Asks no database but for a cause that
    names what was used of a day, for the case in which a duplicate goes on, for a payment sent
    again, and for what somebody asked in their own words.
    """
    language = language or case.contact.language
    cause = cause or case.cause
    zone = zone_of(case.contact.time_zone)
    reply_to, phone = reply_ways(language)
    found = {
        **_of_payment(case.payment, zone),
        **as_refund(case.payment, cause),
        **_of_case(case, cause, zone),
        **_of_cause(case, cause, language, now),
        **known,
    }
    record = Record(
        now=now.astimezone(zone),
        language=language,
        reference=case.reference,
        is_reachable=case.contact.is_reachable,
        reply_to=reply_to,
        phone=phone,
        **found,
    )
    return _with_what_was_asked(record, case, zone)


def _with_what_was_asked(record: Record, case: Case, zone: tzinfo) -> Record:
    """Add what somebody last wrote to the customer, where that says what they are to do.

    Where the cause asks for something as well, that is what was asked of them after it was found.
    """
    is_left = record.ending is Ending.CUSTOMER_MUST_ACT  # and perhaps nobody asked for anything
    is_theirs = record.turn is Turn.CUSTOMER or is_left
    # Nothing was written yet in a case that is made just now.
    if case.pk is None or case.is_fresh or record.is_silent or not is_theirs:
        return record
    written = Message.objects.filter(case.with_merged, kind=Message.Kind.OUTGOING)
    if record.cause_gives_task:
        found = case.events.filter(kind=CaseEvent.Kind.OUTCOME).order_by("-happened_at")
        written = written.filter(written_at__gt=Subquery(found.values("happened_at")[:1]))
    last = written.order_by("-written_at", "-pk").values_list("body", "written_at").first()
    if last is None:
        return record
    words, moment = " ".join(last[0].split()), last[1]
    if (record.cause_gives_task or is_left) and not asks_something(words):
        return record
    is_short = len(words) <= LONGEST_ASKED[is_chinese(record.language)]
    is_quoted = is_short and record.language == case.contact.language
    asked_on = moment.astimezone(zone).date()
    return replace(record, asked=words if is_quoted else "", asked_on=asked_on)


def question_for(case: Case, language: str) -> str:
    """Return the question of a case's guide that waits for its customer, "" for none."""
    if case.pk is None or case.is_done or case.is_silent:
        return ""
    question = case.question
    if question is None:
        walk = Walk.objects.under_way(case.reference)
        question = question_at(walk) if walk else {}
    return pick(question, language)


def would_leave_unclear(
    case: Case, ending: str, *, now: datetime, cause: Cause | None = None
) -> bool:
    """Tell whether nothing could be done any more while nobody knows who has the money.

    It is for the agent to know before they end a case so: the customer is asked to look.
    """
    if ending != Ending.CANNOT_BE_DONE:
        return False
    record = record_of(case, now=now, cause=cause)
    over = replace(record, turn=Turn.NOBODY, ending=Ending.CANNOT_BE_DONE)
    return leaves_unclear(over)


def fits_payment(case: Case, cause: Cause | None) -> bool:
    """Tell whether a cause can be so of the case's payment, and asked of its customer.

    None of a card is of a bank transfer, and nobody who waits for a refund chose its amount. Of
    one that does not fit they are told nothing but what an agent wrote for this case.
    """
    payment = case.payment
    if cause is None or payment is None:
        return True
    is_ours = payment.is_refund and cause.slug in OF_CHOSEN_AMOUNTS
    return not (is_ours or misfits(cause.slug, _method_of(payment)))


def _method_of(payment: Payment) -> str:
    has_channel = payment.channel_id is not None
    return payment.method or (payment.channel.method if has_channel else "")


def _of_payment(payment: Payment | None, zone: tzinfo) -> dict[str, Any]:
    if payment is None:
        return {"has_payment": False}
    since = _local(payment.status_since, zone)
    again = _local(payment.initiated_at, zone) if payment.instead_of else None
    return {
        # Whoever reports a payment writes these, and may write somebody else's advertisement.
        "payment": clean_word("payment", payment.known_as),
        "direction": payment.direction if payment.direction in DIRECTIONS else "",
        "is_refund": payment.is_refund,
        "is_of_pay_in": payment.gives_back,
        "again_on": again.date() if again else None,
        "is_debit": _method_of(payment) == "direct_debit",
        "rung": payment.status if payment.status in RUNGS else "",
        "since": since.date() if since else None,
        "amount": payment.exact_amount,
        "currency": clean_word("amount", payment.currency),
    }


def _of_case(case: Case, cause: Cause | None, zone: tzinfo) -> dict[str, Any]:
    is_done = CLASS_OF[Status(case.status)] == StatusClass.DONE
    ending = Ending(getattr(case, "ending", "") or "") if is_done else Ending.NONE
    return {
        "turn": Turn.NOBODY if is_done else TURNS.get(Status(case.status), Turn.US),
        "ending": ending,
        "is_heard": _is_heard(case),
        "kept": goes_on_in(case) if ending is Ending.DUPLICATE else "",
        "promised_at": _local(_promised_at(case, cause), zone),
        "promise_is_final": case.promise_is_final,
        "bank_due_at": _local(case.bank_due_at, zone),
        "answer_due_at": _local(_answer_due_at(case), zone),
    }


def _promised_at(case: Case, cause: Cause | None) -> datetime | None:
    """Return the promised moment, unless the cause says that the money is late or comes back."""
    has_day = cause is None or cause.of_money not in Cause.WITHOUT_DAY
    return case.promised_at if has_day else None


def _answer_due_at(case: Case) -> datetime | None:
    """Return by when we owe the customer word: the first, one to what they wrote, or the end."""
    if case.complaint_due_at is not None:
        return min(filter(None, (case.complaint_due_at, case.next_answer_due_at)))
    if case.status not in BEING_WORKED_ON:
        return case.next_answer_due_at
    if case.first_answered_at is None:
        return case.first_answer_due_at
    return case.next_answer_due_at or case.solution_due_at


def _of_cause(case: Case, cause: Cause | None, language: str, now: datetime) -> dict[str, Any]:
    if cause is None:
        return {"is_silent": case.is_silent}
    is_silent = case.is_silent or cause.is_silent
    edited = edited_sentence(case, cause, language)
    if not (edited or fits_payment(case, cause)):  # told as if nothing had been found
        return {"is_silent": is_silent, "misfits": True}
    return {
        "cause": "" if is_silent else cause_sentence(case, cause, language, now=now),
        "is_unsure": cause.of_money in UNSURE,
        "is_in_time": cause.of_money in Cause.NOT_LATE,
        "usual_until": _local(_usual_until(case, cause), zone_of(case.contact.time_zone)),
        **found_by(case.payment, cause),
        "cause_state": SAYS_STATUS.get(cause.slug, ""),
        "is_offered": cause.slug == OFFERED,
        "is_beside": is_beside(case.payment, cause),
        "denial": DENIALS.get(cause.of_money, Denial.NONE),
        "is_worded": bool(edited),
        "is_discreet": not cause.is_open,
        "is_silent": is_silent,
    }


def _is_heard(case: Case) -> bool:
    """Tell whether the customer's words still wait for an answer."""
    is_owed = case.first_answered_at is None or case.next_answer_due_at is not None
    return case.heard_at is not None and is_owed


def _usual_until(case: Case, cause: Cause) -> datetime | None:
    """Return until when money that is found not to be late is so; None where nobody can say."""
    payment = case.payment
    if payment is None or payment.channel_id is None or cause.of_money not in Cause.NOT_LATE:
        return None
    if cause.of_money == Cause.OfMoney.IN_TIME:
        return deadline_of(payment).expected_by
    since = payment.status_since if payment.is_refund else None
    return refund_shown_by(payment.channel, since) if since else None


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None
