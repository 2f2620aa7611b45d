"""Ways around the second person: by the API, by imports, by throwing away and having back."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from tests.api.asking import client_for, errors
from tests.trees.drafts import LATER, make_draft, make_person
from tests.trees.publishers import changed, put_off, put_out, refusal_of
from troubleshooting.trees.drafts.recovering import recover_document
from troubleshooting.trees.drafts.services import discard_draft, open_draft, restore_version, undo
from troubleshooting.trees.exchange.importing import import_draft, plan_document
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import unschedule

pytestmark = pytest.mark.django_db


def make_boss(name: str) -> User:
    """Somebody who may edit and publish every tree."""
    boss = make_person(name, is_staff=True)
    boss.user_permissions.set(Permission.objects.filter(codename__in=["publish_tree"]))
    return boss


@pytest.fixture
def ann() -> User:
    return make_boss("ann")


@pytest.fixture
def ben() -> User:
    return make_boss("ben")


@pytest.fixture
def draft() -> TreeVersion:
    """The draft of a tree that asks for a second person."""
    draft = make_draft()
    Tree.objects.update(needs_second_person=True)
    draft.tree.refresh_from_db()
    return draft


def edited(draft: TreeVersion) -> dict[str, Any]:
    first, *rest = draft.document["nodes"]
    entry = {**first, "title": {"en": "By ann?", "zh-hans": "安写的？"}}
    return {**draft.document, "nodes": [entry, *rest]}


def test_who_imported_a_document_does_not_publish_it(draft, ann, ben):
    plan = plan_document(edited(draft), tree=draft.tree, actor=ann)

    imported = import_draft(plan, seen=0, actor=ann, now=LATER)

    assert refusal_of(put_out, imported, ann) == "second_person"
    assert refusal_of(put_off, imported, ann) == "second_person"
    assert put_out(imported, ben).published_by == ben


def test_the_api_asks_for_a_second_person_too(draft, ann, ben):
    address = f"/api/v1/trees/{draft.tree.slug}/"
    body = {"document": edited(draft), "seen": 0, "opened_at": draft.created_at.isoformat()}
    assert client_for(ann).put(f"{address}draft/", body, format="json").status_code == 200
    ask = {"seen": 1, "opened_at": body["opened_at"], "reason": "New."}

    own = client_for(ann).post(f"{address}publication/", ask, format="json")
    at = client_for(ann).post(
        f"{address}publication/", {**ask, "at": "2027-03-01T00:00:00Z"}, format="json"
    )
    others = client_for(ben).post(f"{address}publication/", ask, format="json")

    assert (own.status_code, at.status_code, others.status_code) == (400, 400, 201)
    assert errors(own) == [("second_person", None)] or "second_person" in str(errors(own))


def test_restoring_and_undoing_make_somebody_an_author(draft, ann):
    old = draft.tree.versions.get(state="published")
    changed(draft, actor=None)
    restored = restore_version(old, actor=ann, now=LATER)
    back = undo(restored, seen=restored.revision, actor=None, now=LATER)

    assert refusal_of(put_out, back, ann) == "second_person"


def test_throwing_a_draft_away_and_having_it_back_keeps_its_author(draft, ann, ben):
    mine = changed(draft, actor=ann)
    discard_draft(mine, seen=mine.revision, actor=ben, now=LATER)
    entry = draft.tree.log.get(kind="discarded")

    back = recover_document(entry, actor=ben, now=LATER)

    assert refusal_of(put_out, back, ann) == "second_person"


def test_a_schedule_withdrawn_keeps_its_author(draft, ann, ben):
    waiting = put_off(changed(draft, actor=ann), ben)
    open_draft(draft.tree, actor=ann, now=LATER)
    assert unschedule(waiting, actor=ann, now=LATER) is None
    draft = draft.tree.versions.get(state="draft")
    moved_on = changed(draft, "Then?", actor=None)

    assert refusal_of(put_out, moved_on, ann) == "second_person"


def test_having_back_what_was_withdrawn_keeps_its_author(draft, ann, ben):
    waiting = put_off(changed(draft, actor=ann), ben)
    begun = open_draft(draft.tree, actor=ben, now=LATER)
    unschedule(waiting, actor=ben, now=LATER)
    entry = draft.tree.log.get(kind="unscheduled")
    begun.refresh_from_db()
    discard_draft(begun, seen=begun.revision, actor=ben, now=LATER)

    back = recover_document(entry, actor=ben, now=LATER)

    assert refusal_of(put_out, back, ann) == "second_person"


def test_the_first_draft_of_a_tree_has_an_author_who_typed_it(ann, ben):
    ben.user_permissions.add(Permission.objects.get(codename="add_tree"))
    ann.user_permissions.add(Permission.objects.get(codename="add_tree"))
    ann = User.objects.get(pk=ann.pk)
    document = {**make_draft().document, "slug": "fresh"}
    plan = plan_document(document, tree=None, actor=ann)
    made = import_draft(plan, seen=0, actor=ann, now=LATER)
    Tree.objects.filter(slug="fresh").update(needs_second_person=True)

    assert refusal_of(put_out, made, ann) == "second_person"
