"""What `manage.py doctor` says, in both languages, and never a secret."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.doctor import looks
from config.doctor.findings import Finding
from config.doctor.telling import LANGUAGES, add_language, tell
from support.calendars.services import forget_calendars
from support.notifications.models.states import HoldReason
from support.notifications.outbox.holding import hold_outbox
from tests.brand.making import enter
from tests.config.production import PRODUCTION, start
from tests.factories import make_agent, make_channel
from tests.notifications.making import make_notification
from tests.notifications.smtp_sink import Sink


def said(*found: Finding) -> str:
    return "\n".join(str(one) for one in found)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_names_what_keeps_casewalk_from_starting(language):
    given = {"DATABASE_URL": PRODUCTION["DATABASE_URL"], "SECRET_KEY": "geheim"}

    ended = start("manage.py", "doctor", "--language", language, **given)

    assert ended.returncode == 1, ended.stderr
    for name in set(PRODUCTION) - {"DATABASE_URL"}:
        assert name in ended.stdout
    assert "geheim" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh-hans"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(given, language, monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, text in given.items():
        monkeypatch.setenv(name, text)
    parser = ArgumentParser()

    add_language(parser)

    assert parser.parse_args([]).language == language


def test_a_finding_is_told_in_the_language_asked_for():
    reports = [tell([Finding("Customer not reached")], language) for language in LANGUAGES]

    assert ["Customer not reached" in report for report, _code in reports] == [True, False]
    assert [code for _report, code in reports] == [1, 1]


def test_with_nothing_answering_it_says_so_of_each_and_tells_no_password():
    ways = {"EMAIL_URL": "smtp://casewalk:geheim@127.0.0.1:9/", "FROM_EMAIL": "help@pay.test"}
    sms = {"SMS_URL": "http://casewalk:geheim@127.0.0.1:9/cgi-bin/sendsms"}

    ended = start("manage.py", "doctor", "--language", "en", **PRODUCTION | ways | sms)

    assert ended.returncode == 1, ended.stderr
    for sentence in (
        "The provider of EMAIL_URL does not take us (ConnectionRefusedError)",
        "The provider of SMS_URL does not take us (ConnectionRefusedError)",
        "The broker of REDIS_URL does not answer",
        "The database of DATABASE_URL does not answer",
    ):
        assert sentence in ended.stdout
    assert "geheim" not in ended.stdout + ended.stderr


@pytest.fixture
def mail_server() -> Iterator[Sink]:
    server = Sink()
    server.start()
    yield server
    server.stop()


@pytest.mark.django_db
def test_where_all_is_there_nothing_has_to_be_put_right(
    tree: object, mail_server: Sink, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    make_agent()
    settings.EMAIL_URL = mail_server.url
    settings.DEFAULT_FROM_EMAIL = "help@pay.test"
    monkeypatch.setattr(looks.celery_app.control, "ping", lambda **_how: [{"worker": "pong"}])
    out = StringIO()

    call_command("doctor", "--language", "en", stdout=out)

    assert out.getvalue().endswith("Nothing has to be put right.\n")


@pytest.mark.django_db
def test_an_empty_house_is_told_what_to_do_first():
    assert "load_reference" in said(*looks.contents())
    assert "createsuperuser" in said(*looks.contents())


@pytest.mark.django_db
def test_a_broker_without_workers_is_noticed():
    assert "No Celery worker answers" in said(*looks.broker())


@pytest.mark.django_db
def test_a_message_that_nobody_sent_shows_that_the_timetable_stands_still():
    now = timezone.now()
    make_notification(not_before=now - timedelta(minutes=2))
    assert said(*looks.timetable()) == ""

    make_notification(not_before=now - timedelta(minutes=10))
    assert "due for 10 minutes" in said(*looks.timetable())


@pytest.mark.django_db
def test_a_held_outbox_is_wrong_and_nothing_else_is_said_of_what_waits():
    now = timezone.now()
    make_notification(not_before=now - timedelta(minutes=10))
    assert said(*looks.hold()) == ""

    hold_outbox(HoldReason.RESTORED, now=now)

    (found,) = looks.hold()
    assert f"The outbox is held since {now:%Y-%m-%d %H:%M} UTC" in str(found)
    assert not found.is_note
    assert said(*looks.timetable()) == ""


def test_a_name_that_nobody_knows_is_called_that():
    """Each library has an error of its own for it."""
    given = PRODUCTION | {
        "DATABASE_URL": "postgresql://casewalk:geheim@db.invalid/casewalk",
        "REDIS_URL": "redis://broker.invalid/0",
        "EMAIL_URL": "smtp://casewalk:geheim@mail.invalid/",
        "SMS_URL": "http://casewalk:geheim@sms.invalid/cgi-bin/sendsms",
        "FROM_EMAIL": "help@pay.test",
    }

    ended = start("manage.py", "doctor", "--language", "en", **given)

    for sentence in (
        "The provider of EMAIL_URL does not take us (name not found)",
        "The provider of SMS_URL does not take us (name not found)",
        "The broker of REDIS_URL does not answer (name not found)",
        "The database of DATABASE_URL does not answer (name not found)",
    ):
        assert sentence in ended.stdout
    assert "geheim" not in ended.stdout + ended.stderr


@pytest.mark.django_db
def test_migrations_that_wait_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(looks.MigrationExecutor, "migration_plan", lambda *_: [1, 2, 3])

    assert "3 migrations are not applied" in said(*looks.database())


def test_a_missing_channel_is_noted_and_a_house_without_any_is_wrong(settings: Settings):
    settings.SMS_URL, settings.EMAIL_URL = "", "files:"
    settings.DEFAULT_FROM_EMAIL = "help@pay.test"
    (note,) = looks.channels()
    assert note.is_note
    assert "SMS_URL is not set" in str(note)

    settings.EMAIL_URL = ""
    (wrong,) = looks.channels()
    assert not wrong.is_note


def test_the_invented_sender_and_an_unknown_host_are_wrong(settings: Settings):
    settings.SMS_URL = settings.EMAIL_URL = "files:"
    settings.PUBLIC_URL = "https://other.example"

    assert "FROM_EMAIL is not set" in said(*looks.channels())
    assert "PUBLIC_URL leads to other.example" in said(*looks.host())


@pytest.mark.django_db
@pytest.mark.parametrize(("holidays", "years"), [("CN", ["2027"]), ("", [])])
def test_a_year_whose_bank_days_are_not_final_is_noted(holidays, years):
    make_channel(holidays=holidays)

    with time_machine.travel("2026-12-20T09:00:00Z", tick=False):
        forget_calendars()
        found = list(looks.calendars())

    assert all(one.is_note for one in found)
    assert [str(one.values["year"]) for one in found] == years


@pytest.mark.django_db
def test_what_no_lead_has_entered_of_who_writes_is_noted():
    missing = list(looks.who_writes())

    assert "Nobody entered who writes" in said(*missing)
    assert said(*missing).count("on their status page only") == 2
    assert all(one.is_note for one in missing)

    enter("all", name="Harbourlight", phone="95588")
    assert list(looks.who_writes()) == []


def test_notes_alone_are_no_fault():
    report, code = tell([Finding("only a note", is_note=True)], "en")

    assert code == 0
    assert report.startswith("- only a note")


def test_commands_are_named_as_their_reader_calls_them(monkeypatch):
    finding = Finding("Nobody can sign in: run manage.py createsuperuser.")

    assert "run manage.py createsuperuser" in str(finding)
    monkeypatch.setenv("CASEWALK_COMMAND", "casewalk")
    assert "run casewalk createsuperuser" in str(finding)
