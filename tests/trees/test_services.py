"""Publishing: what blocks it, what changes nothing, what is frozen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from tests.trees.building import both, chain, document, jump, outcome, step
from troubleshooting.causes.models import Cause
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def bank(length: int = 1):
    return chain(length, slug="bank")


def tree_that_jumps():
    return document(step("a", yes="into_bank"), jump("into_bank", "bank", "end"), outcome("end"))


def test_a_sound_document_is_published_as_the_first_version():
    author = get_user_model().objects.create_user("author")

    imported = import_tree(chain(2), now=NOW, actor=author, note="First try.")

    version = TreeVersion.objects.published("payout")
    assert imported.changed
    assert imported.version == version
    assert (version.number, version.state, version.published_at) == (1, "published", NOW)
    assert (version.published_by, version.note) == (author, "First try.")
    assert version.tree.title == both("Payout")


def test_the_same_content_again_changes_nothing():
    first = import_tree(chain(2), now=NOW).version
    shuffled = dict(sorted(chain(2).items()))

    again = import_tree(shuffled, now=LATER)

    assert not again.changed
    assert again.version == first
    assert TreeVersion.objects.count() == 1


def test_other_content_retires_the_version_in_force():
    first = import_tree(chain(2), now=NOW).version

    second = import_tree(chain(3, title=both("Payout late")), now=LATER).version

    first.refresh_from_db()
    assert (first.state, first.published_at) == ("retired", NOW)
    assert (second.number, second.state) == (2, "published")
    assert TreeVersion.objects.published("payout") == second
    assert Tree.objects.get().title == both("Payout late")


def test_going_back_to_old_content_makes_a_version_of_its_own():
    for length in (2, 3, 2):
        import_tree(chain(length), now=NOW)

    states = TreeVersion.objects.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "retired"), (2, "retired"), (3, "published")]


def test_errors_block_publishing_and_are_all_named():
    tree = document(step("a", yes="nowhere"), outcome("end", cause="bad_luck"))

    with pytest.raises(ValidationError) as refusal:
        import_tree(tree, now=NOW)

    assert {error.code for error in refusal.value.error_list} == {
        "unknown_target",
        "unknown_cause",
        "unreachable",
    }
    assert "“a” leads to “nowhere”, which does not exist." in refusal.value.messages
    assert not Tree.objects.exists()


def test_warnings_do_not_block_publishing():
    assert import_tree(chain(200), now=NOW).changed


@pytest.mark.parametrize("nonsense", [None, [], "tree", {"nodes": 3}])
def test_nonsense_is_refused_like_any_other_error(nonsense):
    with pytest.raises(ValidationError):
        import_tree(nonsense, now=NOW)


def test_a_sub_tree_is_frozen_into_the_version_that_jumps_to_it():
    import_tree(bank(1), now=NOW)
    version = import_tree(tree_that_jumps(), now=NOW).version

    import_tree(bank(2), now=LATER)

    version = TreeVersion.objects.get(pk=version.pk)
    assert set(version.graph.nodes) == {"a", "into_bank.step_0", "end"}
    assert version.subtrees == {"bank": bank(1)}


def test_importing_again_takes_up_a_sub_trees_new_version():
    import_tree(bank(1), now=NOW)
    import_tree(tree_that_jumps(), now=NOW)
    import_tree(bank(2), now=LATER)

    again = import_tree(tree_that_jumps(), now=LATER)

    assert again.changed
    assert "into_bank.step_1" in again.version.graph.nodes


def test_sub_trees_of_sub_trees_are_gathered_too():
    import_tree(chain(1, slug="deep"), now=NOW)
    import_tree(
        document(jump("down", "deep", "up"), outcome("up"), slug="bank"),
        now=NOW,
    )

    version = import_tree(tree_that_jumps(), now=NOW).version

    assert set(version.subtrees) == {"bank", "deep"}
    assert "into_bank.down.step_0" in version.graph.nodes


def test_a_jump_to_a_tree_that_was_never_published_is_refused():
    with pytest.raises(ValidationError) as refusal:
        import_tree(tree_that_jumps(), now=NOW)

    assert refusal.value.error_list[0].code == "unknown_tree"


def test_trees_that_jump_into_each_other_are_refused():
    import_tree(bank(1), now=NOW)
    import_tree(tree_that_jumps(), now=NOW)
    circle = document(jump("back", "payout", "end"), outcome("end"), slug="bank")

    with pytest.raises(ValidationError) as refusal:
        import_tree(circle, now=LATER)

    assert refusal.value.error_list[0].code == "circular_jump"
    assert TreeVersion.objects.published("bank").number == 1


def test_the_database_keeps_one_published_version_and_each_number_once():
    version = import_tree(chain(1), now=NOW).version
    same = {"tree": version.tree, "document": {}, "digest": "x", "published_at": NOW}

    for clash in ({"number": 2, "state": "published"}, {"number": 1, "state": "retired"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TreeVersion.objects.create(**same, **clash)


def test_the_database_keeps_no_published_version_without_its_time():
    version = import_tree(chain(1), now=NOW).version

    with pytest.raises(IntegrityError), transaction.atomic():
        TreeVersion.objects.filter(pk=version.pk).update(published_at=None)


def test_a_graph_is_built_once_and_a_version_is_found_without_its_document(
    django_assert_num_queries,
):
    import_tree(chain(3), now=NOW)

    with django_assert_num_queries(1):
        version = TreeVersion.objects.published("payout")
        assert "document" in version.get_deferred_fields()
    with django_assert_num_queries(1):
        graph = version.graph
    with django_assert_num_queries(1):
        assert TreeVersion.objects.published("payout").graph is graph


def test_a_tree_that_has_no_published_version_is_not_found():
    with pytest.raises(TreeVersion.DoesNotExist):
        TreeVersion.objects.published("payout")


def test_a_tree_is_called_by_its_title_in_the_language_of_the_reader():
    tree = import_tree(chain(1), now=NOW).version.tree

    with translation.override("zh-hans"):
        assert str(tree) == "Payout(中)"
    assert str(tree) == "Payout"
    assert str(Tree(slug="bare")) == "bare"


def test_the_catalogue_knows_checks_causes_and_published_trees():
    Cause.objects.create(
        slug="fraud_risk",
        group=Cause.Group.RISK_COMPLIANCE,
        disclosure=Cause.Disclosure.GENERAL,
        typical_minutes=5,
        typical_share="0.010",
    )
    import_tree(bank(1), now=NOW)

    catalogue = present_catalogue()

    assert catalogue.causes == {"fraud_risk": "general"}
    assert catalogue.trees == {"bank"}
    assert "above" in catalogue.checks["amount_within_limit"]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_the_same_tree_at_once_make_one_version():
    barrier = Barrier(2)

    def publish(_number: int) -> bool:
        try:
            barrier.wait(timeout=10)
            return import_tree(chain(2), now=NOW).changed
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        changed = list(threads.map(publish, range(2)))

    assert sorted(changed) == [False, True]
    assert TreeVersion.objects.count() == 1
