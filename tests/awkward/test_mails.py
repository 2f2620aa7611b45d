"""Every awkward mail of every package: nothing raises, none is lost, each is bounded."""

import re
import resource
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.utils import timezone

from support.intake.letters.letter import Letter
from support.intake.letters.taking import take_waiting
from support.mailbox import sandbox
from support.mailbox.models import IncomingMail
from support.mailbox.reading import kinds
from support.mailbox.reading.mail import read_mail
from support.mailbox.reading.program import MEMORY_BYTES
from support.mailbox.services import receive
from tests.awkward.corpora import awkward_mails

SECONDS = 2
WORD = re.compile(r"[^\W\d_]{3,}")
RUNS = re.compile(r"<script|javascript:|\bon\w+\s*=\s*[\"']", re.IGNORECASE)


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


def plain_text_in(raw: bytes) -> str:
    """Return the plain text of a mail where Python itself reads one of ASCII, else ""."""
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain",))
        text = str(body.get_content()) if body else ""
    except (LookupError, ValueError, AttributeError):
        return ""  # which is why we have a reader of our own
    return text if text.isascii() else ""


@pytest.mark.django_db
def test_none_is_lost_and_none_runs() -> None:
    """What a person says is kept in a letter, or in a file of it; nothing that runs is stored."""
    for path in awkward_mails():
        receive(path.read_bytes(), "", timezone.now())
    while take_waiting():
        pass

    assert not IncomingMail.objects.exclude(state=IncomingMail.State.READ).exists()
    lost, runs, whole = [], [], 0
    for mail in IncomingMail.objects.all():
        raw = mail.raw
        assert raw is not None
        plain, letter = plain_text_in(raw), Letter.objects.filter(mail=mail).first()
        if letter and RUNS.search(letter.text) and not RUNS.search(plain):
            runs.append(letter.text)
        wanted = set(WORD.findall(plain))
        if not wanted or read_mail(raw)["kind"] != kinds.PERSON:
            continue
        has_files = letter is not None and bool(letter.left_out or letter.files.exists())
        if letter and wanted <= set(WORD.findall(letter.text)):
            whole += 1
        elif not has_files:
            lost.append(raw[:200])

    assert (lost, runs) == ([], [])
    assert whole >= 40
