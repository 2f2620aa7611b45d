"""What is thrown away each night: rows that nobody may use or ask for any more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from knox.models import AuthToken

from support.answering.models import AppliedMacro
from support.desk.models import CasePresence
from support.files.models import StoredFile
from support.files.orphans import remove_orphans
from support.guidance.models import AppliedOutcome, HelpWalk
from support.intake.models import IdempotencyKey, Letter, RefusedEvent
from support.mailbox.models import IncomingMail
from support.notifications.outbox.holding import is_held
from support.portal.models import ContactChange, ContactCode
from support.webhooks.models import Delivery
from troubleshooting.trees.models import TreePresence

# A caller that was not answered tries again within hours; docs/api.md promises a week.
ANSWERS_KEPT = timedelta(days=7)
# Long enough to look into who tried which password; it names addresses, so no longer.
SIGN_INS_KEPT = timedelta(days=30)
# Nobody can take it back any more; a day for looking into what somebody took back.
UNDO_KEPT = timedelta(days=1)
# Taken out of a draft, or of one that was thrown away.
FILES_KEPT = timedelta(days=1)
PRESENCE_KEPT = timedelta(days=1)
# What customers asked for is bounded by the day, so as long as that counts, and a day more.
CODES_KEPT = timedelta(days=2)
# Each of these is a transaction of its own, so that nobody waits for a night's work.
# As long as somebody may want to look into what a receiver was told, or to have it again.
EVENTS_OUT_KEPT = timedelta(days=30)
AT_ONCE = 5_000

FILES = "files of nothing"
Stale = Callable[[datetime], "QuerySet[Model]"]
STALE: dict[str, Stale] = {
    "sessions": lambda now: Session.objects.filter(expire_date__lt=now),
    "tokens": lambda now: AuthToken.objects.filter(expiry__lt=now),
    "idempotency answers": lambda now: IdempotencyKey.objects.filter(
        created_at__lt=now - ANSWERS_KEPT
    ),
    "sign-in attempts": lambda now: AccessAttempt.objects.filter(
        attempt_time__lt=now - SIGN_INS_KEPT
    ),
    "failed sign-ins": lambda now: AccessFailureLog.objects.filter(
        attempt_time__lt=now - SIGN_INS_KEPT
    ),
    "sign-ins": lambda now: AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT),
    "outcomes to undo": lambda now: AppliedOutcome.objects.filter(applied_at__lt=now - UNDO_KEPT),
    "guides without a case": HelpWalk.objects.stale,
    "macros to undo": lambda now: AppliedMacro.objects.filter(applied_at__lt=now - UNDO_KEPT),
    FILES: lambda now: StoredFile.objects.of_nothing().filter(created_at__lt=now - FILES_KEPT),
    "refused events": RefusedEvent.objects.stale,
    # With a mail goes what was kept of it, but for a letter that nobody has decided about.
    "mails": lambda now: IncomingMail.objects.stale(now).exclude(
        pk__in=Letter.objects.waiting().values("mail")
    ),
    "events out": lambda now: Delivery.objects.stale(now - EVENTS_OUT_KEPT),
    "codes": lambda now: ContactCode.objects.filter(sent_at__lt=now - CODES_KEPT),
    "changes of contacts": lambda now: ContactChange.objects.filter(asked_at__lt=now - CODES_KEPT),
    "presences at cases": lambda now: CasePresence.objects.filter(seen_at__lt=now - PRESENCE_KEPT),
    "presences": lambda now: TreePresence.objects.filter(seen_at__lt=now - PRESENCE_KEPT),
}


def purge(now: datetime) -> dict[str, int]:
    """Throw away what is stale by now; return how many of each. A second call finds none.

    Files stay while the outbox is held: they may be those of the original of a restored copy.
    """
    if is_held(now):
        return {name: _delete(stale(now)) for name, stale in STALE.items() if name != FILES}
    done = {name: _delete(stale(now)) for name, stale in STALE.items()}
    return done | {"contents of no file": remove_orphans(now)}


def _delete(rows: "QuerySet[Model]") -> int:
    deleted = 0
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=keys).delete()  # noqa: SLF001 - Django's name
        deleted += len(keys)
    return deleted
