"""What customers are told of a cause is edited at the outcome, previewed and compared."""

from typing import Any

import pytest

from tests.editor.authors import EDIT, SLUG, change, entry_of, form_of, live_tree, save
from tests.editor.publishing import HISTORY, page_of, send
from tests.trees.building import outcome
from troubleshooting.causes.models import Cause
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db

PAYOUT = {
    "told_payout__en": "Payout {reference} waits.",
    "told_payout__zh_hans": "出款 {reference} 等待。",
}


@pytest.fixture
def slow() -> Cause:
    return Cause.objects.create(
        slug="slow", group="bank", disclosure="open", name_en="Slow bank", name_zh="银行慢",
        typical_minutes=1, typical_share=0, customer_message_en="{reference} is slow.",
        customer_message_zh="{reference} 较慢。", payin_message_en="Payment {reference} is slow.",
        payin_message_zh="付款 {reference} 较慢。", payout_message_en="Payout {reference} is slow.",
        payout_message_zh="出款 {reference} 较慢。",
    )  # fmt: skip


@pytest.fixture
def at_outcome(editor: Any, slow: Cause) -> Any:
    """The form of an outcome that names the cause."""
    live_tree()
    save(editor, "wait", cause="slow", message="solution")
    return editor


def carried(node: str = "wait") -> dict[str, Any]:
    return entry_of(TreeVersion.objects.get(state="draft"), node)


def test_the_form_shows_the_sentences_in_force_and_saving_them_as_they_are_changes_nothing(
    at_outcome: Any,
):
    fields = form_of(at_outcome, "wait")

    assert fields["told_of"] == "slow"
    assert fields["told_payin.zh-hans"] == "付款 {reference} 较慢。"
    save(at_outcome, "wait")
    assert not {"told", "told_payin", "told_payout"} & carried().keys()


def test_what_is_written_stays_in_the_draft_and_is_previewed_as_mail_and_sms(
    at_outcome: Any, slow: Cause
):
    save(at_outcome, "wait", **PAYOUT)

    preview = at_outcome.get(f"{EDIT}parts/preview/?node=wait").content.decode()
    slow.refresh_from_db()
    assert carried()["told_payout"] == {
        "en": "Payout {reference} waits.", "zh-hans": "出款 {reference} 等待。"}  # fmt: skip
    assert "told_payin" not in carried()
    assert slow.payout_message_en == "Payout {reference} is slow."
    assert preview.count("Payout PAY-000001 waits.") >= 2
    assert "Payment PAY-000002 is slow." in preview
    assert form_of(at_outcome, "wait")["told_payout.en"] == "Payout {reference} waits."


def test_with_another_cause_the_sentences_of_the_first_are_left_behind(
    at_outcome: Any, slow: Cause
):
    Cause.objects.create(
        slug="closed", group="bank", disclosure="open", name_en="Closed", name_zh="销户",
        typical_minutes=1, typical_share=0, customer_message_en="Closed.",
        customer_message_zh="已销户。",
    )  # fmt: skip
    save(at_outcome, "wait", **PAYOUT)

    save(at_outcome, "wait", cause="closed")

    assert carried()["cause"] == "closed"
    assert "told_payout" not in carried()
    assert form_of(at_outcome, "wait")["told.en"] == "Closed."


def test_other_outcomes_of_the_cause_tell_the_same(at_outcome: Any, author: Any):
    draft = TreeVersion.objects.get(state="draft")
    change(draft.tree, author, SetNode("late", outcome("late", cause="slow", message="solution")))

    save(at_outcome, "wait", **PAYOUT)

    assert carried("late")["told_payout"] == carried()["told_payout"]


def test_the_publish_page_compares_and_names_other_trees_and_the_history_says_who(
    at_outcome: Any, slow: Cause
):
    save(at_outcome, "wait", **PAYOUT)

    page = page_of(at_outcome)
    draft = TreeVersion.objects.get(state="draft")
    send(at_outcome, draft)

    slow.refresh_from_db()
    assert "Told of a payout" in page
    assert slow.payout_message_en == "Payout {reference} waits."
    history = page_of(at_outcome, HISTORY)
    assert "slow: “Payout {reference} waits.”, no longer “Payout {reference} is slow.”" in history


def test_the_tray_names_a_sentence_that_no_customer_may_read(at_outcome: Any):
    save(at_outcome, "wait", told_payout__en="It was fraud.", told_payout__zh_hans="核查。")

    page = at_outcome.get(f"{EDIT}?node=wait").content.decode()

    assert "No customer may read “fraud”." in page.replace("&#x27;", "'")


def test_an_outcome_without_a_cause_has_no_sentences_to_edit(editor: Any):
    live_tree()

    assert not any(name.startswith("told") for name in form_of(editor, "wait"))


def test_a_draft_on_paper_reads_as_customers_will_once_it_is_published(at_outcome: Any):
    save(at_outcome, "wait", **PAYOUT)
    number = TreeVersion.objects.get(state="draft").number

    draft = at_outcome.get(f"/trees/{SLUG}/print/?version={number}").text

    assert "Payout PO-0302-0007 waits." in draft
    assert "出款 PO-0302-0007 等待。" in draft
    assert "Payment PO-0302-0007 is slow." in draft
    assert "Payout PO-0302-0007 is slow." not in draft
