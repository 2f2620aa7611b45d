"""Real programs in a clean environment: none starts half configured, none makes anything up."""

import pytest

from tests.config.production import PRODUCTION, start
from tests.every import every

WITHOUT_PROXIES = {name: text for name, text in PRODUCTION.items() if name != "TRUSTED_PROXIES"}
ALONE = {"DATABASE_URL": PRODUCTION["DATABASE_URL"]}
IMPORTS_WEB = "import config.wsgi"
ASKS_DEBUG = "from django.conf import settings; print(settings.DEBUG, settings.EMAIL_URL == '')"


@every(
    "program",
    [
        ["manage.py", "check", "--deploy"],
        ["manage.py", "migrate"],
        ["-m", "gunicorn", "--check-config", "config.wsgi"],
        ["-m", "celery", "--app", "config", "worker"],
        ["-m", "celery", "--app", "config", "beat"],
    ],
    ids=["check", "migrate", "web", "worker", "beat"],
)
def test_nothing_starts_in_production_without_the_number_of_proxies(program):
    ended = start(*program, **WITHOUT_PROXIES)

    assert ended.returncode != 0
    assert "TRUSTED_PROXIES is not set.\ndocs/settings.md says what is wanted." in ended.stderr


def test_with_a_database_of_its_own_manage_py_makes_nothing_up(tmp_path):
    ended = start("manage.py", "migrate", CASEWALK_VAR=str(tmp_path / "var"), **ALONE)

    missing = [name for name in PRODUCTION if name != "DATABASE_URL"]
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[:-1] == [f"{name} is not set." for name in missing]
    assert not (tmp_path / "var").exists()


def test_make_run_with_a_database_of_its_own_is_no_demo(tmp_path):
    given = {"DATABASE_URL": PRODUCTION["DATABASE_URL"], "REDIS_URL": PRODUCTION["REDIS_URL"]}

    ended = start("-m", "config.local.run", CASEWALK_VAR=str(tmp_path), **given)

    assert ended.returncode == 1
    assert "SECRET_KEY is not set." in ended.stderr


def test_in_production_debug_is_off_and_no_channel_is_made_up(tmp_path):
    (tmp_path / "url").write_text(PRODUCTION["DATABASE_URL"])
    given = PRODUCTION | {"DATABASE_URL": "", "DATABASE_URL_FILE": str(tmp_path / "url")}

    ended = start("manage.py", "shell", "--no-imports", "-c", ASKS_DEBUG, **given)

    assert (ended.stdout.strip(), ended.returncode) == ("False True", 0), ended.stderr


def test_the_check_of_deployments_says_under_debug_what_production_would_lack():
    given = WITHOUT_PROXIES | {"DEBUG": "1", "PUBLIC_URL": "http://127.0.0.1:8000"}

    ended = start("manage.py", "check", "--deploy", **given)

    assert ended.returncode == 1
    assert "(casewalk.E001) TRUSTED_PROXIES is not set." in ended.stderr
    assert "(casewalk.E004) PUBLIC_URL has to be https://" in ended.stderr


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("SMS_URL", "kannel://gateway.test", 'SMS_URL begins with "kannel:"'),
        ("MAILBOX_URL", "imaps:/INBOX", "MAILBOX_URL has to look like imaps://"),
        ("QUIET_HOURS", "at night", "QUIET_HOURS has to be two times of day"),
    ],
)
def test_what_would_only_fail_at_the_first_message_fails_at_the_start(name, text, sentence):
    ended = start("-c", f"import os; os.environ[{name!r}] = {text!r}; {IMPORTS_WEB}", **PRODUCTION)

    assert ended.returncode == 1
    assert sentence in ended.stderr
