"""Who may see and change a tree in the editor."""

import pytest

from tests.editor.authors import (
    EDIT,
    SLUG,
    draft_of,
    edit_page,
    form_of,
    live_tree,
    send,
    signed_in,
    small_document,
)
from tests.factories import make_agent
from troubleshooting.trees.models import TreeRight

pytestmark = pytest.mark.django_db


def test_strangers_are_sent_to_sign_in_and_customers_refused(client):
    live_tree()

    assert client.get(EDIT).url.startswith("/sign-in/")
    nobody = make_agent("nobody", is_staff=False)
    assert signed_in(nobody).get(EDIT).status_code == 403


def test_somebody_with_a_right_on_one_tree_sees_no_other(db):
    live = live_tree()
    translator = make_agent("tess", is_staff=False)
    TreeRight.objects.create(tree=live.tree, user=translator, level="translate", language="zh-hans")
    live_tree({**small_document(), "slug": "other"})
    client = signed_in(translator)

    assert client.get(EDIT).status_code == 200
    assert client.get("/trees/other/edit/").status_code == 404
    names = client.get("/trees/").content.decode()
    assert f"/trees/{SLUG}/edit/" in names
    assert "/trees/other/edit/" not in names


def test_a_tree_that_is_not_there_is_not_found(editor):
    assert editor.get("/trees/nothing/edit/").status_code == 404
    assert editor.get(f"{EDIT}parts/nothing/").status_code == 404


def test_a_reader_sees_everything_and_can_change_nothing(db):
    live = live_tree()
    client = signed_in(make_agent("reader"))

    page = edit_page(client, "?node=arrived")

    assert "You may read this tree." in page
    assert "data-autosave" not in page
    assert "Delete…" not in page
    assert "readonly" in page
    for address in ("nodes/arrived/", "deeds/delete/", "deeds/replace/", "steps/undo/"):
        answer = client.post(EDIT + address, {"node": "arrived", "seen": 0, "find": "a"})
        assert answer.status_code in (403, 422), address
    assert draft_of(live) is None


def test_a_translator_writes_one_language_and_nothing_else(db):
    live = live_tree()
    translator = make_agent("tess")
    TreeRight.objects.create(tree=live.tree, user=translator, level="translate", language="zh-hans")
    client = signed_in(translator)
    fields = form_of(client, "arrived")
    assert "kind" not in fields

    stored = send(client, "arrived", fields | {"title.zh-hans": "钱到了吗？"})
    refused = send(client, "arrived", form_of(client, "arrived") | {"title.en": "Mine?"})

    assert stored.status_code == 302
    assert refused.status_code == 403
    draft = draft_of(live)
    assert draft.revision == 1
    title = draft.document["nodes"][0]["title"]
    assert title == {"en": "arrived", "zh-hans": "钱到了吗？"}
