"""What readers and translators can do with a draft."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.trees.drafts import (
    NOW,
    make_draft,
    make_person,
    make_translator,
    node_of,
    retitled,
    save,
)
from troubleshooting.trees.drafts.services import (
    open_draft,
)
from troubleshooting.trees.editing.operations import (
    DeleteNode,
    ReplaceText,
    SetMeta,
    SetNode,
)

pytestmark = pytest.mark.django_db


def test_a_reader_changes_nothing_and_opens_no_draft():
    draft, reader = make_draft(), make_person("reader", is_staff=True)

    with pytest.raises(PermissionDenied):
        save(draft, SetMeta("start", "end"), actor=reader)
    with pytest.raises(PermissionDenied):
        open_draft(draft.tree, actor=reader, now=NOW)

    draft.refresh_from_db()
    assert draft.revision == 0


def test_a_translator_changes_texts_of_one_language_and_nothing_else():
    draft = make_draft()
    translator = make_translator(draft.tree)
    end = node_of(draft, "end")

    draft = save(draft, SetNode("end", retitled(end, "完", "zh-hans")), actor=translator)
    draft = save(draft, SetMeta("title", {"en": "Payout", "zh-hans": "出款"}), actor=translator)
    draft = save(draft, ReplaceText("中", "文", "zh-hans"), actor=translator)

    assert draft.revision == 3
    step_0 = node_of(draft, "step_0")
    for forbidden in (
        SetNode("end", retitled(node_of(draft, "end"), "Paid")),
        SetNode("end", {**node_of(draft, "end"), "status": "resolved"}),
        SetNode("end", {**node_of(draft, "end"), "customer": {"title": {"zh-hans": "完"}}}),
        SetNode("step_0", {**step_0, "options": step_0["options"][:1]}),
        ReplaceText("e", "x"),
        DeleteNode("end"),
        SetMeta("start", "end"),
    ):
        with pytest.raises(PermissionDenied):
            save(draft, forbidden, actor=translator)


def test_a_translator_may_add_a_text_that_was_never_there():
    draft = make_draft()
    translator = make_translator(draft.tree)
    end = {**node_of(draft, "end"), "body": {"zh-hans": "说明"}}

    assert node_of(save(draft, SetNode("end", end), actor=translator), "end")["body"] == {
        "zh-hans": "说明"
    }
