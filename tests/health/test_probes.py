"""What load balancers and supervisors are told, while servers are gone or hang."""

import json
import os
import signal
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.utils import timezone

from config.health import parts
from config.health.models import Beat
from config.health.tasks import beat
from tests.ending import ends
from tests.factories import make_agent
from tests.notifications.making import make_notification
from tests.notifications.workers import Broker

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = {"authorization": "Bearer a-token-of-the-tests"}


@pytest.fixture(autouse=True)
def in_service(settings):
    settings.METRICS_TOKEN = "a-token-of-the-tests"
    beat()


@pytest.fixture
def broker(tmp_path, monkeypatch):
    own = Broker(tmp_path)
    own.start()
    monkeypatch.setattr(current_app.conf, "broker_url", own.url)
    yield own
    own.stop()


def ask(query="", *, client=None, **headers):
    with ends():
        answer = (client or Client()).get(f"/readyz{query}", headers=headers)
    return answer.status_code, answer.json()["parts"]


def failed(told):
    return {name for name, said in told.items() if said != "ok"}


@contextmanager
def stopped(pids):
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_all_is_well():
    assert ask() == (200, dict.fromkeys(parts.NAMES, "ok"))


def test_being_alive_touches_nothing():
    with stopped(backends()):
        answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_asks_by_any_name_over_plain_http(path):
    with override_settings(ALLOWED_HOSTS=["casewalk.example"], SECURE_SSL_REDIRECT=True):
        answer = Client().get(path, headers={"host": "10.0.0.7:8000"})

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert Client().post(path).status_code == 405


def test_a_broker_that_is_gone_is_found_out(broker):
    assert ask()[0] == 200

    broker.stop()

    status, told = ask()
    assert (status, failed(told)) == (503, {"broker"})
    assert ask("?parts=database,migrations") == (200, {"database": "ok", "migrations": "ok"})


def test_a_broker_that_hangs_is_found_out_in_time_and_asked_again_afterwards(broker):
    broker.freeze()
    try:
        for _probe in range(3):
            status, told = ask()
            assert (status, failed(told)) == (503, {"broker"})
    finally:
        broker.thaw()

    assert eventually_ready()


def test_a_database_that_hangs_is_found_out_in_time_and_asked_again_afterwards():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_directory')")
        folder = cursor.fetchone()[0]
    connection.close()
    with Path(folder, "postmaster.pid").open() as file:
        postmaster = int(file.readline())

    with stopped([postmaster]):
        for _probe in range(3):
            status, told = ask()
            assert (status, failed(told)) == (503, set(parts.IN_THE_DATABASE))
        assert ask(**TOKEN)[1]["database"] == {"ok": False, "error": "no answer within 1.5 s"}

    assert eventually_ready()


def test_a_database_that_is_gone_is_found_out(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    status, told = ask(**TOKEN)

    assert status == 503
    assert told["database"] == {"ok": False, "error": "OperationalError"}
    assert told["broker"] == {"ok": True}


def test_a_migration_that_is_missing_is_named_to_those_who_may_know():
    last = MigrationRecorder.Migration.objects.filter(app="health").latest("id")
    last.delete()
    try:
        assert failed(ask()[1]) == {"migrations", "timetable", "outbox"}
        assert ask(**TOKEN)[1]["migrations"] == {"ok": False, "missing": [f"health.{last.name}"]}
    finally:
        last.save(force_insert=True)


def test_a_timetable_that_has_stopped_is_found_out():
    Beat.objects.update(at=timezone.now() - timedelta(minutes=3))

    status, told = ask()
    assert (status, failed(told)) == (503, {"timetable"})
    assert 180 <= ask(**TOKEN)[1]["timetable"]["beat_age_seconds"] < 240

    beat()
    assert ask()[0] == 200

    Beat.objects.all().delete()
    assert ask(**TOKEN)[1]["timetable"] == {"ok": False, "beat_age_seconds": None}


def test_a_message_that_should_have_left_long_ago_is_found_out():
    make_notification(now=timezone.now() - timedelta(minutes=16))

    status, told = ask()
    assert (status, failed(told)) == (503, {"outbox"})
    assert 960 <= ask(**TOKEN)[1]["outbox"]["oldest_due_seconds"] < 1020


def test_details_are_for_agents_and_the_token():
    agent, stranger = Client(), Client()
    agent.force_login(make_agent(), backend="support.desk.session.backends.AgentBackend")
    stranger.force_login(
        User.objects.create_user("visitor"), backend="support.desk.session.backends.AgentBackend"
    )

    assert ask(client=agent)[1]["broker"] == {"ok": True}
    assert ask(**TOKEN)[1]["broker"] == {"ok": True}
    assert ask(client=stranger)[1]["broker"] == "ok"
    assert ask(authorization="Bearer wrong")[1]["broker"] == "ok"


def test_a_part_that_does_not_exist_is_no_part_that_works():
    answer = Client().get("/readyz?parts=databse")

    assert (answer.status_code, answer.json()) == (400, {"parts": list(parts.NAMES)})


def test_the_worst_answer_tells_no_secret(broker, settings):
    broker.stop()

    told = json.dumps(ask(**TOKEN))

    for secret in (broker.url, settings.SECRET_KEY, connection.settings_dict["PASSWORD"]):
        assert secret not in told


def backends():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def eventually_ready():
    return any(ask()[0] == 200 for _try in range(10))
