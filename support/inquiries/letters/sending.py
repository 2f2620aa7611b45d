"""A worker's round over letters to banks: each is claimed by one, and handed over once.

What a dead worker had not handed over yet goes out later; what it may have handed over is in doubt,
and a person finds out. No transaction is open while a provider is called.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from support.cases.locked import lock_kept
from support.inquiries.clock import note
from support.inquiries.models import BankLetter
from support.notifications.posting import Outgoing, Rendered, TransportError, may_post, post
from support.sending.backoff import PATIENCE, delay_after
from support.sending.leases import LONGEST_LEASE, worker_token

MOST_AT_ONCE = 100
# A mail has a deadline of its own, well within this; nothing renews it.
HELD = timedelta(minutes=5)
State = BankLetter.State

assert HELD <= LONGEST_LEASE  # noqa: S101 - else it would count as lapsed at once


def send_due(clock: Callable[[], datetime] = timezone.now) -> int:
    """Send the letters that are due; return how many were tried."""
    free_lapsed(clock())
    if not may_post(clock()):
        return 0
    tried = 0
    while tried < MOST_AT_ONCE and (letter := _claim(clock())):
        _send(letter, clock)
        tried += 1
    return tried


def free_lapsed(now: datetime) -> None:
    """Take up what dead workers held."""
    lapsed = BankLetter.objects.lapsed(now)
    lapsed.filter(handed_at=None).update(state=State.QUEUED, claimed_by="", lease_until=None)
    for letter in lapsed.exclude(handed_at=None):
        end(letter, State.IN_DOUBT, "", now)


@transaction.atomic
def _claim(now: datetime) -> BankLetter | None:
    letter = BankLetter.objects.due(now).select_for_update(skip_locked=True).first()
    if letter is None:
        return None
    letter.state, letter.claimed_by = State.CLAIMED, worker_token()
    letter.lease_until, letter.attempts = now + HELD, letter.attempts + 1
    letter.save(update_fields=["state", "claimed_by", "lease_until", "attempts"])
    return letter


def _send(letter: BankLetter, clock: Callable[[], datetime]) -> None:
    outgoing = _outgoing(letter)
    held = BankLetter.objects.filter(pk=letter.pk, claimed_by=worker_token(), handed_at=None)
    if not held.filter(state=State.CLAIMED).update(handed_at=clock()):
        return  # somebody else holds it by now
    try:
        post(outgoing)
    except TransportError as error:
        _failed(letter, error, clock())
    else:
        end(letter, State.SENT, "", clock())


def _failed(letter: BankLetter, error: TransportError, now: datetime) -> None:
    words = error.words[:200]
    if error.uncertain:
        end(letter, State.IN_DOUBT, words, now)
    elif error.permanent or now > letter.created_at + PATIENCE:
        end(letter, State.FAILED, words, now)
    else:
        BankLetter.objects.filter(pk=letter.pk).update(
            state=State.QUEUED, claimed_by="", lease_until=None, handed_at=None, words=words,
            not_before=now + delay_after(letter.attempts),
        )  # fmt: skip


@transaction.atomic
def end(letter: BankLetter, state: str, words: str, now: datetime) -> None:
    """Write down what became of a letter; the cases that wait for its answer say what went wrong.

    A second call changes nothing.
    """
    rows = BankLetter.objects.filter(pk=letter.pk).exclude(state=state)
    sent = {"sent_at": now} if state == State.SENT else {}
    if not rows.update(state=state, words=words, claimed_by="", lease_until=None, **sent):
        return
    if state == State.SENT:
        return
    for inquiry in letter.inquiries.select_related("case", "bank").order_by("case_id"):
        note(lock_kept(inquiry.case), inquiry, str(state), now=now)


def _outgoing(letter: BankLetter) -> Outgoing:
    """Answers come to an address that names the letter and is signed; no other is told."""
    return Outgoing(
        pk=str(letter.pk),
        address=letter.address,
        message_id=letter.message_id,
        thread=letter.thread,
        is_automatic=letter.kind == BankLetter.Kind.CHASED,
        created_at=letter.created_at,
        rendered=Rendered(letter.subject, letter.text),
        language=letter.language,
        files=list(letter.files.all()),
    )
