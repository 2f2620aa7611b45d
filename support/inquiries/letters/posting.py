"""Letters to banks as rows, in the caller's transaction; a worker is woken after it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from support.files.models import StoredFile
from support.inquiries.letters.composing import letter_of
from support.inquiries.models import BankLetter, Inquiry

NO_TIME = timedelta()


def queue_letter(
    inquiries: Sequence[Inquiry],
    kind: str,
    *,
    now: datetime,
    note: str = "",
    files: Sequence[StoredFile] = (),
    later: timedelta = NO_TIME,
) -> BankLetter:
    """Write a letter to the bank of some inquiries, which leaves once the caller is done."""
    bank = inquiries[0].bank
    words = letter_of(bank, inquiries, kind, now=now, note=note)
    letter = BankLetter.objects.create(
        bank=bank,
        kind=kind,
        address=bank.address,
        language=bank.language,
        subject=words.subject[:200],
        text=words.text,
        not_before=now + later,
        created_at=now,
    )
    letter.inquiries.set(inquiries)
    if files:
        letter.files.set(files)
    transaction.on_commit(_wake)
    return letter


def take_out(cases: Collection[int]) -> int:
    """Let no letter leave any more about these cases; what it says of others still does."""
    waiting = BankLetter.objects.select_for_update(of=("self",)).filter(
        state=BankLetter.State.QUEUED, pk__in=BankLetter.objects.filter(inquiries__case__in=cases)
    )
    letters = list(waiting.select_related("bank"))
    for letter in letters:
        asked = letter.inquiries.select_related("case__payment").order_by("pk")
        rest = list(asked.exclude(case__in=cases))
        if not rest:
            letter.delete()
            continue
        letter.inquiries.set(rest)
        words = letter_of(letter.bank, rest, letter.kind, now=letter.created_at)
        letter.subject, letter.text = words.subject[:200], words.text
        letter.save(update_fields=["subject", "text"])
    return len(letters)


def again(letter: BankLetter, *, now: datetime) -> bool:
    """Send a letter again that a person says did not leave; False where it did meanwhile."""
    states = (BankLetter.State.FAILED, BankLetter.State.IN_DOUBT, BankLetter.State.BOUNCED)
    rows = BankLetter.objects.filter(pk=letter.pk, state__in=states)
    address = letter.bank.address or letter.address
    changed = rows.update(
        state=BankLetter.State.QUEUED, address=address, attempts=0, not_before=now,
        handed_at=None, words="",
    )  # fmt: skip
    transaction.on_commit(_wake)
    return bool(changed)


def _wake() -> None:
    from support.inquiries.tasks import send_letters  # noqa: PLC0415 - tasks know sending

    send_letters.delay()
