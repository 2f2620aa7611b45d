"""A tree of 2,000 steps: queries don't grow with the tree, and its page stays small."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.editor.authors import SLUG, both, live_tree, outcome, save, send, step
from tests.editor.forms import fields_of
from tests.trees.building import document

pytestmark = pytest.mark.django_db


def large_document(steps: int) -> dict[str, Any]:
    """A tree of questions, two ways from each, with long explanations in both languages."""
    nodes = []
    questions = steps // 2
    for number in range(questions):
        ways = [2 * number + 1, 2 * number + 2]
        targets = [f"q{way}" if way < questions else f"o{way - questions}" for way in ways]
        entry = step(f"q{number}", yes=targets[0], no=targets[1])
        nodes.append({**entry, "body": both("Look at the record of the payment. " * 4)})
    nodes += [outcome(f"o{number}", status="open") for number in range(questions + 1)]
    return document(*nodes, slug=SLUG)


def queries_of(work: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_the_number_of_queries_is_the_same_for_a_small_and_a_large_tree(editor):
    address = f"/trees/{SLUG}/edit/?node=q1"
    counts = []

    for steps in (20, 600):
        live_tree(large_document(steps))
        editor.get(address)
        counts.append(queries_of(lambda: editor.get(address)))

    assert counts[0] == counts[1] < 30


def test_the_number_of_queries_of_a_save_is_the_same_for_a_small_and_a_large_tree(editor):
    counts = []

    for steps in (20, 600):
        live = live_tree(large_document(steps))
        live.tree.versions.filter(state="draft").delete()
        save(editor, "q1", title__en="Begin")
        page = editor.get(f"/trees/{SLUG}/edit/?node=q1").content.decode()
        fields = fields_of(page, "node-form") | {"title.en": "Changed"}
        counts.append(queries_of(lambda fields=fields: send(editor, "q1", fields, htmx=True)))

    assert counts[0] == counts[1] < 30


def test_a_large_tree_opens_folded_and_draws_its_graph_afterwards(editor):
    live_tree(large_document(2_000))

    page = editor.get(f"/trees/{SLUG}/edit/").content.decode()

    assert page.count("data-row-link") < 500
    assert "The graph is being drawn" in page
    assert page.count('<option value="q1"') == 0  # the list of steps arrives when it is needed
    assert len(page) < 400_000
    graph = editor.get(f"/trees/{SLUG}/edit/parts/graph/?graph=1&node=q700").content.decode()
    assert 'data-step="q700"' in graph
