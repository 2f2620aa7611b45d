"""What came in by a machine, kept so that nothing is done twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case
from support.customers.models import Customer
from support.intake.letters.letter import Letter
from support.intake.refusals.refused import RefusedEvent
from support.intake.texts.sms import IncomingSms
from support.mailbox.models import IncomingMail
from support.payments.models import Payment
from support.retention.kinds import Kind, Table, register
from troubleshooting.marks.asking import Written
from troubleshooting.marks.reading import READ

__all__ = ["OWN", "IdempotencyKey", "IncomingSms", "Letter", "PaymentEvent", "RefusedEvent"]

MADE: tuple[type[models.Model], ...] = (Customer, Payment, Case)
OWN = "casewalk"  # the source that speaks Casewalk's own form


# The row of an event, made or found in one statement that waits for whoever is at the same event,
# and keeps others from making the same payment meanwhile.
TAKE = """
    INSERT INTO intake_paymentevent
        (source, event_id, kind, digest, answer, unread, received_at)
    SELECT %(source)s, %(event_id)s, %(kind)s, %(digest)s, '{}', '[]', %(now)s
    FROM (
        SELECT count(pg_advisory_xact_lock(hashtextextended(name, 0)))
        FROM (SELECT name FROM unnest(%(names)s::text[]) AS name ORDER BY name) AS sorted
    ) AS locks
    ON CONFLICT (source, event_id) DO UPDATE SET event_id = excluded.event_id
    RETURNING id, source, event_id, kind, digest, payment_id, answer, unread, received_at,
        ({mark}) AS mark,
        ARRAY[{ids}] AS kept_ids, payments_used(%(reference)s, %(apart)s) AS is_used,
        payments_tested(%(names)s::text[]) AS is_test
""".replace(
    "{ids}",
    ", ".join(f"nextval('{model._meta.db_table}_id_seq')" for model in MADE),  # noqa: SLF001
).replace("{mark}", READ)


class Names(NamedTuple):
    """What an event calls its payment, in the order in which all lock it, and its references."""

    locked: list[str]
    references: list[str]


class PaymentEventManager(models.Manager["PaymentEvent"]):
    def take(
        self,
        source: str,
        event_id: str,
        *,
        kind: str,
        digest: str,
        names: Names,
        now: datetime,
    ) -> "PaymentEvent":
        """Return an event's row, which is locked; it has an answer if it was received before."""
        values = {
            "source": source,
            "event_id": event_id,
            "kind": kind,
            "digest": digest,
            "names": names.locked,
            "reference": names.references[0],
            "apart": names.references[1],
            "now": now,
        }
        (row,) = TAKEN.ask(values)
        return row


class PaymentEvent(models.Model):
    """One event of a source, and the answer that it got.

    Events are told apart by source and id. `digest` is of the body, so that another body under
    the same id is noticed; "" of one from before. `unread` is what could not be read of it, as
    `payments.news.Unread` has it.
    """

    source = models.CharField(_("source"), max_length=50, default=OWN, db_default=OWN)
    event_id = models.CharField(_("event id"), max_length=200)
    kind = models.CharField(_("kind"), max_length=60)
    digest = models.CharField(max_length=64, db_default="", editable=False)
    payment = models.ForeignKey("payments.Payment", models.CASCADE, null=True, related_name="+")
    answer = models.JSONField(_("answer"), default=dict)
    unread = models.JSONField(_("not read"), default=list, db_default=[])
    received_at = models.DateTimeField(_("received at"))

    mark = ""  # of what is read once a process, where `take` made the row
    kept_ids: Sequence[int] = ()  # for what the event may be the first to speak of, likewise
    is_test = False  # whether it tells of a test payment of ours, likewise
    is_used = True  # whether a payment has one of its references, likewise

    objects = PaymentEventManager()

    class Meta:
        verbose_name = _("payment event")
        verbose_name_plural = _("payment events")
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="payment_event_once")
        ]
        # Counting by time; the rows lie as they came.
        indexes = [BrinIndex(fields=["received_at"], name="payment_event_by_time")]

    def __str__(self) -> str:
        return self.event_id

    @property
    def ids(self) -> dict[type[models.Model], int]:
        """The ids that were kept for rows the event makes, by their tables."""
        return dict(zip(MADE, self.kept_ids, strict=False))


TAKEN = Written(PaymentEvent, TAKE, "mark", "kept_ids", "is_used", "is_test")


class IdempotencyKey(models.Model):
    """One POST that named an Idempotency-Key, and what it was answered.

    `scope` keeps the keys of different callers apart, `fingerprint` is of path and body.
    """

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once")
        ]
        # The nightly purge; the rows lie as they came.
        indexes = [BrinIndex(fields=["created_at"], name="idempotency_key_by_time")]

    def __str__(self) -> str:
        return self.key


register(Kind(
    "events", _("Payment events"),
    _("A payment system may send an event again for weeks; one that is gone would count as new."),
    usual=None, least=90, most=3650, tables=(Table(PaymentEvent.objects.all, "received_at"),),
))  # fmt: skip
register(Kind(
    "refused", _("Refused events"),
    _("Long enough to mend a field map and let them in; pages of sources count them over 30 days."),
    usual=30, least=30, most=365, tables=(Table(RefusedEvent.objects.all, "last_at"),),
))  # fmt: skip
register(Kind(
    "answers", _("Answers kept for scripts"),
    _("Scripts are promised a week in which the same request is done once."),
    usual=7, least=7, most=90, tables=(Table(IdempotencyKey.objects.all, "created_at"),),
))  # fmt: skip
register(Kind(
    "mails", _("E-mail as it came in"),
    _("It holds all that people wrote. A letter that nobody has decided about keeps its mail."),
    usual=settings.RAW_MAIL_DAYS, least=1, most=365,
    tables=(
        Table(
            lambda: IncomingMail.objects.exclude(state=IncomingMail.State.WAITING).exclude(
                pk__in=Letter.objects.waiting().exclude(mail=None).values("mail")
            ),
            "received_at",
        ),
    ),
))  # fmt: skip
register(Kind(
    "sms", _("SMS that came in"),
    _("One that comes again later would count twice. One that nobody has decided about is kept."),
    usual=settings.RAW_MAIL_DAYS, least=2, most=365,
    tables=(
        Table(
            lambda: IncomingSms.objects.exclude(became="").exclude(
                pk__in=Letter.objects.waiting().exclude(sms=None).values("sms")
            ),
            "received_at",
        ),
    ),
))  # fmt: skip
