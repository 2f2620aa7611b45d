"""Every bounce that flufl.bounce knows, as its own tests have them."""

import ast
from datetime import UTC, datetime
from functools import cache

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.intake.letters.reports import take_bounce
from support.mailbox import sandbox
from support.mailbox.reading.mail import read_mail
from support.notifications.addresses.mail_ids import bounce_address_of
from support.notifications.models import Attempt, Notification, State, Suppression
from support.notifications.returns.bounces import Taken
from tests.awkward.corpora import package
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)  # the samples are old
ENOUGH = 0.95
# What makes a bounce one about the sender, a rate, a full box or "later", in the samples' words.
SOFT = ("quota", "full", "exceed", "spam", "blocked", "later", "relay", "blacklist", "deferred",
        "temporar")  # fmt: skip


@pytest.fixture(autouse=True)
def bounces_to_us(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BOUNCE_DOMAIN = "bounce.casewalk.example"
    monkeypatch.setattr(sandbox, "read", read_mail)


@cache
def known() -> list[tuple[str, str, bool]]:
    """Return file, address and whether it is waited for, of each bounce that is one."""
    tree = ast.parse((package("flufl_bounce") / "tests/test_detectors.py").read_text())
    [rows] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DETECTORS"
    ]
    return [(file, found[0].decode(), waits) for _name, file, found, waits in rows if found]


def taken(file: str, address: str) -> tuple[Taken, Notification]:
    row = make_notification(state=State.SENT, sent_at=LONG_AGO, attempts=1, address=address)
    Attempt.objects.create(
        notification=row, number=1, started_at=LONG_AGO, ended_at=LONG_AGO, ok=True
    )
    raw = (package("flufl_bounce") / "tests/data" / file).read_bytes()
    answer = take_bounce(raw, timezone.now(), recipient=bounce_address_of(str(row.pk)))
    row.refresh_from_db()
    return answer, row


def test_nearly_all_mark_their_delivery() -> None:
    assert len(known()) > 90

    answers = [(file, waits, *taken(file, address)) for file, address, waits in known()]

    missed = [
        (file, answer)
        for file, waits, answer, row in answers
        if (answer, row.state)
        != ((Taken.DELAYED, State.SENT) if waits else (Taken.FAILED, State.FAILED))
    ]
    assert len(missed) <= (1 - ENOUGH) * len(answers), missed


def test_of_those_that_are_soft_or_about_the_sender_none_suppresses() -> None:
    soft = [
        (file, address)
        for file, address, waits in known()
        if waits or any(word in _said(file, address) for word in SOFT)
    ]
    assert len(soft) > 10

    for file, address in soft:
        taken(file, address)

    assert [str(one) for one in Suppression.objects.all()] == []


def _said(file: str, address: str) -> str:
    """Return what a bounce says behind the address that it is about."""
    raw = (package("flufl_bounce") / "tests/data" / file).read_bytes()
    report = read_mail(raw)["report"]
    told = [one["diagnostic"] for one in report["recipients"]]
    return " ".join([*told, report["text"].lower().partition(address.lower())[2][:400]]).lower()
