"""The example script, run as somebody would run it, against a server."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.editor.authors import make_author
from tests.factories import make_agent
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion

GUIDE = settings.BASE_DIR / "docs" / "trees-by-script.md"
SCRIPT = settings.BASE_DIR / "examples" / "edit_tree.py"
PASSWORD = "long-enough-secret"


def run(address: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), address],
        env={**os.environ, "CASEWALK_USER": "ann", "CASEWALK_PASSWORD": password},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_the_example_writes_and_publishes_a_tree_twice(live_server: Any):
    make_author("ann", password=PASSWORD)

    done = run(live_server.url)

    assert done.returncode == 0, done.stderr
    assert "version 1 is published, 0 walks moved" in done.stdout
    assert "version 2 is published" in done.stdout
    assert "tried: it comes to “Ask the bank”" in done.stdout
    live = TreeVersion.objects.get(tree=Tree.objects.get(), state="published")
    entry = live.document["nodes"][0]
    assert (entry["key"], entry["title"]["en"]) == ("other_card", "Does any other card work?")


@pytest.mark.django_db(transaction=True)
def test_a_wrong_password_ends_the_example_with_the_sentence(live_server: Any):
    make_author("ann", password=PASSWORD)

    done = run(live_server.url, password="wrong")

    assert done.returncode == 1
    assert "401: " in done.stderr
    assert not Tree.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_commands_of_the_guide_work_in_their_order(live_server: Any, tmp_path: Path):
    make_author("ann", password=PASSWORD)
    make_agent("li")
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)

    done = subprocess.run(
        ["/bin/sh", "-e", "-c", "\n".join(blocks)],
        env={
            **os.environ,
            "CASEWALK": live_server.url,
            "CASEWALK_USER": "ann",
            "CASEWALK_PASSWORD": PASSWORD,
            "no_proxy": "*",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    live = TreeVersion.objects.get(tree__slug="card-refused", state="published")
    assert [entry["key"] for entry in live.document["nodes"]] == [
        "first_question", "ask_bank", "end",
    ]  # fmt: skip
    assert TreeRight.objects.get().user.username == "li"
    assert not TreeVersion.objects.filter(state="draft").exists()
