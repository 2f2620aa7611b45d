"""What docs/tree-format.md says of the format is what the format is."""

import re
from pathlib import Path

import pytest

from tests.every import every
from tests.trees.building import CATALOGUE
from tests.trees.test_validation_every_problem import EVERY
from troubleshooting.trees.documents.format import ENDINGS, FIELDS, MESSAGES, STATUSES
from troubleshooting.trees.documents.yaml_text import FIELD_ORDER
from troubleshooting.trees.exchange.exporting import as_yaml
from troubleshooting.trees.exchange.parsing import read_document
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue, Severity

WRITTEN = (Path(__file__).parents[2] / "docs" / "tree-format.md").read_text(encoding="utf-8")
EXAMPLE = WRITTEN.split("```yaml\n")[1].split("```")[0]
STEPS = ("question", "check", "action", "outcome", "jump")


def section(title):
    """The part of the page under a heading, up to the next one."""
    return re.split(r"\n#+ ", WRITTEN.split(f"# {title}\n")[1])[0]


def rows(title):
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section(title).splitlines()
        if line.startswith("| `")
    ]


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Errors: they block publishing", Severity.ERROR),
        ("Warnings: they do not", Severity.WARNING),
    ],
)
def test_the_page_names_every_problem_and_no_other(title, severity):
    named = [names(code)[0] for code, _says in rows(title)]

    assert sorted(named) == sorted(
        code for code, (kind, *_rest) in EVERY.items() if kind == severity
    )


@every("kind", STEPS)
def test_the_page_names_every_field_of_each_kind_and_no_other(kind):
    named = {
        field
        for fields, where, _holds in rows("Fields of a step")
        if where == "all" or kind in names(where)
        for field in names(fields)
    }

    assert named == FIELDS[kind]


def test_the_page_names_every_field_of_a_tree():
    named = {names(field)[0] for field, _holds in rows("Fields of the tree")}

    assert named == {"format", "slug", "languages", "title", "start", "nodes"}
    assert named <= set(FIELD_ORDER)


@pytest.mark.parametrize(
    ("field", "known"), [("message", MESSAGES), ("status", STATUSES), ("ending", ENDINGS)]
)
def test_the_page_names_what_an_outcome_may_send_and_where_a_case_goes(field, known):
    holds = next(holds for fields, _at, holds in rows("Fields of a step") if field in names(fields))

    assert [name for name in names(holds) if name in known] == list(known)


def test_the_example_of_the_page_may_be_published_as_it_stands():
    example = read_document(EXAMPLE)
    checks = {"amount_within_limit": ("within", "above")}

    assert validate(example, Catalogue(checks, CATALOGUE.causes)) == []
    assert as_yaml(example) == EXAMPLE
