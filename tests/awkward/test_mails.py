"""Every awkward mail of every package: nothing raises, none is lost, each is bounded."""

import resource

import pytest
from django.utils import timezone

from support.intake.letters.taking import take_waiting
from support.mailbox import sandbox
from support.mailbox.models import IncomingMail
from support.mailbox.reading.program import MEMORY_BYTES
from support.mailbox.services import receive
from tests.awkward.corpora import awkward_mails

SECONDS = 2


def test_each_is_read_in_a_process_of_its_own_within_its_time() -> None:
    """The process may not take more than its memory: `program.py` sees to it."""
    assert MEMORY_BYTES <= 200 * 1024 * 1024
    assert len(awkward_mails()) > 250
    slow = []

    for path in awkward_mails():
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        sandbox.read(path.read_bytes())
        if resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before > SECONDS:
            slow.append(path.name)

    assert slow == []


@pytest.mark.django_db
def test_none_is_lost_and_none_runs() -> None:
    for path in awkward_mails():
        receive(path.read_bytes(), "", timezone.now())
    while take_waiting():
        pass

    assert not IncomingMail.objects.exclude(state=IncomingMail.State.READ).exists()
