"""The product's own rules for publishing accept the tree."""

from tests.trees_content.document import TREE, causes, tree
from troubleshooting.checks.registry import all_checks
from troubleshooting.trees.documents.yaml_text import dump_yaml, load_yaml
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue

CATALOGUE = Catalogue(
    checks={check.name: check.options for check in all_checks()},
    causes={slug: row["disclosure"] for slug, row in causes().items()},
    messages={"case-opened", "solution", "waiting-bank", "case-resolved", "agent-reply"},
    trees=set(),
)


def test_nothing_blocks_publishing_and_nothing_calls_for_a_second_look():
    assert validate(tree(), CATALOGUE) == []


def test_the_product_reads_the_file_as_any_yaml_reader_does():
    assert load_yaml(TREE.read_text(encoding="utf-8")) == tree()


def test_exporting_the_tree_gives_the_file_back_to_the_letter():
    text = TREE.read_text(encoding="utf-8")

    assert dump_yaml(load_yaml(text)) == text
