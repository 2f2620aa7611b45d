"""A newcomer's first command may be the replay: nothing was run before it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_a_replay_on_nothing_at_all_prepares_what_it_needs(tmp_path: Path):
    tmp_path.chmod(0o711)
    sample = (settings.BASE_DIR / "fixtures" / "sample_payments.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "payments.jsonl"
    file.write_text("".join(sample.splitlines(keepends=True)[:3]), encoding="utf-8")
    given = {"DATABASE_URL", "REDIS_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in given}

    done = subprocess.run(
        [sys.executable, "manage.py", "replay_payments", str(file), "--json"],
        cwd=settings.BASE_DIR,
        env=environment | {"CASEWALK_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "preparing" in done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["cause"] for line in lines] == [
        "declined_unspecified",
        "recipient_not_ready",
        "declined_unspecified",
    ]
