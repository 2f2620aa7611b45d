"""A script that read one draft and writes to the next: its revision is none of that one."""

import pytest

from tests.api.asking import errors
from tests.editor.authors import live_tree
from tests.editor.scripting import (
    DRAFT,
    author_api,
    changed,
    opened,
    retitle,
    saw_in_query,
    step_of,
)
from tests.editor.test_api_hostile import STALE_WRITES

pytestmark = pytest.mark.django_db


def test_a_script_that_saw_an_earlier_draft_writes_over_nothing_of_the_present_one():
    live_tree()
    ann, ben = author_api("ann"), author_api("ben")
    first = opened(ann)
    for seen in range(2):
        change = retitle(first["document"], "arrived", f"First {seen}")
        changed(ann, seen, change)
    seen_by_ben = ben.get(DRAFT).json()
    assert ann.delete(DRAFT + saw_in_query(2)).status_code == 204
    second = opened(ann)
    for seen in range(2):
        change = retitle(second["document"], "arrived", f"Second {seen}")
        changed(ann, seen, change)

    stale = retitle(seen_by_ben["document"], "arrived", "Ben's")
    body = {"seen": seen_by_ben["revision"], "operations": [stale]}
    unnamed = ben.patch(DRAFT, body, format="json")
    named = ben.patch(DRAFT, {**body, "opened_at": seen_by_ben["opened_at"]}, format="json")

    assert (unnamed.status_code, errors(unnamed)) == (400, [("required", "opened_at")])
    assert (named.status_code, errors(named)) == (409, [("other_draft", None)])
    assert step_of(ann.get(DRAFT).json()["document"], "arrived")["title"]["en"] == "Second 1"


def test_the_draft_that_was_seen_has_to_be_named():
    live_tree()
    api = author_api()
    opened(api)
    for method, path, more in STALE_WRITES:
        answer = getattr(api, method)(path, {**more, "seen": 0}, format="json")

        assert (answer.status_code, errors(answer)) == (400, [("required", "opened_at")]), path
    without = api.delete(f"{DRAFT}?seen=0")
    assert (without.status_code, errors(without)) == (400, [("required", "opened_at")])
    assert api.get(DRAFT).json()["revision"] == 0
