"""Loading a folder of trees."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from tests.trees.building import chain, document, jump, outcome, step
from troubleshooting.causes.loading import load_causes
from troubleshooting.trees.documents.yaml_text import DocumentError, dump_yaml
from troubleshooting.trees.exchange.loading import load_trees
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures"


def write(folder: Path, **trees):
    for name, tree in trees.items():
        (folder / f"{name}.yaml").write_text(dump_yaml(tree), encoding="utf-8")


def test_the_fixtures_are_published_once_and_unchanged_the_second_time():
    load_causes(FIXTURES / "causes.csv")

    first = load_trees(FIXTURES / "trees", now=NOW)
    second = load_trees(FIXTURES / "trees", now=NOW)

    slugs = [done.version.tree.slug for done in first]
    assert set(slugs) == {path.stem for path in (FIXTURES / "trees").glob("*.yaml")}
    assert slugs.index("payout-not-received") < slugs.index("deposit-not-credited")
    assert {done.changed for done in first} == {True}
    assert {done.changed for done in second} == {False}
    assert {done.version.note for done in first} == {f"{slug}.yaml" for slug in slugs}


def test_sub_trees_are_published_before_the_trees_that_jump_to_them(tmp_path):
    write(
        tmp_path,
        a_main=document(step("a", yes="j"), jump("j", "bank", "end"), outcome("end")),
        z_bank=chain(1, slug="bank"),
    )

    loaded = load_trees(tmp_path, now=NOW)

    assert [done.version.tree.slug for done in loaded] == ["bank", "payout"]


def test_trees_that_jump_in_a_circle_are_refused(tmp_path):
    write(
        tmp_path,
        a=document(jump("j", "bank", "end"), outcome("end"), slug="payout"),
        b=document(jump("j", "payout", "end"), outcome("end"), slug="bank"),
    )

    with pytest.raises(DocumentError, match="circle"):
        load_trees(tmp_path, now=NOW)


def test_a_broken_file_is_named_with_its_line_and_nothing_is_published(tmp_path):
    write(tmp_path, a_good=chain(1))
    (tmp_path / "b_broken.yaml").write_text("slug: x\nslug: y\n", encoding="utf-8")

    with pytest.raises(DocumentError, match=r"Line 2: b_broken\.yaml: .*given twice"):
        load_trees(tmp_path, now=NOW)

    assert not TreeVersion.objects.exists()


@pytest.mark.parametrize("text", ["[1, 2]", "nodes: 3", "nodes: [1, {kind: jump, tree: [x]}]"])
def test_a_file_that_holds_no_tree_is_refused(tmp_path, text):
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ValidationError):
        load_trees(tmp_path, now=NOW)


def test_one_tree_in_error_leaves_the_others_unpublished(tmp_path):
    write(tmp_path, a=chain(1, slug="bank"), b=document(step("a", yes="nowhere")))

    with pytest.raises(ValidationError):
        load_trees(tmp_path, now=NOW)

    assert not TreeVersion.objects.exists()
