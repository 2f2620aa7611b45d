"""Documents that come in: looked at first, then stored as a whole or not at all."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError

from tests.trees.building import both, chain, document, outcome, step
from tests.trees.drafts import LATER, NOW, make_author, make_draft, make_translator, make_tree
from troubleshooting.trees.drafts.services import (
    change_draft,
    discard_draft,
    open_draft,
    redo,
    undo,
)
from troubleshooting.trees.editing.operations import SetMeta
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.exchange.importing import (
    import_draft,
    plan_document,
    plan_import,
)
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import publish
from troubleshooting.trees.publishing.whole_documents import import_tree

# Fields of a sound document put in the place of its own -> the code of the refusal.
UNSOUND = {
    "nodes that are no list": ({"nodes": {}}, "no_nodes"),
    "no nodes at all": ({"nodes": None}, "no_nodes"),
    "a step that is no map": ({"nodes": ["a"]}, "not_a_step"),
    "a step without a key": ({"nodes": [{"kind": "outcome"}]}, "bad_key"),
    "a step with a broken key": ({"nodes": [outcome("No Key")]}, "bad_key"),
    "a step with an endless key": ({"nodes": [outcome("a" * 81)]}, "bad_key"),
    "two steps of one key": ({"nodes": [outcome("a"), outcome("a")]}, "duplicate_key"),
    "a step of no kind": ({"nodes": [{"key": "a"}]}, "unknown_kind"),
    "a step of a kind of its own": ({"nodes": [outcome("a", kind="riddle")]}, "unknown_kind"),
    "a title that is a text": ({"nodes": [outcome("a", title="A")]}, "wrong_type"),
    "a flag that is a text": ({"nodes": [outcome("a", automatic="yes")]}, "wrong_type"),
    "minutes that are a text": ({"nodes": [{**step("a"), "minutes": ".nan"}]}, "wrong_type"),
    "options that are a map": ({"nodes": [{**step("a"), "options": {}}]}, "wrong_type"),
    "an option without a key": ({"nodes": [{**step("a"), "options": [{}]}]}, "wrong_type"),
    "a voice that is a text": ({"nodes": [outcome("a", customer="Hi")]}, "wrong_type"),
    "a start that is a list": ({"start": []}, "bad_meta"),
    "a tree's title that is a list": ({"title": ["a"]}, "bad_meta"),
    "languages that are a text": ({"languages": "en"}, "bad_meta"),
    "too many steps": ({"nodes": [outcome(f"a{n}") for n in range(5_001)]}, "too_many_nodes"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", UNSOUND)
def test_what_no_draft_can_hold_is_refused_and_nothing_is_stored(name):
    fields, code = UNSOUND[name]
    tree = make_tree()

    with pytest.raises(ValidationError) as refusal:
        plan_document({**chain(3), **fields}, tree=tree, actor=None)

    assert refusal.value.code == code
    assert TreeVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_plan_says_what_would_change_and_stores_nothing():
    tree = make_tree()
    other = document(step("step_0", yes="end"), outcome("end"), title=both("Late"))

    plan = plan_import(as_yaml(other), tree=tree, actor=None)

    assert (plan.is_new, plan.draft, plan.base.number, plan.seen) == (False, None, 1, 0)
    said = " ".join(change.sentence("en") for change in plan.changes)
    assert "“step_1” was taken out." in said
    assert plan.errors == []
    assert not plan.changes_nothing
    assert not TreeVersion.objects.filter(state="draft").exists()
    assert tree.log.filter(kind="imported").count() == 0


@pytest.mark.django_db
def test_a_plan_lists_errors_and_warnings_but_lets_import():
    broken = document(step("a", yes="nowhere"), outcome("lost", colour="red"))
    tree = make_tree()

    plan = plan_import(as_json(broken), tree=tree, actor=None)
    draft = import_draft(plan, seen=0, actor=None, now=LATER)

    assert {"unknown_target", "unreachable"} <= {problem.code for problem in plan.errors}
    assert {problem.code for problem in plan.warnings} >= {"unknown_field"}
    assert draft.document == broken
    with pytest.raises(ValidationError):
        publish(draft, reason="", actor=None, now=LATER, seen=1)


@pytest.mark.django_db
def test_an_import_becomes_the_draft_and_the_version_in_force_stays():
    tree, author = make_tree(), make_author()
    plan = plan_import(as_yaml(chain(5)), tree=tree, actor=author)

    draft = import_draft(plan, seen=plan.seen, version=plan.version, actor=author, now=LATER)

    assert (draft.state, draft.number, draft.revision) == ("draft", 2, 1)
    assert draft.document == chain(5)
    assert tree.versions.get(state="published").document == chain(3)
    entry = tree.log.first()
    assert (entry.kind, entry.actor, entry.version) == ("imported", author, draft)
    assert entry.difference["after"]["nodes"].keys() >= {"step_4"}


@pytest.mark.django_db
def test_undo_has_the_old_draft_back_and_redo_the_import():
    draft = make_draft()
    draft = change_draft(draft, [SetMeta("title", both("Mine"))], seen=0, actor=None, now=NOW)
    mine = draft.document
    plan = plan_import(as_json(chain(5)), tree=draft.tree, actor=None)
    draft = import_draft(plan, seen=1, actor=None, now=LATER)

    draft = undo(draft, seen=2, actor=None, now=LATER)

    assert draft.document == mine
    assert redo(draft, seen=3, actor=None, now=LATER).document == chain(5)


@pytest.mark.django_db
def test_importing_twice_changes_nothing_the_second_time():
    tree = make_tree()
    first = import_draft(
        plan_import(as_json(chain(5)), tree=tree, actor=None), seen=0, actor=None, now=LATER
    )

    again = plan_import(as_json(chain(5)), tree=tree, actor=None)
    second = import_draft(again, seen=1, actor=None, now=LATER)

    assert again.changes_nothing
    assert (second.pk, second.revision) == (first.pk, 1)
    assert tree.log.filter(kind="imported").count() == 1


@pytest.mark.django_db
def test_a_draft_that_was_changed_after_it_was_looked_at_is_not_replaced():
    draft = make_draft()
    looked_at = plan_import(as_json(chain(5)), tree=draft.tree, actor=None)
    change_draft(draft, [SetMeta("start", "step_1")], seen=0, actor=make_author(), now=LATER)
    now = plan_import(as_json(chain(5)), tree=draft.tree, actor=None)

    with pytest.raises(StaleDraft) as stale:
        import_draft(now, seen=looked_at.seen, actor=None, now=LATER)

    assert [conflict.field for conflict in stale.value.conflicts] == ["start"]
    draft.refresh_from_db()
    assert draft.document["start"] == "step_1"


@pytest.mark.django_db
def test_a_draft_that_came_after_the_look_is_not_replaced():
    tree = make_tree()
    plan = plan_import(as_json(chain(5)), tree=tree, actor=None)
    draft = open_draft(tree, actor=None, now=NOW)
    change_draft(draft, [SetMeta("start", "step_1")], seen=0, actor=None, now=NOW)

    with pytest.raises(StaleDraft):
        import_draft(plan, seen=plan.seen, actor=None, now=LATER)


@pytest.mark.django_db
def test_another_draft_than_the_one_looked_at_is_not_replaced():
    draft = make_draft()
    plan = plan_import(as_json(chain(5)), tree=draft.tree, actor=None)
    discard_draft(draft, seen=0, actor=None, now=NOW)
    import_tree(chain(4), now=NOW)

    with pytest.raises(ValidationError) as refusal:
        import_draft(plan, seen=plan.seen, actor=None, now=LATER)

    assert refusal.value.code == "other_draft"
    assert not TreeVersion.objects.filter(state="draft").exists()
    again = plan_import(as_json(chain(5)), tree=draft.tree, actor=None)
    with pytest.raises(ValidationError) as refusal:
        import_draft(again, seen=0, version=plan.version, actor=None, now=LATER)
    assert refusal.value.code == "other_draft"


@pytest.mark.django_db
def test_a_document_of_another_tree_comes_in_only_under_this_trees_name():
    tree = make_tree()
    other = import_tree(chain(2, slug="other"), now=NOW).version
    content = as_yaml(chain(5, slug="other"))

    plan = plan_import(content, tree=tree, actor=None)
    with pytest.raises(ValidationError) as refusal:
        import_draft(plan, seen=0, actor=None, now=LATER)
    keeping = plan_import(content, tree=tree, actor=None, keeps_slug=True)
    draft = import_draft(keeping, seen=0, actor=None, now=LATER)

    assert refusal.value.code == "other_slug"
    assert (plan.other_slug, keeping.other_slug) == ("other", "other")
    assert draft.document == chain(5)
    other.refresh_from_db()
    assert other.document == chain(2, slug="other")


@pytest.mark.django_db
def test_the_same_keys_in_two_trees_never_meet():
    make_tree(chain(3))
    author = make_author()
    author.user_permissions.add(Permission.objects.get(codename="add_tree"))
    author = type(author).objects.get(pk=author.pk)

    plan = plan_import(as_yaml(chain(3, slug="second")), tree=None, actor=author)
    draft = import_draft(plan, seen=0, actor=author, now=LATER)

    assert (plan.is_new, plan.before) == (True, {"nodes": []})
    assert draft.tree.slug == "second"
    assert [entry["key"] for entry in draft.document["nodes"]] == [
        "step_0",
        "step_1",
        "step_2",
        "end",
    ]
    assert Tree.objects.get(slug="payout").versions.count() == 1
    assert draft.tree.log.first().kind == "imported"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "slug_taken"),
        ({"slug": "Not a slug"}, "bad_slug"),
        ({"slug": "under_score"}, "bad_slug"),
        ({"slug": None}, "bad_slug"),
        ({"slug": "a" * 81}, "bad_slug"),
        ({"slug": "second", "title": {}}, "no_title"),
        ({"slug": "second", "title": {"en": ""}}, "no_title"),
        ({"slug": "second", "title": "Payout"}, "no_title"),
    ],
)
def test_a_new_tree_needs_a_name_that_is_free_and_a_title(fields, code):
    make_tree()

    with pytest.raises(ValidationError) as refusal:
        plan_document({**chain(3), **fields}, tree=None, actor=None)

    assert refusal.value.code == code


@pytest.mark.django_db
def test_a_new_tree_whose_name_was_taken_after_the_look_is_not_made():
    plan = plan_import(as_yaml(chain(3)), tree=None, actor=None)
    make_tree(chain(4))

    with pytest.raises(ValidationError):
        import_draft(plan, seen=0, actor=None, now=LATER)

    assert TreeVersion.objects.get().document == chain(4)


@pytest.mark.django_db
def test_only_those_who_may_edit_import_and_only_those_who_may_add_make_trees():
    tree, author = make_tree(), make_author()
    translator = make_translator(tree)

    with pytest.raises(PermissionDenied):
        plan_import(as_yaml(chain(5)), tree=tree, actor=translator)
    with pytest.raises(PermissionDenied):
        plan_import(as_yaml(chain(5, slug="second")), tree=None, actor=author)
    plan = plan_import(as_yaml(chain(5)), tree=tree, actor=author)
    with pytest.raises(PermissionDenied):
        import_draft(plan, seen=0, actor=translator, now=LATER)

    assert not TreeVersion.objects.filter(state="draft").exists()
    assert not Tree.objects.filter(slug="second").exists()


@pytest.mark.django_db
def test_a_kept_draft_is_exported_as_it_came_in():
    tree = make_tree()
    document = chain(4) | {"zebra": {"b": 1, "aa": [1.5, None, True]}, "ant": "x"}

    draft = import_draft(
        plan_import(as_yaml(document), tree=tree, actor=None), seen=0, actor=None, now=LATER
    )
    draft.refresh_from_db()

    assert as_yaml(draft.document) == as_yaml(document)
    assert as_json(draft.document) == as_json(document)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_document(django_assert_num_queries):
    tree, contents = make_tree(), [as_json(chain(2)), as_json(chain(300))]
    plan_import(contents[0], tree=tree, actor=None)  # the lists of causes and checks are kept

    for content in contents:
        with django_assert_num_queries(5):
            assert plan_import(content, tree=tree, actor=None).changes
