"""What a door refused, kept so that somebody sees why and lets it in once it can be read."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from support.intake.refusals.sealing import digests_of, open_sealed, seal
from troubleshooting.discretion.masking import mask
from troubleshooting.discretion.words import without_accounts

# A strangers' flood must not fill the disk: of one source and reason so many rows an hour.
MOST_AN_HOUR = 200
BODY_BOUND = 256 * 1024  # as much as any door takes; a part could never be let in
SHOWN = 4000  # letters of a body


class RefusedEventQuerySet(models.QuerySet["RefusedEvent"]):
    def waiting(self) -> "RefusedEventQuerySet":
        """Those that nobody has let in since, the latest first."""
        return self.filter(let_in_at=None).order_by("-last_at", "-pk")


class RefusedEvent(models.Model):
    """One body that a door refused, however often it came; kept for a time from the last.

    `source` is a source's slug. Of a body whose sender nobody knows only size and digest are kept,
    never the body. `let_in_at` says that it was read after all.
    """

    source = models.CharField(_("source"), max_length=50)
    event_id = models.CharField(_("event id"), max_length=200, blank=True)
    status = models.PositiveSmallIntegerField(_("answered with"))
    code = models.CharField(_("code"), max_length=40)
    sentence = models.CharField(_("why it was refused"), max_length=300)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64, editable=False)
    sealed = models.BinaryField(null=True, editable=False, db_column="body")
    times = models.PositiveIntegerField(_("times"), default=1)
    received_at = models.DateTimeField(_("first received at"))
    last_at = models.DateTimeField(_("last received at"))
    let_in_at = models.DateTimeField(_("let in at"), null=True, blank=True)

    objects = RefusedEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("refused event")
        verbose_name_plural = _("refused events")
        constraints = [
            models.UniqueConstraint(fields=["source", "code", "digest"], name="refused_event_once")
        ]
        indexes = [
            # The page of a source, and the bound of an hour.
            models.Index(fields=["source", "-last_at"], name="refused_event_latest"),
            models.Index(fields=["last_at"], name="refused_event_by_age"),  # the nightly purge
        ]

    def __str__(self) -> str:
        return self.event_id or self.digest[:12]

    @property
    def body(self) -> bytes | None:
        """The body as it came, so that all of it can still be read; None of a stranger's."""
        return open_sealed(bytes(self.sealed)) if self.sealed is not None else None

    @property
    def text(self) -> str:
        """The body as a text; "" of a stranger's."""
        return (self.body or b"").decode("utf-8", "replace")

    @property
    def said(self) -> str:
        """Why it was refused, in the reader's language where it is a sentence of ours."""
        return gettext(self.sentence) if self.sentence else ""

    @property
    def shown(self) -> str:
        """The begin of the body as people may see it: no account or card number stands whole."""
        return without_accounts(mask(self.text[: 2 * SHOWN]).text[:SHOWN])


def keep_refused(
    event: RefusedEvent, body: bytes, *, is_known: bool, now: datetime
) -> RefusedEvent | None:
    """Keep what was refused; the same body again is counted, a flood is not kept.

    `event` says source, event id, status, code, sentence and size; `is_known` that its sender is
    the source, whose body is kept under seal: the account in it may be needed whole.
    """
    digests = digests_of(body or str(event.size).encode())
    event.digest = digests[0]
    event.received_at = event.last_at = now
    rows = RefusedEvent.objects.filter(source=event.source, code=event.code)
    if rows.filter(digest__in=digests).update(times=F("times") + 1, last_at=now, let_in_at=None):
        return None
    hour = now - timedelta(hours=1)  # by both times: the first is in no index
    if rows.filter(last_at__gt=hour, received_at__gt=hour).count() >= MOST_AN_HOUR:
        return None
    if is_known and len(body) <= BODY_BOUND:
        event.sealed = seal(body)
    RefusedEvent.objects.bulk_create([event], ignore_conflicts=True)
    return event
