"""Trees as files that are sent, and on paper."""

import json

import pytest

from tests.editor.authors import SLUG, change, live_tree, outcome, small_document, step
from tests.editor.publishing import page_of, retitled
from tests.factories import NOW
from tests.trees.building import both, chain, check, document
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.drafts.services import open_draft, replace_document
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.whole_documents import import_tree

pytestmark = pytest.mark.django_db

PRINT = f"/trees/{SLUG}/print/"


def file_of(client, form, **query):
    return client.get(f"/trees/{SLUG}/export/{form}/", query)


@pytest.mark.parametrize(
    ("form", "name", "kind"),
    [
        ("yaml", "payout-v1.yaml", "application/yaml"),
        ("json", "payout-v1.json", "application/json"),
        ("mermaid", "payout-v1-en.mmd", "text/vnd.mermaid"),
    ],
)
def test_the_version_in_force_is_sent_as_a_file(editor, form, name, kind):
    live_tree()

    answer = file_of(editor, form)

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"


def test_a_draft_is_sent_before_the_version_in_force_and_any_version_by_its_number(editor, author):
    change(live_tree().tree, author, retitled(title="Has it?"))

    draft, first = file_of(editor, "yaml"), file_of(editor, "yaml", version=1)

    assert 'filename="payout-draft.yaml"' in draft.headers["Content-Disposition"]
    assert 'filename="payout-v1.yaml"' in first.headers["Content-Disposition"]
    assert load_yaml(draft.content)["nodes"][0]["title"]["en"] == "Has it?"
    assert load_yaml(first.content) == small_document()


def test_a_chart_speaks_the_language_that_was_asked_for(editor):
    live_tree()

    answer = file_of(editor, "mermaid", texts="zh-hans")

    assert "payout-v1-zh-hans.mmd" in answer.headers["Content-Disposition"]
    assert "arrived#40;中#41;" in answer.content.decode()
    assert (
        "payout-v1-en.mmd" in file_of(editor, "mermaid", texts="xx").headers["Content-Disposition"]
    )


def test_subtrees_frozen_in_a_version_are_no_part_of_its_file(editor):
    live = live_tree()
    TreeVersion.objects.filter(pk=live.pk).update(subtrees={"bank": chain(2)})

    assert json.loads(file_of(editor, "json").content) == small_document()


@pytest.mark.parametrize(
    "address",
    ["export/pdf/", "export/yaml/?version=9", "export/yaml/?version=x", "print/?version=9"],
)
def test_what_is_not_there_is_not_sent(editor, address):
    live_tree()

    assert editor.get(f"/trees/{SLUG}/{address}").status_code == 404


def test_paper_has_every_step_with_both_voices_and_where_each_answer_leads(editor):
    live_tree()

    page = page_of(editor, PRINT)

    for step_title in ("arrived", "arrived(中)", "late(中)"):
        assert f"<h2>{step_title}</h2>" in page
    assert page.count("For you(中)") == 2
    assert '<a href="#step-4"><strong>4</strong> late</a>' in page
    assert "Version 1, published" in page
    assert 'id="tree-on-paper"' in page


def test_paper_names_checks_causes_messages_and_cures(editor):
    live_tree(
        document(
            check("a", "amount_within_limit", within="b", above="c"),
            outcome("b", status="waiting_bank"),
            outcome("c", cause="amount_over_limit", message="solution", cure=both("**Split** it")),
            slug=SLUG,
        )
    )

    page = page_of(editor, PRINT)

    assert "Waiting for bank" in page
    assert "<strong>Split</strong> it" in page
    assert "solution" in page
    assert "Cause:" in page


@pytest.mark.parametrize(
    ("texts", "there", "gone"),
    [("en", "<h2>late</h2>", "(中)"), ("zh-hans", "<h2>late(中)</h2>", "<h2>late</h2>")],
)
def test_paper_in_one_language_has_no_word_of_the_other(editor, texts, there, gone):
    live_tree()

    page = page_of(editor, PRINT, texts=texts)
    printed = page[page.index('class="print-steps"') :]

    assert there in printed
    assert gone not in printed


def test_an_answer_that_leads_nowhere_is_printed_with_a_question_mark(editor, author):
    draft = open_draft(live_tree().tree, actor=author, now=NOW)
    open_ended = document(step("a", yes="gone"), slug=SLUG)
    replace_document(draft, open_ended, seen=0, actor=author, now=NOW)

    assert "<span>yes</span> → ?" in page_of(editor, PRINT)


def test_a_tree_too_large_for_one_page_is_printed_as_a_list_alone(editor):
    live_tree(chain(200, slug=SLUG))

    page = page_of(editor, PRINT)

    assert "too large for a drawing" in page
    assert "<svg" in page
    assert 'id="tree-on-paper"' not in page
    assert page.count('class="print-step"') == 201


@pytest.mark.parametrize("address", [PRINT, f"/trees/{SLUG}/export/yaml/"])
def test_the_number_of_queries_does_not_grow_with_the_tree(
    editor, django_assert_max_num_queries, django_assert_num_queries, address
):
    live_tree(chain(3, slug=SLUG))
    with django_assert_max_num_queries(10) as few:
        editor.get(address)
    import_tree(chain(120, slug=SLUG), now=NOW)

    with django_assert_num_queries(len(few)):
        editor.get(address)
