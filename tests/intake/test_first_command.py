"""A newcomer's first command may be the replay: nothing was run before it."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.sampling import IS_WHOLE

CAUSES = ["declined_unspecified", "recipient_not_ready", "declined_unspecified"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    tmp_path.chmod(0o711)
    sample = (settings.BASE_DIR / "fixtures" / "sample_payments.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "payments.jsonl"
    file.write_text("".join(sample.splitlines(keepends=True)[:3]), encoding="utf-8")
    return file


def causes_in(told: str) -> list[str]:
    return [json.loads(line)["cause"] for line in told.splitlines()]


@pytest.mark.skipif(not IS_WHOLE, reason="makes a cluster and every table: half a minute of work")
def test_a_replay_on_nothing_at_all_prepares_what_it_needs(file: Path):
    given = {"DATABASE_URL", "REDIS_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in given}

    done = subprocess.run(
        [sys.executable, "manage.py", "replay_payments", str(file), "--json"],
        cwd=settings.BASE_DIR,
        env=environment | {"CASEWALK_VAR": str(file.parent / "var")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "preparing" in done.stderr
    assert causes_in(done.stdout) == CAUSES


@pytest.mark.django_db
def test_where_it_finds_no_table_a_replay_migrates_and_loads_first(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    migrated = []
    monkeypatch.setattr(
        "django.core.management.commands.migrate.Command.handle",
        lambda *_self, **_options: migrated.append(True),
    )
    out, said = StringIO(), StringIO()

    call_command("replay_payments", str(file), "--json", stdout=out, stderr=said)

    assert migrated == [True]
    assert "preparing" in said.getvalue()
    assert causes_in(out.getvalue()) == CAUSES
