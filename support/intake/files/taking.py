"""A file's entries, received as if they had come to the door."""

import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from support.files.sealing import digests_of
from support.intake.events.reading import NoReference
from support.intake.files.matching import Known, Match, as_told_of
from support.intake.files.report import Line, Outcome, Report
from support.intake.models import PaymentEvent
from support.intake.services import DIGEST, Event, receive_news
from support.payments.ladder.rungs import TROUBLE
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.sources.channel_rules import with_channel
from support.sources.files.entries import BadFile, Entry
from support.sources.files.reading import read_file
from support.sources.models import Source

logger = logging.getLogger(__name__)

BATCH = 200  # entries whose payments are looked up together


@dataclass(frozen=True)
class _Told:
    """An entry with news, and the id by which it is received once."""

    number: int
    news: PaymentNews
    event_id: str


def take_file(
    stream: IO[bytes],
    source: Source,
    *,
    dry_run: bool,
    now: datetime,
    seconds: float | None = None,
) -> Report:
    """Receive every entry of a file and report on each; what was received before is not again.

    Each entry is a transaction of its own, so that one that fails stops no other, and a file that
    ends in the middle can be sent again whole. A dry run takes each back. After `seconds` it stops
    between two entries. `stream` must be able to go back to its begin.
    """
    report = Report(source.slug, is_dry_run=dry_run)
    until = None if seconds is None else time.monotonic() + seconds
    try:
        reading = read_file(stream, source)
        taker = _Taker(source, report, now)
        for entries in _batches(reading.entries):
            report.kind = reading.kind
            if until is not None and time.monotonic() > until:
                report.stopped = _(
                    "The time for one go is over. What was read is kept: send the file again to go "
                    "on, or have it taken in by the command take_file."
                )
                break
            taker.take(entries, reading.kind)
        report.kind = reading.kind
    except BadFile as error:
        report.stopped = str(error)
    return report


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries in batches; where the file breaks off, first those that stood before."""
    batch: list[Entry] = []
    try:
        for entry in entries:
            batch.append(entry)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except BadFile:
        yield batch
        raise
    yield batch


class _Taker:
    """Takes the entries of one file in, a batch at a time."""

    def __init__(self, source: Source, report: Report, now: datetime) -> None:
        self._source = source
        self._report = report
        self._now = now

    def take(self, entries: list[Entry], kind: str) -> None:
        told = []
        for entry in entries:
            if entry.news is None:
                outcome = Outcome.PROBLEM if entry.is_problem else Outcome.REMARK
                self._report.add(Line(entry.number, outcome, text=entry.text))
                continue
            self._report.unread.update(field.field for field in entry.news.unread)
            told.append(_Told(entry.number, entry.news, _event_id(entry.news)))
        received = self._received(told)
        new = [one for one in told if one.event_id not in received]
        known = Known(one.news for one in new)
        for one in told:
            reference = received.get(one.event_id)
            if reference is not None:
                self._report.add(Line(one.number, Outcome.KNOWN, reference))
            else:
                self._report.add(self._line(one, known.match(one.news), kind))

    def _received(self, told: list[_Told]) -> dict[str, str]:
        """Return the payments' references of the entries that were received before."""
        rows = PaymentEvent.objects.filter(
            source=self._source.slug, event_id__in={one.event_id for one in told}
        ).exclude(payment=None)
        return dict(rows.values_list("event_id", "payment__reference"))

    def _line(self, told: _Told, match: Match, kind: str) -> Line:
        news = told.news
        is_trouble = news.status in TROUBLE or bool(news.failure_code or news.contradiction)
        name = news.reference or next((one.value for one in news.references), "")
        line = Line(told.number, Outcome.FOREIGN, name, code=news.failure_code)
        if match.several:
            sentence = _("More than one payment goes by these names: %(names)s.")
            outcome = Outcome.PROBLEM if is_trouble else Outcome.REMARK
            text = sentence % {"names": ", ".join(match.several)}
            return replace(line, outcome=outcome, text=text)
        if match.payment is None and not is_trouble:
            return line
        if not name:
            sentence = _("This entry is about trouble, and names no payment.")
            return replace(line, outcome=Outcome.PROBLEM, text=sentence)
        return self._receive(told, match, kind, line)

    def _receive(self, told: _Told, match: Match, kind: str, line: Line) -> Line:
        news = as_told_of(told.news, match)
        if match.payment is None:
            news = with_channel(news, self._source.channel_rules)
        event = Event(told.event_id, kind, self._source.slug, country=self._source.country)
        try:
            with transaction.atomic():
                answer = receive_news(event, news, now=self._now)
                payment = self._payment_of(told)
                if self._report.is_dry_run:
                    transaction.set_rollback(True)
        except (DataError, IntegrityError, ValidationError, NoReference) as error:
            # What no reader foresaw of one entry keeps the other thousands from nobody.
            logger.exception(
                "File of %s: entry %s was not taken in", self._source.slug, line.number
            )
            sentence = _("This entry could not be taken in (%(kind)s).")
            kind_of_error = type(error).__name__
            return replace(line, outcome=Outcome.PROBLEM, text=sentence % {"kind": kind_of_error})
        if payment is None:
            return line
        before = match.payment.status if match.payment else ""
        if match.payment and not self._report.is_dry_run:
            match.payment.status = payment.status  # for a later entry of the same batch
        line = replace(
            line,
            reference=payment.reference,
            before=before,
            after=payment.status,
            case=answer["case"] or "",
        )
        if match.payment is None:
            return replace(line, outcome=Outcome.NEW)
        if news.contradiction:
            return replace(line, outcome=Outcome.DOUBTFUL, text=_(news.contradiction))
        has_moved = payment.status != before
        return replace(line, outcome=Outcome.CHANGED if has_moved else Outcome.NOTED)

    def _payment_of(self, told: _Told) -> Payment | None:
        """Return the payment that an entry told of, None where that was a test of ours."""
        rows = PaymentEvent.objects.filter(source=self._source.slug, event_id=told.event_id)
        return Payment.objects.filter(pk__in=rows.values("payment")).first()


def _event_id(news: PaymentNews) -> str:
    """Return a name for what an entry says: the same again, in whichever file, has the same.

    What the file says of its payment beside that, such as names, is no part of it.
    """
    said = [
        news.reference,
        [(reference.kind, reference.value) for reference in news.references],
        news.status_said,
        news.occurred_at.isoformat() if news.occurred_at else "",
        news.failure_code,
        news.failure_message,
        news.amount,
        news.currency,
    ]
    return f"file-{digests_of(json.dumps(said).encode(), DIGEST)[0]}"
