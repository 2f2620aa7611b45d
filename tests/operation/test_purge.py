"""What is thrown away each night, and what is not."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from knox.models import AuthToken

from config.tasks import purge as purge_task
from support.answering.models import AppliedMacro
from support.desk.models import CasePresence
from support.files.models import StoredFile
from support.guidance.models import AppliedOutcome, HelpWalk
from support.guides.models import Subscriber
from support.intake.models import IdempotencyKey, IncomingSms, RefusedEvent
from support.lead.retention import purging
from support.lead.retention.purging import purge
from support.mailbox.models import IncomingMail
from support.portal.models import Asker, ContactChange, ContactCode
from support.webhooks.models import Endpoint
from tests.answering.making import make_macro
from tests.desk.walking import make_walk
from tests.factories import NOW, make_agent
from tests.stored.making import left_by_a_crash, lie_in
from troubleshooting.trees.models import Tree, TreePresence

pytestmark = pytest.mark.django_db

EACH = {"sessions": 2, "sign_ins": 3, "files": 1, "events_out": 1, "macros": 1, "outcomes": 1,
        "help": 1, "contacts": 2, "presences": 2, "refused": 1, "answers": 1, "asks": 2, "mails": 1,
        "sms": 1, "subscribers": 2, "events": 0, "contents": 1, "look_ups": 0,
        "test_payments": 0, "escalations": 0, "hand_overs": 0,
        "bank_talks": 0}  # fmt: skip
ATTEMPT = {"username": "agent", "ip_address": "192.0.2.7", "user_agent": "x", "path_info": "/"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return lie_in(tmp_path, monkeypatch)


def make_all(age: timedelta, folder: Path) -> None:
    """One row of each kind, as old as that and valid for an hour from when it was made."""
    with time_machine.travel(NOW - age, tick=False):
        now = timezone.now()
        number = str(age)
        Session.objects.create(session_key=number, expire_date=now + timedelta(hours=1))
        agent = make_agent()
        AuthToken.objects.create(agent, expiry=timedelta(hours=1))
        IdempotencyKey.objects.create(scope="s", key=number, fingerprint="f", body="Li Hua")
        RefusedEvent.objects.create(
            source="s", status=401, code="c", size=1, digest=number, received_at=now, last_at=now
        )
        IncomingMail.objects.create(
            digest=number, sealed=b"x", size=1, received_at=now, state="read"
        )
        IncomingMail.objects.create(digest=f"w{number}", sealed=b"x", size=1, received_at=now)
        IncomingSms.objects.create(digest=number, became="stop", received_at=now)
        failures = {"failures_since_start": 1, "get_data": "", "post_data": ""}
        AccessAttempt.objects.create(**ATTEMPT | failures | {"username": number})
        AccessFailureLog.objects.create(**ATTEMPT)
        AccessLog.objects.create(**ATTEMPT)
        tree = Tree.objects.create(slug=f"t{int(age.total_seconds())}", title={"en": "x"})
        TreePresence.objects.create(tree=tree, user=agent, seen_at=now)
        endpoint, _is_new = Endpoint.objects.get_or_create(name="erp", defaults={"created_at": now})
        endpoint.deliveries.create(body={}, state="delivered", not_before=now, happened_at=now)
        endpoint.deliveries.create(body={}, state="queued", not_before=now, happened_at=now)
        case, walk = make_walk()
        done = {"case": case, "actor": agent, "last_event": 0, "applied_at": now}
        AppliedOutcome.objects.create(walk=walk, **done)
        AppliedMacro.objects.create(macro=make_macro(), **done)
        StoredFile.objects.create(size=1, created_at=now)
        left_by_a_crash(folder, age)
        ContactChange.objects.create(case=case, channel="email", asked_at=now, settled_at=now)
        ContactCode.objects.create(case=case, channel="email", sent_at=now, expires_at=now)
        CasePresence.objects.create(case=case, user=agent, seen_at=now)
        asker = Asker.objects.create(channel="email", address=number, language="en", entered_at=now)
        asker.asks.create(key=uuid4(), words="Where?", asked_at=now)
        reader = {"language": "en", "asked_at": now, "texted_at": now}
        Subscriber.objects.create(email=f"{number}@example.test", **reader)
        Subscriber.objects.create(confirmed_at=now, left_at=now, **reader)
        HelpWalk.objects.create(id=uuid4(), version=walk.version, about="payout", answered_at=now)


def test_what_nobody_may_use_any_more_goes_and_the_rest_stays(folder):
    make_all(timedelta(days=31), folder)
    make_all(timedelta(minutes=5), folder)

    first, second = purge(NOW), purge(NOW)

    assert first.counts == EACH
    assert second.counts == dict.fromkeys(EACH, 0)
    assert (first.failed, second.failed) == ([], [])
    for rows in (Session, AuthToken, IdempotencyKey, AccessAttempt, AccessFailureLog, AccessLog):
        assert rows.objects.count() == 1
    assert sorted(IncomingMail.objects.values_list("state", flat=True)) == [
        "read", "waiting", "waiting",
    ]  # fmt: skip


def test_what_somebody_uses_meanwhile_stays():
    long_ago = NOW - timedelta(days=31)
    reader = Subscriber.objects.create(
        email="reader@example.test", language="en", asked_at=long_ago, texted_at=long_ago
    )

    def confirm_once_found(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "guides_subscriber" in sql and "UPDATE" not in sql:
            Subscriber.objects.filter(confirmed_at=None).update(confirmed_at=NOW)
        return done

    with connection.execute_wrapper(confirm_once_found):
        purge(NOW)

    assert Subscriber.objects.get() == reader


def test_more_than_fit_in_one_transaction_go_as_well(monkeypatch):
    monkeypatch.setattr(purging, "AT_ONCE", 2)
    for number in range(5):
        Session.objects.create(session_key=str(number), expire_date=NOW - timedelta(seconds=1))

    assert purge(NOW).counts["sessions"] == 5


def test_the_timetable_does_it_each_night(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["purge"]
    Session.objects.create(session_key="old", expire_date=NOW - timedelta(days=400))

    assert entry["task"] == purge_task.name
    purge_task()

    assert not Session.objects.exists()
