"""Whatever JSON a script sends: an answer, never a failure, and nothing half stored."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from tests.api.asking import errors
from tests.editor.authors import outcome, small_document
from tests.editor.scripting import DRAFT, TREE, change, opened, read, saw
from tests.sampling import examples

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=examples(40),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LETTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=8)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
KNOWN = st.sampled_from(["arrived", "when", "wait", "late", "new", "en", "title", "start"])
ANY = st.recursive(
    PLAIN | KNOWN | st.just(outcome("new")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | KNOWN, inner, max_size=3),
    max_leaves=6,
)
FIELDS: dict[str, tuple[str, ...]] = {
    "set_meta": ("field", "value", "was"),
    "set_node": ("key", "entry", "was"),
    "add_node": ("entry", "after", "from"),
    "delete_node": ("key", "reroute_to"),
    "move_node": ("key", "after"),
    "rename_key": ("old", "new"),
    "put_before": ("entry", "key"),
    "duplicate_branch": ("key",),
    "paste_list": ("after", "text", "language"),
    "replace_text": ("find", "replace", "language"),
    "insert_branch": ("nodes", "after"),
}


@st.composite
def operations(draw: st.DrawFn) -> dict[str, Any]:
    """An operation of the right shape whose fields hold anything, or are left out."""
    do = draw(st.sampled_from(sorted(FIELDS)))
    names = draw(st.sets(st.sampled_from(FIELDS[do])))
    return {"do": do, **{name: draw(KNOWN | ANY) for name in sorted(names)}}


@pytest.fixture
def api(api: APIClient) -> APIClient:
    """One script for all examples of a test; it has opened the draft."""
    opened(api)
    return api


@FEW
@given(sent=st.lists(operations() | ANY, max_size=3))
def test_operations_of_any_content_are_made_whole_or_refused(api: APIClient, sent: list[Any]):
    before = read(api, DRAFT)

    answer = change(api, before["revision"], *sent)

    after = read(api, DRAFT)
    if answer.status_code == 200:
        assert after["revision"] in (before["revision"], before["revision"] + 1)
    else:
        assert answer.status_code == 400, answer.content
        assert errors(answer)
        assert after == before


@FEW
@given(fields=st.dictionaries(st.sampled_from(sorted(small_document())), ANY, max_size=3))
def test_documents_of_any_content_are_checked_and_taken_whole_or_refused(
    api: APIClient, fields: dict[str, Any]
):
    before = read(api, DRAFT)
    document = {**small_document(), **fields}

    checked = api.post(f"{TREE}checks/", {"document": document}, format="json")
    stored = api.put(DRAFT, {**saw(before["revision"]), "document": document}, format="json")

    assert checked.status_code in (200, 400), checked.content
    if stored.status_code == 200:
        assert read(api, DRAFT)["document"] == document
        assert read(api, f"{TREE}diff/")["to"]["state"] == "draft"
    else:
        assert stored.status_code == 400, stored.content
        assert read(api, DRAFT) == before
