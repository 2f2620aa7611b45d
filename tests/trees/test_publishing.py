"""Publishing drafts: at once, at a time, by a second person."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from tests.trees.building import both, chain, document, jump, outcome, step
from tests.trees.drafts import LATER, NOW, make_author, make_draft, make_tree
from tests.trees.publishers import (
    changed,
    make_publisher,
    put_off,
    put_out,
    refusal_of,
    states,
)
from troubleshooting.trees.drafts.services import change_draft, open_draft, undo
from troubleshooting.trees.editing.operations import DeleteNode, SetMeta
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.logbook import authors_of
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import needs_somebody_else
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db


def test_a_published_draft_is_what_agents_walk_from_now_on():
    publisher = make_publisher()
    draft = changed(make_draft())

    version = put_out(draft, publisher)

    live = TreeVersion.objects.published("payout")
    assert live == version == draft
    assert live.graph.nodes["step_0"].title["en"] == "What now?"
    assert (live.note, live.published_at) == ("The bank has new rules.", LATER)
    assert live.published_by == publisher
    assert states(live.tree) == [(1, "retired"), (2, "published")]


def test_the_log_says_who_published_what_in_place_of_what():
    publisher = make_publisher()

    version = put_out(changed(make_draft()), publisher, reason="  New rules. ")

    entry = version.tree.log.first()
    assert (entry.kind, entry.actor, entry.version) == ("published", publisher, version)
    assert entry.difference == {"number": 2, "before": 1, "reason": "New rules."}


def test_publishing_freezes_so_that_no_change_reaches_the_version_any_more():
    draft = changed(make_draft())
    put_out(draft)

    assert refusal_of(changed, draft, "Too late") == "no_draft"
    assert refusal_of(put_out, draft) == "no_draft"
    assert refusal_of(undo, draft, seen=1, actor=None, now=LATER) == "no_draft"


def test_the_title_of_the_tree_follows_the_published_version():
    draft = make_draft()
    new = SetMeta("title", both("Payout late"))
    draft = change_draft(draft, [new], seen=0, actor=None, now=LATER)
    assert Tree.objects.get().title == both("Payout")

    put_out(draft)

    assert Tree.objects.get().title == both("Payout late")


def test_a_tree_is_published_for_the_first_time():
    draft = make_draft()
    TreeVersion.objects.filter(state="published").update(state="retired")

    assert put_out(draft).state == "published"


def test_errors_block_publishing_and_nothing_has_changed():
    draft = make_draft()
    draft = change_draft(draft, [DeleteNode("step_1")], seen=0, actor=None, now=LATER)

    assert refusal_of(put_out, draft) == "unknown_target"
    assert states(draft.tree) == [(1, "published"), (2, "draft")]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_published_without_a_reason(reason):
    assert refusal_of(put_out, changed(make_draft()), reason=reason) == "reason_needed"


def test_what_differs_in_nothing_is_not_published():
    assert refusal_of(put_out, make_draft()) == "nothing_differs"


def test_a_draft_without_changes_takes_up_a_new_version_of_its_sub_tree():
    import_tree(chain(1, slug="bank"), now=NOW)
    draft = make_draft(
        document(step("a", yes="into_bank"), jump("into_bank", "bank", "end"), outcome("end"))
    )
    import_tree(chain(2, slug="bank"), now=NOW)

    version = put_out(draft)

    assert "into_bank.step_1" in version.graph.nodes
    assert version.subtrees == {"bank": chain(2, slug="bank")}


def test_a_draft_that_somebody_changed_meanwhile_is_not_published_unseen():
    draft = make_draft()
    author = make_author()
    changed(draft, "Which bank?", author)

    with pytest.raises(StaleDraft) as stale:
        put_out(draft, seen=0)

    assert [conflict.node for conflict in stale.value.conflicts] == ["step_0"]
    assert stale.value.conflicts[0].actor == author
    assert states(draft.tree) == [(1, "published"), (2, "draft")]


def test_who_may_edit_may_not_publish_yet():
    author = make_author()

    with pytest.raises(PermissionDenied):
        put_out(changed(make_draft(), actor=author), author)


def test_where_a_second_person_is_asked_for_no_author_publishes_his_own_change():
    draft = make_draft()
    Tree.objects.update(needs_second_person=True)
    author, other = make_publisher("ann"), make_publisher("ben")
    draft = changed(draft, actor=author)

    assert needs_somebody_else(draft, author)
    assert not needs_somebody_else(draft, other)
    assert refusal_of(put_out, draft, author) == "second_person"
    assert refusal_of(put_off, draft, author) == "second_person"
    assert put_out(draft, other).published_by == other


def test_who_took_his_change_back_is_an_author_all_the_same():
    draft = make_draft()
    Tree.objects.update(needs_second_person=True)
    author, other = make_publisher("ann"), make_publisher("ben")
    draft = changed(draft, actor=author)
    draft = undo(draft, seen=1, actor=author, now=LATER)
    draft = changed(draft, "By Ben", other)

    assert authors_of(draft) == {author.pk, other.pk}


def test_who_only_opened_the_draft_may_publish_what_others_changed():
    tree = make_tree()
    tree.needs_second_person = True
    tree.save()
    opener, other = make_publisher("ann"), make_publisher("ben")
    draft = changed(open_draft(tree, actor=opener, now=NOW), actor=other)

    assert put_out(draft, opener).state == "published"


def test_a_draft_published_after_a_later_import_gets_the_next_number():
    draft = changed(make_draft())
    import_tree(chain(5), now=NOW)

    version = put_out(draft)

    assert states(draft.tree) == [(1, "retired"), (3, "retired"), (4, "published")]
    assert version.number == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_the_same_draft_at_once_one_does():
    draft = changed(make_draft())
    barrier = Barrier(2)

    def publish_now(_number):
        try:
            barrier.wait(timeout=10)
            return put_out(draft).state
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(publish_now, range(2)))

    assert sorted(results) == ["no_draft", "published"]
    assert states(draft.tree) == [(1, "retired"), (2, "published")]
