"""What came of a look-up: news, nothing new, not known there, or again later."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from support.intake.masking.news import without_secrets
from support.intake.models import OWN
from support.intake.services import Event, receive_news
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.sending.backoff import PATIENCE, delay_after
from support.sending.breaker import record_fault, record_health
from support.sources.channel_rules import with_channel
from support.sources.kinds.base import UnreadableBody
from support.sources.looking.calling import Came
from support.sources.looking.look_up import LONGEST_WORDS
from support.sources.looking.reading import read_answer, says_more
from support.sources.models import Access, LookUp, Source
from support.sources.signals import looked_up
from web.again import again_after_deadlock

logger = logging.getLogger(__name__)
FIRST_WAIT = timedelta(seconds=30)
TRIES = 5  # of an answer that cannot be stored: what is wrong with us does not mend itself
UNSTORED = "the answer could not be stored"
MISSING = (404, 410)


@dataclass(frozen=True)
class SourceSide:
    """A source as it is asked; without access it cannot be."""

    source: Source
    access: Access | None


def side_of(slug: str) -> SourceSide:
    """Return the source of a payment; our own form has no row of its own."""
    source = Source.objects.filter(slug=slug).first() or Source(slug=slug or OWN, kind=OWN)
    return SourceSide(source, Access.objects.filter(name=source.slug).first())


def settle(
    one: LookUp, side: SourceSide, came: Came, *, now: datetime, is_final: bool = False
) -> None:
    """Store what came of a question that this process holds, and tell of its end."""
    if side.access is not None and not is_final:
        if came.is_fault:
            record_fault(Access.objects, side.access.name, now)
        else:
            record_health(Access.objects, side.access.name)
    try:
        again_after_deadlock(lambda: _store(one, side, came, now, is_final=is_final))
    except Exception:  # keeps nobody else's answer from being heard, and is tried again
        logger.exception("what came of look-up %s could not be stored", one.pk)
        if one.words == UNSTORED and one.attempts + 1 >= TRIES:
            _give_up(one, now)
        else:
            _put_off(one, UNSTORED, now)


def _give_up(one: LookUp, now: datetime) -> None:
    """End what cannot be stored, also where whoever is told of the end is what fails."""
    try:
        with transaction.atomic():
            _end(one, LookUp.State.FAILED, now, words=UNSTORED)
    except Exception:  # it would be asked for ever; that it has ended is kept without who hears it
        logger.exception("the end of look-up %s could not be told", one.pk)
        one.save()


@transaction.atomic
def _store(one: LookUp, side: SourceSide, came: Came, now: datetime, *, is_final: bool) -> None:
    row = LookUp.objects.held().select_for_update(no_key=True).filter(pk=one.pk).first()
    if row is None:
        return  # another worker took it over
    if came.status in MISSING:
        _end(row, LookUp.State.MISSING, now, words=came.words)
        return
    words = came.words
    if came.is_fine:
        try:
            payment = Payment.objects.get(pk=one.payment_id)
            news, _hidden = without_secrets(read_answer(came.content, side.source, payment, now))
        except UnreadableBody as error:
            words = str(error)
        else:
            _take(row, payment, news, side.source, now)
            return
    if is_final or now - row.asked_at > PATIENCE:
        _end(row, LookUp.State.FAILED, now, words=words)
    else:
        _put_off(row, words, now)


def _take(row: LookUp, payment: Payment, news: PaymentNews, source: Source, now: datetime) -> None:
    """Hand on what an answer says beyond what is known."""
    if says_more(news, payment):
        event = Event(
            event_id=f"look-up-{row.pk}",
            kind="look-up",
            source=payment.source or OWN,
            country=source.country,
        )
        receive_news(event, with_channel(news, source.channel_rules), now=now)
    row.status, row.answered_at_source = news.status, news.occurred_at
    _end(row, LookUp.State.ANSWERED, now, words=news.status_said)


def _end(row: LookUp, state: str, now: datetime, *, words: str) -> None:
    row.state, row.finished_at, row.attempts = state, now, row.attempts + 1
    row.words, row.claimed_by, row.lease_until = words[:LONGEST_WORDS], "", None
    row.save()
    looked_up.send(LookUp, look_up=row, now=now)


def _put_off(row: LookUp, words: str, now: datetime) -> None:
    row.attempts += 1
    row.state, row.claimed_by, row.lease_until = LookUp.State.ASKED, "", None
    row.words, row.not_before = words[:LONGEST_WORDS], now + delay_after(row.attempts, FIRST_WAIT)
    row.save()
