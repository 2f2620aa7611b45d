"""The editor's page: what it shows to whom, part by part, in both languages."""

import pytest
from django.test import override_settings

from tests.editor.authors import (
    EDIT,
    change,
    edit_page,
    form_of,
    live_tree,
    make_author,
    save,
    signed_in,
    small_document,
)
from tests.factories import NOW
from tests.trees.building import outcome, step
from troubleshooting.causes.models import Cause
from troubleshooting.trees.editing.operations import AddNode, DeleteNode, SetNode
from troubleshooting.trees.models import TreePresence

pytestmark = pytest.mark.django_db


def test_every_kind_of_step_has_its_own_fields(editor):
    live_tree()
    live_tree({**small_document(), "slug": "bank"})

    names = {kind: set() for kind in ("question", "check", "action", "outcome", "jump")}
    for kind in names:
        save(editor, "when", kind=kind)
        names[kind] = set(form_of(editor, "when"))
        if kind == "outcome":
            page = edit_page(editor, "?node=when")
            assert "Message to the customer" in page

    asked = {"minutes", "otherwise", "options", "new.option.to"}
    assert asked <= names["question"] & names["check"] & names["action"]
    assert "check" in names["check"]
    assert {"cause", "message", "status", "cure.en"} <= names["outcome"]
    assert {"tree", "to"} <= names["jump"]
    assert asked.isdisjoint(names["outcome"] | names["jump"] - {"minutes"})


def test_lists_offer_what_there_is_and_keep_what_there_is_no_more(editor):
    live_tree()
    Cause.objects.create(
        slug="bank_holiday", group="bank", disclosure="open", name_en="Bank holiday",
        name_zh="银行假日", typical_minutes=1, typical_share=0,
    )  # fmt: skip
    save(editor, "wait", cause="bank_holiday")
    Cause.objects.all().delete()

    page = edit_page(editor, "?node=wait")

    assert "bank_holiday (does not exist)" in page
    assert "names the cause “bank_holiday”, which does not exist." in page.replace("&quot;", '"')


def test_errors_are_sentences_with_a_jump_to_the_step_and_a_mark_in_the_outline(editor, author):
    live = live_tree()
    change(live.tree, author, DeleteNode("late"))

    tray = editor.get(f"{EDIT}parts/tray/").content.decode()
    outline = editor.get(f"{EDIT}parts/outline/").content.decode()

    assert "2 errors" in tray
    assert "“arrived” leads to “late”, which does not exist." in tray
    assert 'data-opens-node="arrived"' in tray
    assert outline.count("has an error") == 2


def test_titles_stand_for_keys_in_what_the_tray_says(editor, author):
    live = live_tree()
    change(live.tree, author, AddNode({**outcome("lost"), "title": {"en": "Lost in post"}}))

    tray = editor.get(f"{EDIT}parts/tray/").content.decode()

    assert "No way leads to the step “Lost in post”." in tray


def test_the_state_of_a_tree_is_told_in_words(editor, author):
    live = live_tree()
    assert "Published v1" in edit_page(editor)
    assert "Unpublished changes" not in edit_page(editor)

    save(editor, "arrived", title__en="New")

    assert "Unpublished changes" in edit_page(editor)
    live.tree.versions.filter(pk=live.pk).update(state="retired")
    assert "Draft, never published" in edit_page(editor)


def test_a_translation_older_than_its_source_is_marked(editor):
    live_tree()
    assert "Source changed" not in edit_page(editor, "?node=arrived")

    save(editor, "arrived", title__en="Has your money arrived?", option__0__label__en="It has")

    assert edit_page(editor, "?node=arrived").count("Source changed") == 2


def test_words_are_found_in_texts_keys_and_names(editor):
    live_tree()
    save(editor, "wait", body__zh_hans="请耐心等待")

    def found(words):
        page = edit_page(editor, f"?q={words}")
        return [key for key in ("arrived", "when", "wait", "late") if f'id="row-{key}"' in page]

    assert found("耐心") == ["wait"]
    assert found("FOR YOU") == ["arrived", "when"]
    assert found("waiting_bank") == ["wait"]
    assert found("nowhere at all") == []
    assert "1 step found" in edit_page(editor, "?q=耐心")


def test_a_step_is_shown_as_agents_and_as_customers_see_it(editor):
    live_tree()
    save(
        editor,
        "arrived",
        body__en="Look **here**: <script>",
        customer__title__en="Did it come?",
    )

    page = editor.get(f"{EDIT}parts/preview/?node=arrived").content.decode()

    assert "<strong>here</strong>" in page
    assert "<script>" not in page
    assert "Ask the customer: Did it come?" in page
    assert page.count('value="yes"') == 2
    hidden = editor.get(f"{EDIT}parts/preview/?node=late").content.decode()
    assert "Customers never see this step." in hidden


def test_an_outcome_shows_the_sentence_its_cause_sends_unless_nothing_may_be_said(editor):
    live_tree()
    for slug, disclosure in (("slow", "open"), ("died", "silent")):
        Cause.objects.create(
            slug=slug, group="bank", disclosure=disclosure, name_en=slug, name_zh=slug,
            typical_minutes=1, typical_share=0, customer_message_en=f"Sentence of {slug}.",
            customer_message_zh="句子。",
        )  # fmt: skip

    shown = {}
    for slug in ("slow", "died"):
        save(editor, "wait", cause=slug, message="solution")
        shown[slug] = editor.get(f"{EDIT}parts/preview/?node=wait").content.decode()

    assert "Sentence of slow." in shown["slow"]
    assert "Customers never see this step." not in shown["slow"]
    assert "Sentence of died." not in shown["died"]


def test_the_language_of_the_texts_is_chosen_and_remembered(editor):
    live_tree()

    chosen = edit_page(editor, "?texts=zh-hans&node=arrived")
    remembered = edit_page(editor)

    assert "For you(中)" in chosen
    assert 'class="row-title">arrived(中)</span>' in remembered
    assert "无法判断" not in remembered  # no way without an answer here
    assert "Outline" in remembered  # the screen itself stays in the reader's language


def test_the_page_speaks_chinese(editor, author):
    live_tree()
    editor.cookies["django_language"] = "zh-hans"

    with override_settings(LANGUAGE_CODE="zh-hans"):
        answer = editor.get(EDIT, headers={"Accept-Language": "zh-hans"})

    assert 'lang="zh-hans"' in answer.content.decode()


def test_a_step_that_is_gone_says_so_and_a_strange_address_breaks_nothing(editor):
    live_tree()

    assert "This step is gone" in edit_page(editor, "?node=never")
    for query in ("?node=%00", "?page=-1", "?page=9999999", "?texts=xx", "?ask=delete", "?q=%25"):
        edit_page(editor, query)


def test_others_in_the_tree_are_seen_with_the_step_they_are_at(editor, author):
    live = live_tree()
    bo = make_author("bo", first_name="Bo", last_name="Best")
    signed_in(bo).post(f"{EDIT}presence/", {"node": "when", "seen": 0, "version": live.pk})

    answer = editor.post(f"{EDIT}presence/", {"node": "", "seen": 0, "version": live.pk})

    page = answer.content.decode()
    assert "Bo Best, at “when”" in page
    assert ">BB<" in page
    assert "Ann" not in page
    assert TreePresence.objects.count() == 2
    assert "HX-Trigger" not in answer.headers


def test_the_page_is_told_when_others_changed_the_draft(editor):
    live = live_tree()
    fields = {"node": "", "seen": 0, "version": live.pk}
    change(live.tree, make_author("bo"), SetNode("late", outcome("late", status="resolved")))

    answer = editor.post(f"{EDIT}presence/", fields)

    assert "draft-changed" in answer.headers["HX-Trigger"]


def test_the_scheduled_version_is_told_with_its_time(editor):
    live = live_tree()
    live.tree.versions.create(
        number=2, state="scheduled", document=live.document, digest="x", scheduled_for=NOW
    )

    assert "Scheduled 18 Nov 2026, 10:00" in edit_page(editor)


def test_a_tree_with_nothing_but_a_retired_version_is_shown(editor):
    live = live_tree()
    live.tree.versions.update(state="retired")

    page = edit_page(editor)

    assert "Retired" in page
    assert 'id="row-arrived"' in page


def test_nothing_inline_that_the_content_security_policy_forbids(editor):
    live_tree()

    page = edit_page(editor, "?node=arrived")

    for forbidden in (' style="', "<style", " onclick=", " onchange=", "javascript:"):
        assert forbidden not in page


def test_texts_of_a_tree_are_escaped_everywhere(editor):
    hostile = "</script><img src=x onerror=alert(1)>\"'"
    entry = {**step("arrived", yes="late"), "title": {"en": hostile, "zh-hans": hostile}}
    entry["options"][0]["label"] = {"en": hostile}
    content = small_document()
    content["nodes"][0] = entry
    content["title"] = {"en": hostile}
    live_tree(content)

    for query in ("?node=arrived", "?q=script", "?node=arrived&ask=delete", ""):
        assert "<img" not in edit_page(editor, query)
