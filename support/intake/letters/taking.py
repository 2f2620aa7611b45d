"""The round of a worker: every mail that waits is read and decided upon, each by itself."""

from django.utils import timezone

from support.intake.letters.deciding import decide
from support.mailbox.services import claim, read

MOST_AT_ONCE = 100


def take_waiting() -> int:
    """Take the mails that wait; return how many.

    One that can't be read is put aside and the next one taken. A fault of ours ends the round: its
    mail is held for a minute, and comes last when the next round begins.
    """
    taken = 0
    while taken < MOST_AT_ONCE and (mail := claim(timezone.now())):
        if found := read(mail):
            decide(mail, found, timezone.now())
        taken += 1
    return taken
