"""`casewalk`, the way to manage.py on a machine in production: its user and its settings."""

import os
import pwd
import subprocess
from pathlib import Path

import pytest

from config.local.environment import PROJECT
from tests.config.production import PRODUCTION

WRAPPER = PROJECT / "deploy" / "casewalk"
ASKED = "from django.conf import settings; print(settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL)"
SHELL = ("shell", "--no-imports", "-c", ASKED)


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A file as systemd reads it."""
    lines = [f"{name}={text}" for name, text in PRODUCTION.items()]
    more = [
        "# a comment",
        "",
        'FROM_EMAIL="Casewalk <a&b@pay.test>"',
        "EMAIL_URL=smtp://x/?a=1&b=$2",
    ]
    file = tmp_path / "environment"
    file.write_text("\n".join([*more, *lines]) + "\n")
    return file


def casewalk(
    *arguments: str, program: Path = WRAPPER, told: str = "", **given: str
) -> subprocess.CompletedProcess[str]:
    ours = {"PATH": os.environ["PATH"], "CASEWALK_USER": pwd.getpwuid(os.getuid()).pw_name}
    return subprocess.run(
        [program, *arguments],
        cwd="/",
        env=ours | given,
        input=told,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_command_has_the_settings_of_the_file_and_no_others(environment: Path) -> None:
    stray = {"PUBLIC_URL": "https://stray.test", "DEBUG": "1"}

    ended = casewalk(*SHELL, CASEWALK_ENVIRONMENT=str(environment), **stray)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "https://help.casewalk.example Casewalk <a&b@pay.test>\n"


def test_it_works_by_a_link_from_elsewhere(environment: Path, tmp_path: Path) -> None:
    link = tmp_path / "casewalk"
    link.symlink_to(WRAPPER)

    ended = casewalk("version", program=link, CASEWALK_ENVIRONMENT=str(environment))

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    ended = casewalk("doctor", CASEWALK_ENVIRONMENT=str(tmp_path / "nowhere"))

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"{tmp_path}/nowhere can't be read (No such file or directory)" in ended.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes somebody else")
def test_root_becomes_the_user(environment: Path) -> None:
    ended = casewalk("version", CASEWALK_ENVIRONMENT=str(environment), CASEWALK_USER="nobody_here")

    assert ended.returncode == 1
    assert "There is no user nobody_here" in ended.stderr


def test_input_and_exit_code_are_the_commands_own(environment: Path) -> None:
    """A mail server's pipe gives a bounce in, and tells by 75 that it should try again."""
    command = "import sys; sys.exit(len(sys.stdin.read()))"

    ended = casewalk(
        *("shell", "--no-imports", "-c", command),
        CASEWALK_ENVIRONMENT=str(environment),
        told="x" * os.EX_TEMPFAIL,
    )

    assert ended.returncode == os.EX_TEMPFAIL, ended.stderr
