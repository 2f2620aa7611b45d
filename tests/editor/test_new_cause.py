"""A cause that the list lacks, added from the outcome that needs it."""

from html import unescape

import pytest

from tests.causes.test_models import make_cause
from tests.editor.authors import (
    SLUG,
    change,
    draft_of,
    entry_of,
    live_tree,
    make_author,
    signed_in,
    small_document,
)
from tests.editor.forms import fields_of
from tests.factories import make_agent
from tests.trees.building import both
from troubleshooting.causes.models import Cause
from troubleshooting.editor.step.new_cause import DISCLOSURES
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.models import TreeLogEntry

pytestmark = pytest.mark.django_db
ADDRESS = f"/trees/{SLUG}/causes/new/"
WORDS = {
    "name_en": "Bank holiday",
    "name_zh": "银行假日",
    "customer_message_en": "Your payment {reference} waits for the end of a bank holiday.",
    "customer_message_zh": "您的付款 {reference} 因银行假日顺延。",
}


def opened(client, node="wait"):
    """Return the fields of the form as the page shows them."""
    return fields_of(client.get(f"{ADDRESS}?node={node}").content.decode(), "cause")


def test_a_cause_is_added_and_chosen_in_the_outcome_that_it_was_added_for(editor):
    live = live_tree()

    answer = editor.post(ADDRESS, {**opened(editor), **WORDS}, follow=True)

    assert answer.redirect_chain == [(f"/trees/{SLUG}/edit/?node=wait#form-title", 302)]
    assert Cause.objects.get(slug="bank_holiday").group == Cause.Group.BANK
    assert entry_of(draft_of(live), "wait")["cause"] == "bank_holiday"
    page = answer.content.decode()
    assert "The cause “Bank holiday” was added." in page
    assert '<option value="bank_holiday" selected>Bank holiday</option>' in page


def test_the_page_of_the_outcome_leads_there_and_what_it_says_is_not_typed_twice(editor):
    live_tree()
    assert f'{ADDRESS}?node=wait"' in editor.get(f"/trees/{SLUG}/edit/?node=wait").content.decode()

    fields = opened(editor)

    assert (fields["name_en"], fields["name_zh"]) == tuple(both("wait").values())
    assert fields["disclosure"] == "open"


def test_what_was_added_is_in_the_history_of_the_tree(editor):
    live_tree()

    editor.post(ADDRESS, {**opened(editor), **WORDS})

    entry = TreeLogEntry.objects.get(kind="cause")
    assert entry.difference["slug"] == "bank_holiday"
    assert entry.difference["customer_message_en"] == WORDS["customer_message_en"]
    history = editor.get(f"/trees/{SLUG}/history/").content.decode()
    assert "Bank holiday · 银行假日" in history


@pytest.mark.parametrize("missing", sorted(WORDS))
def test_a_missing_word_is_named_and_everything_written_stays(editor, missing):
    live = live_tree()
    sent = {**opened(editor), **WORDS, "fix_en": "Wait for it", missing: " "}

    answer = editor.post(ADDRESS, sent)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{missing}-error"' in page
    assert fields_of(page, "cause")["fix_en"] == "Wait for it"
    assert not Cause.objects.exists()
    assert draft_of(live) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_en", "x" * 121),
        ("customer_message_en", "x" * 301),
        ("customer_message_zh", "该笔付款涉嫌洗钱。"),
        ("customer_message_en", "Dear {name}"),
        ("group", "no such group"),
        ("disclosure", "shouted"),
        ("name_en", "银行假日"),
        ("name_en", "a\0b"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_done(editor, field, value):
    live = live_tree()

    answer = editor.post(ADDRESS, {**opened(editor), **WORDS, field: value})

    assert answer.status_code == 422
    assert not Cause.objects.exists()
    assert not TreeLogEntry.objects.filter(kind="cause").exists()
    assert draft_of(live) is None


def test_a_cause_chosen_meanwhile_by_somebody_else_is_not_overwritten(editor):
    live = live_tree()
    sent = {**opened(editor), **WORDS}
    before = next(entry for entry in small_document()["nodes"] if entry["key"] == "wait")
    change(live.tree, make_author("li"), SetNode("wait", {**before, "cause": "bank_offline"}))

    answer = editor.post(ADDRESS, sent)

    assert answer.status_code == 409
    assert "Somebody else chose another cause" in answer.content.decode()
    assert fields_of(answer.content.decode(), "cause")["name_en"] == "Bank holiday"
    assert not Cause.objects.exists()
    assert entry_of(draft_of(live), "wait")["cause"] == "bank_offline"


def test_another_field_changed_meanwhile_is_kept_beside_the_new_cause(editor):
    live = live_tree()
    sent = {**opened(editor), **WORDS}
    before = next(entry for entry in small_document()["nodes"] if entry["key"] == "wait")
    change(
        live.tree,
        make_author("li"),
        SetNode("wait", {**before, "cure": both("Wait till it opens")}),
    )

    editor.post(ADDRESS, sent)

    entry = entry_of(draft_of(live), "wait")
    assert entry["cause"] == "bank_holiday"
    assert entry["cure"] == both("Wait till it opens")


def test_without_an_outcome_a_cause_is_only_added(editor):
    live = live_tree()

    answer = editor.post(ADDRESS, {**opened(editor, "when"), **WORDS})

    assert answer.url == f"/trees/{SLUG}/edit/?node=when#form-title"
    assert Cause.objects.filter(slug="bank_holiday").exists()
    assert draft_of(live) is None


def test_who_may_not_edit_the_tree_may_not_add_a_cause():
    live_tree()
    reader = signed_in(make_agent("reader"))

    assert reader.get(ADDRESS).status_code == 403
    assert reader.post(ADDRESS, WORDS).status_code == 403
    assert not Cause.objects.exists()
    assert signed_in(make_author("ann")).get("/trees/nowhere/causes/new/").status_code == 404


@pytest.mark.parametrize(
    ("outcome_says", "disclosure", "message"),
    [
        ({}, "open", "solution"),
        ({}, "general", "solution"),
        ({"status": "waiting_bank"}, "open", "waiting-bank"),
        ({"status": "resolved"}, "open", None),
        ({}, "silent", None),
        ({"message": "case-opened"}, "open", "case-opened"),
    ],
)
def test_an_outcome_without_a_message_gets_one_that_tells_the_new_cause(
    editor, author, outcome_says, disclosure, message
):
    live = live_tree()
    plain = {"key": "wait", "kind": "outcome", "title": both("Wait"), **outcome_says}
    change(live.tree, author, SetNode("wait", plain))

    editor.post(f"{ADDRESS}?node=wait", opened(editor) | WORDS | {"disclosure": disclosure})

    assert entry_of(draft_of(live), "wait").get("message") == message


def test_what_each_kind_of_disclosure_means_stands_in_the_form(editor):
    live_tree()

    page = editor.get(f"/trees/{SLUG}/causes/new/?node=wait").content.decode()

    assert all(str(words) in unescape(page) for words in DISCLOSURES.values())


def test_a_cause_that_no_message_tells_is_said_to_be_untold(editor, author):
    live = live_tree()
    make_cause(slug="holiday", customer_message_en="Closed.")
    plain = {"key": "wait", "kind": "outcome", "title": both("Wait"), "cause": "holiday"}
    change(live.tree, author, SetNode("wait", plain))
    untold = editor.get(f"/trees/{SLUG}/edit/?node=wait").content.decode()
    change(live.tree, author, SetNode("wait", {**plain, "message": "solution"}))
    told = editor.get(f"/trees/{SLUG}/edit/?node=wait").content.decode()

    assert "the customer is not told of this cause" in untold
    assert "the customer is not told of this cause" not in told
    assert "Closed." in told
