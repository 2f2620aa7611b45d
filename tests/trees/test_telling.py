"""What customers are told of a cause is changed in a draft and put in force by publishing it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.trees.building import both, document, outcome, step
from tests.trees.drafts import NOW, make_tree, node_of, save
from tests.trees.publishers import LATER, MONDAY, put_off, put_out
from troubleshooting.causes.models import Cause
from troubleshooting.trees.comparing.documents import compare
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.drafts.services import open_draft, restore_version
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.publishing.services import publish_due
from troubleshooting.trees.telling import (
    changes_of,
    completed,
    other_trees_telling,
    problems_of_sentences,
    told_then,
)

pytestmark = pytest.mark.django_db

OURS = {"en": "Payout {reference} waits.", "zh-hans": "出款 {reference} 等待中。"}
THEIRS = {"en": "Payout {reference} is late.", "zh-hans": "出款 {reference} 延迟。"}


@pytest.fixture(autouse=True)
def cause() -> Cause:
    return Cause.objects.create(
        slug="amount_over_limit", group="bank", disclosure="open", name_en="Over", name_zh="超限",
        typical_minutes=1, typical_share=0, customer_message_en="{reference} is above.",
        customer_message_zh="{reference} 超限。", payout_message_en="Payout {reference} is above.",
        payout_message_zh="出款 {reference} 超限。",
    )  # fmt: skip


def a_tree(slug: str = "made-tree") -> Tree:
    end = outcome("end", cause="amount_over_limit", message="solution", status="waiting_customer")
    return make_tree(document(step("q", yes="end", no="end"), end, slug=slug))


def telling(tree: Tree, now: Any = LATER, **told: Any) -> TreeVersion:
    """Return the draft of a tree with other sentences at its outcome."""
    draft = open_draft(tree, actor=None, now=now)
    return save(draft, SetNode("end", {**node_of(draft, "end"), **told}))


def in_force() -> tuple[str, str]:
    cause = Cause.objects.get(slug="amount_over_limit")
    return cause.payout_message_en, cause.payout_message_zh


def test_a_sentence_waits_in_the_draft_and_is_told_once_the_draft_is_published():
    draft = telling(a_tree(), told_payout=OURS)
    waiting = in_force()

    version = put_out(draft)

    assert waiting == ("Payout {reference} is above.", "出款 {reference} 超限。")
    assert in_force() == tuple(OURS.values())
    assert Cause.objects.get().customer_message_en == "{reference} is above."
    entry = TreeLogEntry.objects.get(kind="sentences")
    assert (entry.version, entry.actor) == (version, None)
    assert entry.difference["sentences"][0] == {
        "cause": "amount_over_limit", "field": "payout_message_en",
        "old": "Payout {reference} is above.", "new": "Payout {reference} waits.",
    }  # fmt: skip


def test_a_scheduled_sentence_is_told_from_its_time_on():
    put_off(telling(a_tree(), told_payout=OURS))
    before = in_force()

    publish_due(MONDAY)

    assert before != tuple(OURS.values()) == in_force()


def test_restoring_an_old_version_brings_its_sentences_back_and_undo_takes_them_away():
    tree = a_tree()
    first = tree.versions.get()
    put_out(telling(tree, told_payout=OURS))
    first.refresh_from_db()

    draft = restore_version(first, actor=None, now=LATER)
    put_out(draft)

    assert in_force() == ("Payout {reference} is above.", "出款 {reference} 超限。")


def test_the_last_publication_has_the_word_and_what_nobody_changed_is_not_put_back():
    mine, other = a_tree(), a_tree("other-tree")
    put_out(telling(mine, told_payout=OURS))
    put_out(telling(other, told_payout=THEIRS))

    draft = open_draft(mine, actor=None, now=LATER)
    put_out(save(draft, SetNode("q", {**node_of(draft, "q"), "title": both("Now?")})))

    assert in_force() == tuple(THEIRS.values())
    assert other_trees_telling(mine, draft.document) == {"amount_over_limit": [str(other)]}


def test_an_empty_sentence_of_a_direction_leaves_the_one_for_both():
    put_out(telling(a_tree(), told_payout={}))

    assert in_force() == ("", "")
    assert Cause.objects.get().customer_message("en", "payout") == "{reference} is above."


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"en": "It was fraud.", "zh-hans": "已核查。"}, "“fraud”"),
        ({"en": "At most {limit}.", "zh-hans": "已核查。"}, "{limit} is not always known"),
        ({"en": "x" * 301, "zh-hans": "已核查。"}, "more than 300 letters"),
        ({"en": "Only in English."}, "missing in zh-hans"),
    ],
)
def test_a_sentence_that_no_customer_may_read_is_not_published(told, why):
    draft = telling(a_tree(), told_payout=told)

    with translation.override("en"), pytest.raises(ValidationError) as refused:
        put_out(draft)

    assert why in " ".join(refused.value.messages)
    assert in_force()[0] == "Payout {reference} is above."


def test_two_outcomes_of_one_cause_may_not_tell_it_in_two_ways():
    ends = [
        outcome(key, cause="amount_over_limit", told_payout=told)
        for key, told in (("one", OURS), ("two", THEIRS), ("three", OURS))
    ]

    found = problems_of_sentences(document(step("q", yes="one"), *ends))

    assert [(problem.code, problem.node) for problem in found] == [("sentences_differ", "two")]


def test_a_comparison_says_what_was_told_before_and_what_would_be():
    tree = a_tree()
    draft = telling(tree, told_payout=OURS)
    live = tree.versions.get(state="published")

    whole = completed(live.document, told_then(live), like=draft.document)
    said = [change.sentence("en") for change in compare(whole, draft.document)]

    assert any("Payout {reference} is above." in one and "waits" in one for one in said)
    assert len(said) == 2
    put_out(draft)
    live.refresh_from_db()
    newest = tree.versions.get(state="published")
    again = completed(live.document, told_then(live), like=newest.document)
    assert len(compare(again, newest.document)) == 2


def test_a_trial_knows_the_sentences_that_the_draft_changes_and_no_others():
    tree = a_tree()
    put_out(telling(tree, told_payout=OURS))
    draft = telling(tree, told_payin=THEIRS)

    assert changes_of(draft) == {"end": {"told_payin": THEIRS}}


def test_a_document_of_before_stays_what_it_is():
    tree = a_tree()
    version = tree.versions.get()

    assert restore_version(version, actor=None, now=NOW).document == version.document
    assert "told" not in Document.of(version.document).steps["end"]
    assert told_then(version)["amount_over_limit"]["told_payout"]["en"].endswith("above.")
