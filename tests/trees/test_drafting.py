"""Drafts: where they come from, what a save stores, what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.trees.building import both, chain, outcome, step
from tests.trees.drafts import (
    LATER,
    NOW,
    make_author,
    make_draft,
    make_person,
    make_tree,
    node_of,
    retitled,
    save,
)
from troubleshooting.trees.drafts.services import (
    create_tree,
    next_undo,
    open_draft,
    summary_of,
    undo,
)
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteNode,
    DuplicateBranch,
    PasteList,
    RenameKey,
    ReplaceText,
    SetMeta,
    SetNode,
)
from troubleshooting.trees.models import DraftChange, Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Severity

pytestmark = pytest.mark.django_db


def test_a_draft_begins_as_the_version_in_force():
    tree, author = make_tree(), make_author()

    draft = open_draft(tree, actor=author, now=LATER)

    live = TreeVersion.objects.get(state="published")
    assert draft.document == live.document
    assert (draft.number, draft.state, draft.revision) == (2, "draft", 0)
    assert (draft.based_on, draft.created_by, draft.created_at) == (live, author, LATER)
    assert tree.log.get(kind="created").version == draft


def test_a_tree_has_one_draft_however_often_it_is_opened():
    tree = make_tree()

    drafts = {open_draft(tree, actor=make_author(name), now=LATER).pk for name in ("li", "mary")}

    assert len(drafts) == 1
    assert tree.log.filter(kind="created").count() == 1


def test_a_new_tree_begins_with_a_draft_that_could_be_published():
    draft = create_tree("refund-late", both("Refund late"), actor=None, now=NOW)

    problems = validate(draft.document, present_catalogue())
    assert [problem for problem in problems if problem.severity == Severity.ERROR] == []
    assert (draft.number, draft.based_on, draft.tree.title) == (1, None, both("Refund late"))
    assert open_draft(draft.tree, actor=None, now=LATER) == draft


@pytest.mark.parametrize("slug", ["payout", "No Slug", ""])
def test_a_new_tree_needs_a_slug_of_its_own(slug):
    make_tree()

    with pytest.raises(ValidationError):
        create_tree(slug, both("Refund late"), actor=None, now=NOW)

    assert Tree.objects.count() == 1


def test_only_those_who_may_add_trees_begin_one():
    with pytest.raises(PermissionDenied):
        create_tree("refund-late", both("Refund late"), actor=make_author(), now=NOW)

    root = make_person("root", is_superuser=True)
    assert create_tree("refund-late", both("Refund late"), actor=root, now=NOW).created_by == root


def test_a_save_changes_the_draft_and_nothing_that_agents_walk():
    draft, author = make_draft(), make_author()
    live = TreeVersion.objects.get(state="published")

    changed = save(draft, SetNode("end", retitled(node_of(draft, "end"), "Paid")), actor=author)

    draft.refresh_from_db()
    assert node_of(draft, "end")["title"]["en"] == "Paid"
    assert changed.document == draft.document
    assert (draft.revision, draft.cursor) == (1, 1)
    assert (draft.updated_by, draft.updated_at) == (author, LATER)
    assert TreeVersion.objects.get(state="published").document == live.document


def test_an_edited_draft_has_another_digest_and_another_graph():
    draft = make_draft()
    before = draft.digest, draft.graph.nodes["end"].title["en"]

    draft = save(draft, SetNode("end", retitled(node_of(draft, "end"), "Paid")))

    assert before[1] == "end"
    assert (draft.digest != before[0], draft.graph.nodes["end"].title["en"]) == (True, "Paid")


def test_the_log_keeps_who_changed_what_with_the_difference():
    draft, author = make_draft(), make_author()

    save(draft, SetNode("end", retitled(node_of(draft, "end"), "Paid")), actor=author)

    entry = draft.tree.log.first()
    assert (entry.kind, entry.actor, entry.happened_at) == ("edited", author, LATER)
    assert entry.difference["revision"] == 1
    assert entry.difference["before"]["nodes"]["end"]["entry"]["title"] == both("end")
    assert entry.difference["after"]["nodes"]["end"]["entry"]["title"]["en"] == "Paid"
    assert set(entry.difference["after"]["nodes"]) == {"end"}


def test_several_operations_are_one_change():
    draft = make_draft()
    new = step("bank_holiday", yes="end")

    draft = save(
        draft,
        AddNode(new, after="step_0", from_=("step_0", "no")),
        SetNode("bank_holiday", retitled(new, "Is it a bank holiday?")),
        SetMeta("title", both("Payout late")),
    )

    assert draft.revision == 1
    assert [entry["key"] for entry in draft.document["nodes"]][:2] == ["step_0", "bank_holiday"]
    assert node_of(draft, "step_0")["options"][1]["to"] == "bank_holiday"
    assert node_of(draft, "bank_holiday")["title"]["en"] == "Is it a bank holiday?"
    assert draft.document["title"] == both("Payout late")
    assert undo(draft, seen=1, actor=None, now=LATER).document == chain(3)


def test_a_save_that_changes_nothing_makes_no_revision():
    draft = make_draft()

    draft = save(draft, SetNode("end", node_of(draft, "end")), SetMeta("start", "step_0"))

    assert draft.revision == 0
    assert not DraftChange.objects.exists()


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (SetNode("nowhere", outcome("nowhere")), "unknown_node"),
        (SetNode("end", outcome("other")), "other_key"),
        (AddNode(outcome("end")), "key_taken"),
        (AddNode(outcome("New step")), "bad_key"),
        (AddNode({**outcome("odd"), "kind": "riddle"}), "unknown_kind"),
        (AddNode({**outcome("odd"), "title": "not by language"}), "wrong_type"),
        (AddNode({**outcome("odd"), "title": {"en": "\ud800"}}), "not_storable"),
        (AddNode(outcome("a"), from_=("step_0", "maybe")), "unknown_option"),
        (DeleteNode("nowhere"), "unknown_node"),
        (DeleteNode("end", reroute_to="nowhere"), "unknown_node"),
        (RenameKey("end", "step_0"), "key_taken"),
        (ReplaceText("", "x"), "bad_search"),
        (ReplaceText("unheard of", "x"), "not_found"),
        (ReplaceText("e", "x" * 2_000_000), "too_large"),
        (PasteList(None, " \n \n", "en"), "nothing_to_paste"),
        (SetMeta("slug", "other"), "bad_meta"),
        (SetMeta("title", ["Payout"]), "bad_meta"),
        (SetMeta("start", None), "bad_meta"),
    ],
)
def test_what_no_draft_can_hold_is_refused_in_words_and_nothing_is_stored(operation, code):
    draft = make_draft()

    with pytest.raises(ValidationError) as refusal:
        save(draft, SetMeta("title", both("Payout late")), operation)

    assert refusal.value.error_list[0].code == code
    assert "%(" not in refusal.value.messages[0]
    draft.refresh_from_db()
    assert (draft.revision, draft.document) == (0, chain(3))


def test_a_draft_may_be_broken_for_a_while():
    draft = make_draft()

    draft = save(draft, DeleteNode("end"), SetMeta("start", ""))

    codes = {problem.code for problem in validate(draft.document, present_catalogue())}
    assert {"unknown_target", "no_start"} <= codes


def test_a_draft_holds_no_more_than_2_mib_and_says_so():
    draft = make_draft()
    long = {"en": "x" * 1_500_000}

    with pytest.raises(ValidationError) as refusal:
        save(draft, SetNode("step_0", {**node_of(draft, "step_0"), "body": long}),
             DuplicateBranch("step_0"))  # fmt: skip

    assert refusal.value.messages == ["A tree takes 2 MiB at most."]


def test_a_save_makes_200_changes_at_most():
    draft = make_draft()

    for operations in ([], [SetMeta("start", "end")] * 201):
        with pytest.raises(ValidationError) as refusal:
            save(draft, *operations)
        assert refusal.value.code == "too_many_operations"


def test_a_revision_that_never_was_is_refused():
    draft = make_draft()

    for seen in (-1, 1):
        with pytest.raises(ValidationError) as refusal:
            save(draft, SetMeta("start", "end"), seen=seen)
        assert refusal.value.code == "unknown_revision"


def test_a_published_draft_can_no_longer_be_changed():
    draft = make_draft()
    TreeVersion.objects.filter(state="published").update(state="retired")
    TreeVersion.objects.filter(pk=draft.pk).update(state="published", published_at=NOW)

    with pytest.raises(ValidationError) as refusal:
        save(draft, SetMeta("start", "end"))

    assert refusal.value.code == "no_draft"


def test_what_a_change_did_is_said_in_the_readers_language():
    draft = save(make_draft(), SetNode("end", retitled(outcome("end"), "Paid")))
    change = next_undo(draft)

    assert (change.summary, summary_of(change)) == (
        "“Paid” was changed.",
        "“Paid” was changed: Title (English).",
    )
    with translation.override("zh-hans"):
        assert "end(中)" in summary_of(change)


def test_a_save_asks_the_database_as_often_for_a_large_tree_as_for_a_small_one():
    author = make_author()
    counts = []
    for length in (3, 400):
        draft = make_draft(chain(length, slug=f"tree-{length}"))
        for seen in range(3):
            entry = retitled(node_of(draft, "end"), f"Paid {seen}")
            actor = type(author).objects.get(pk=author.pk)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                draft = save(draft, SetNode("end", entry), actor=actor,
                             now=LATER + timedelta(minutes=seen))  # fmt: skip
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15
