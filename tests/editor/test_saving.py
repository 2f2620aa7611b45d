"""Writing in a step: what is stored, what stays, what is answered."""

import json

import pytest

from tests.editor.authors import (
    SLUG,
    change,
    draft_of,
    entry_of,
    form_of,
    live_tree,
    make_author,
    save,
    send,
)
from tests.links import dead_links, forms_without_address
from troubleshooting.trees.editing.operations import DeleteNode, SetNode
from troubleshooting.trees.models import TreeLogEntry

pytestmark = pytest.mark.django_db


def test_a_form_sent_back_as_it_stands_changes_nothing_and_makes_no_draft(editor):
    live = live_tree()

    for key in ("arrived", "when", "late"):
        answer = send(editor, key, form_of(editor, key))
        assert answer.status_code == 302

    assert draft_of(live) is None
    assert TreeLogEntry.objects.count() == 0


def test_the_first_change_makes_a_draft_and_leaves_the_live_version_alone(editor):
    live = live_tree()
    before = live.document

    answer = save(editor, "arrived", title__en="Has the money arrived?")

    assert answer.status_code == 302
    assert answer.url == f"/trees/{SLUG}/edit/?node=arrived#form"
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "Has the money arrived?"
    live.refresh_from_db()
    assert live.document == before


def test_a_save_while_typing_answers_with_the_time_and_the_new_revision(editor):
    live = live_tree()

    answer = save(editor, "arrived", htmx=True, title__en="Has it arrived?")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Saved " in page
    assert "<form" not in page
    draft = draft_of(live)
    told = json.loads(answer.headers["HX-Trigger"])
    assert told == {"draft-saved": {"version": draft.pk, "seen": 1}}


def test_every_field_of_a_question_is_stored(editor):
    live = live_tree()

    save(
        editor,
        "arrived",
        title__en="  New\n title ",
        body__zh_hans="先看\r\n\r\n再问",
        customer__title__en="Did it come?",
        minutes="2,5",
        group="money",
        otherwise="late",
        required="on",
        option__0__label__en="It has",
        option__0__to="wait",
    )

    entry = entry_of(draft_of(live), "arrived")
    assert entry["title"] == {"en": "New title", "zh-hans": "arrived(中)"}
    assert entry["body"] == {"zh-hans": "先看\n\n再问"}
    assert entry["customer"]["title"]["en"] == "Did it come?"
    assert (entry["minutes"], entry["group"], entry["otherwise"]) == (2.5, "money", "late")
    assert entry["required"] is True
    assert entry["options"][0] == {
        "key": "yes",
        "label": {"en": "It has", "zh-hans": "yes(中)"},
        "to": "wait",
    }
    assert entry["options"][1]["to"] == "late"


def test_a_target_is_found_by_a_part_of_its_title(editor):
    live = live_tree()
    save(editor, "late", title__en="The bank is late")

    save(editor, "when", option__0__to="bank is")

    assert entry_of(draft_of(live), "when")["options"][0]["to"] == "late"


def test_a_step_made_an_outcome_loses_what_outcomes_do_not_have(editor):
    live = live_tree()

    save(editor, "when", kind="outcome")

    entry = entry_of(draft_of(live), "when")
    assert entry["kind"] == "outcome"
    assert "options" not in entry


def test_customers_no_longer_see_a_step_whose_box_is_not_ticked(editor):
    live = live_tree()
    fields = form_of(editor, "arrived")
    del fields["customer"]

    send(editor, "arrived", fields)

    assert "customer" not in entry_of(draft_of(live), "arrived")


@pytest.mark.parametrize(
    ("press", "keys"),
    [
        ("option-down:0", ["no", "yes"]),
        ("option-up:1", ["no", "yes"]),
        ("option-up:0", ["yes", "no"]),
        ("option-place:1:0", ["no", "yes"]),
        ("option-place:0:9", ["no", "yes"]),
        ("option-place:7:0", ["yes", "no"]),
        ("option-remove:0", ["no"]),
        ("option-remove:7", ["yes", "no"]),
    ],
)
def test_answers_are_moved_and_taken_out_by_a_press(editor, press, keys):
    live = live_tree()

    answer = save(editor, "arrived", do=press)

    assert answer.status_code == 302
    stored = draft_of(live) or live
    assert [option["key"] for option in entry_of(stored, "arrived")["options"]] == keys


def test_a_new_answer_gets_a_key_from_its_label(editor):
    live = live_tree()

    save(
        editor,
        "arrived",
        do="option-add",
        new__option__label__en="Not sure yet",
        new__option__to="wait",
    )

    assert entry_of(draft_of(live), "arrived")["options"][-1] == {
        "key": "not_sure_yet",
        "label": {"en": "Not sure yet"},
        "to": "wait",
    }


def test_a_new_step_is_made_right_at_the_answer_that_leads_to_it(editor):
    live = live_tree()

    answer = save(
        editor,
        "arrived",
        do="option-new:1",
        new__1__title__en="Bank holiday",
        new__1__title__zh_hans="银行假日",
        new__1__kind="outcome",
    )

    draft = draft_of(live)
    assert answer.url == f"/trees/{SLUG}/edit/?node=bank_holiday#form-title"
    assert entry_of(draft, "bank_holiday") == {
        "key": "bank_holiday",
        "kind": "outcome",
        "title": {"en": "Bank holiday", "zh-hans": "银行假日"},
    }
    assert entry_of(draft, "arrived")["options"][1]["to"] == "bank_holiday"
    assert draft.revision == 1  # one press, one step to undo


def test_a_new_step_without_a_title_is_refused_and_what_was_written_stays(editor):
    live = live_tree()

    answer = save(editor, "arrived", do="option-new:0", title__en="Half a")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert (dead_links(editor, answer), forms_without_address(answer)) == ([], [])
    assert "Please give the new step a title." in page
    assert "Half a" in page
    assert draft_of(live) is None


def test_results_of_a_check_are_added_as_answers(editor):
    live = live_tree()
    save(editor, "when", kind="check", check="amount_within_limit")

    save(editor, "when", do="results-add")

    keys = [option["key"] for option in entry_of(draft_of(live), "when")["options"]]
    assert keys[:2] == ["today", "earlier"]
    assert {"within", "above"} <= set(keys)


def test_different_fields_of_one_step_changed_by_two_are_both_kept_and_shown(editor):
    live = live_tree()
    bo = make_author("bo")
    fields = form_of(editor, "arrived")
    theirs = entry_of(live, "arrived") | {"body": {"en": "Look at the account."}}
    change(live.tree, bo, SetNode("arrived", theirs))

    answer = send(editor, "arrived", fields | {"title.en": "Mine"}, htmx=True)

    page = answer.content.decode()
    entry = entry_of(draft_of(live), "arrived")
    assert answer.status_code == 200
    assert (entry["title"]["en"], entry["body"]["en"]) == ("Mine", "Look at the account.")
    assert answer.headers["HX-Retarget"] == "#editor"
    assert "Look at the account." in page


def test_the_same_text_changed_by_two_shows_both_and_stores_nothing(editor):
    live = live_tree()
    bo = make_author("bo", first_name="Bo", last_name="Best")
    fields = form_of(editor, "arrived")
    theirs = entry_of(live, "arrived")
    theirs = theirs | {"title": theirs["title"] | {"en": "Theirs"}}
    change(live.tree, bo, SetNode("arrived", theirs))

    answer = send(editor, "arrived", fields | {"title.en": "Mine"}, htmx=True)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#form"
    assert "draft-changed" in answer.headers["HX-Trigger"]
    assert "changed by Bo Best at" in page
    assert "Title · English" in page
    assert page.count("Mine") >= 2  # beside theirs, and still in the form
    assert "Theirs" in page
    assert "input delay" not in page  # it must not save by itself now
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "Theirs"


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_after_a_clash_the_chosen_text_is_stored_with_the_rest_of_mine(editor, choice, kept):
    from tests.editor.forms import fields_of

    live = live_tree()
    bo = make_author("bo")
    fields = form_of(editor, "arrived") | {"title.en": "Mine", "group": "mine"}
    theirs = entry_of(live, "arrived")
    change(
        live.tree, bo, SetNode("arrived", theirs | {"title": theirs["title"] | {"en": "Theirs"}})
    )
    clash = send(editor, "arrived", fields)
    assert clash.status_code == 409
    again = fields_of(clash.content.decode(), "node-form")
    assert again["title.en"] == "Mine"
    assert again["take.title.en"] == "mine"

    answer = send(editor, "arrived", again | {"take.title.en": choice})

    entry = entry_of(draft_of(live), "arrived")
    assert answer.status_code == 302
    assert (entry["title"]["en"], entry["group"]) == (kept, "mine")


def test_a_step_deleted_meanwhile_is_told_and_comes_back_when_saved_again(editor):
    from tests.editor.forms import fields_of

    live = live_tree()
    fields = form_of(editor, "wait") | {"title.en": "Wait a day"}
    change(live.tree, make_author("bo"), DeleteNode("wait"))
    gone = send(editor, "wait", fields)
    assert gone.status_code == 409
    assert "Wait a day" in gone.content.decode()

    answer = send(editor, "wait", fields_of(gone.content.decode(), "node-form"))

    assert answer.status_code == 302
    assert entry_of(draft_of(live), "wait")["title"]["en"] == "Wait a day"


def test_a_draft_thrown_away_meanwhile_loses_no_text(editor):
    live = live_tree()
    save(editor, "arrived", title__en="First")
    fields = form_of(editor, "arrived") | {"title.en": "Second"}
    draft_of(live).delete()

    answer = send(editor, "arrived", fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "published or thrown away meanwhile" in page
    assert "Second" in page


def test_a_way_written_in_words_is_answered_with_the_step_that_was_understood(editor):
    live_tree()
    form = form_of(editor, "arrived")

    answer = send(editor, "arrived", {**form, "option.0.to": "LAT", "otherwise": "when"}, htmx=True)

    told = answer.content.decode()
    assert '<div id="option-0-to-leads" hx-swap-oob="true">' in told
    assert 'data-opens-node="late"' in told
    assert '<div id="otherwise-leads" hx-swap-oob="true">' in told
    assert 'data-opens-node="when"' in told


def test_a_way_that_means_no_step_is_answered_so_at_once(editor):
    live_tree()
    form = form_of(editor, "arrived")

    answer = send(editor, "arrived", {**form, "option.0.to": "Bank holiday"}, htmx=True)

    assert "There is no such step." in answer.content.decode()


def test_a_text_that_is_saved_sends_no_ways_along_that_stayed(editor):
    live_tree()
    form = form_of(editor, "arrived")

    send(editor, "arrived", {**form, "title.en": "New"}, htmx=True)
    again = send(editor, "arrived", {**form_of(editor, "arrived")}, htmx=True)

    assert "-leads" not in again.content.decode()


def test_words_of_its_own_title_lead_no_step_to_itself(editor):
    live = live_tree()
    form = {**form_of(editor, "arrived"), "title.en": "Is there a bank holiday?"}
    send(editor, "arrived", form)

    send(editor, "arrived", {**form_of(editor, "arrived"), "option.0.to": "Bank holiday"})
    words = entry_of(draft_of(live), "arrived")["options"][0]["to"]
    send(editor, "arrived", {**form_of(editor, "arrived"), "option.0.to": "arrived"})

    assert words == "Bank holiday"
    assert entry_of(draft_of(live), "arrived")["options"][0]["to"] == "arrived"


def test_an_error_names_field_and_language_as_the_form_does(editor):
    live_tree()

    save(editor, "late", customer="on")

    page = editor.get(f"/trees/{SLUG}/edit/?node=late").content.decode()
    assert "“Title for customers” of “late” is missing in English." in page
    assert "“Title for customers” of “late” is missing in 中文." in page
