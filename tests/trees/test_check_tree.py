"""`manage.py check_tree`: what is wrong with a tree, in sentences and by exit code."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.trees.building import document, outcome, step
from tests.trees.drafts import NOW
from troubleshooting.trees.documents.yaml_text import dump_yaml
from troubleshooting.trees.drafts.services import change_draft, open_draft
from troubleshooting.trees.editing.operations import AddNode
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "trees"


def run(tree: object, **options: Any) -> str:
    said = io.StringIO()
    call_command("check_tree", str(tree), stdout=said, **options)
    return said.getvalue()


def sound() -> dict[str, Any]:
    return document(step("q", yes="end", no="end"), outcome("end", status="open"))


def written(folder: Path, content: Any, name: str = "tree.yaml") -> Path:
    path = folder / name
    path.write_text(dump_yaml(content) if name.endswith("yaml") else json.dumps(content))
    return path


@pytest.mark.parametrize("name", ["tree.yaml", "tree.json"])
def test_a_sound_file_is_said_to_be_sound(tmp_path: Path, name: str) -> None:
    assert run(written(tmp_path, sound(), name)) == "No errors and no warnings.\n"


def test_the_smallest_starter_tree_is_read_from_its_file() -> None:
    with pytest.raises(CommandError) as failure:
        run(FIXTURES / "tiny-example.yaml")

    assert failure.value.returncode == 1  # its causes are not loaded here


def test_an_error_is_named_at_its_step_and_fails(tmp_path: Path) -> None:
    broken = sound()
    broken["nodes"][0]["options"][0]["to"] = "nowhere"
    said = io.StringIO()

    with pytest.raises(CommandError, match="1 to mend") as failure:
        call_command("check_tree", str(written(tmp_path, broken)), stdout=said)

    assert failure.value.returncode == 1
    assert said.getvalue().startswith("error unknown_target q: ")
    assert "“nowhere”, which does not exist" in said.getvalue()


def test_a_warning_fails_only_when_asked_to(tmp_path: Path) -> None:
    warned = sound()
    warned["nodes"][0]["colour"] = "red"
    path = written(tmp_path, warned)

    assert run(path).startswith("warning unknown_field q: ")
    with pytest.raises(CommandError) as failure:
        run(path, strict=True)
    assert failure.value.returncode == 1


def test_programs_get_a_list(tmp_path: Path) -> None:
    warned = sound()
    warned["nodes"][0]["colour"] = "red"

    (row,) = json.loads(run(written(tmp_path, warned), json=True))

    assert (row["severity"], row["code"], row["node"]) == ("warning", "unknown_field", "q")
    assert "colour" in row["sentence"]


@pytest.mark.parametrize(
    ("content", "words"),
    [("a: &x 1\nb: *x", "Line 1: Anchors"), ("- !!python/object:os {}", "Tags"), ("[", "Line")],
)
def test_what_can_t_be_read_is_told_with_its_line(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text(content)

    with pytest.raises(CommandError, match=words) as failure:
        run(path)
    assert failure.value.returncode == 2


@pytest.mark.parametrize("name", ["missing.yaml", "no-such-tree"])
def test_what_is_not_there_is_told(name: str) -> None:
    with pytest.raises(CommandError, match=name) as failure:
        run(name)
    assert failure.value.returncode == 2


def test_a_tree_is_checked_by_its_draft_when_it_has_one() -> None:
    tree = import_tree(sound(), now=NOW).version.tree
    assert run(tree.slug) == "No errors and no warnings.\n"
    draft = open_draft(tree, actor=None, now=NOW)
    lonely = outcome("lonely", status="open")
    change_draft(draft, [AddNode(lonely)], seen=draft.revision, actor=None, now=NOW)

    with pytest.raises(CommandError):
        run(tree.slug)
