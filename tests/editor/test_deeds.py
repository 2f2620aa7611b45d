"""What an author does besides writing: add, delete, move, paste, replace, undo, copy, fold."""

import pytest

from tests.editor.authors import (
    EDIT,
    change,
    draft_of,
    entry_of,
    live_tree,
    make_author,
    press,
    signed_in,
    small_document,
)
from tests.factories import NOW, make_agent
from tests.trees.building import outcome, step
from troubleshooting.trees.editing.operations import SetMeta
from troubleshooting.walks.services import start_walk

pytestmark = pytest.mark.django_db


def keys(version):
    version.refresh_from_db()
    return [entry["key"] for entry in version.document["nodes"]]


def test_a_step_is_added_behind_the_chosen_one_and_opened(editor):
    live = live_tree()

    answer = press(editor, "add", "arrived", new__title__en="Ask the bank", new__kind="action")

    assert answer.url == f"{EDIT}?node=ask_the_bank#form-title"
    assert keys(draft_of(live))[:2] == ["arrived", "ask_the_bank"]
    assert entry_of(draft_of(live), "ask_the_bank")["kind"] == "action"


def test_a_step_is_put_before_the_chosen_one_and_all_that_led_there_leads_to_it(editor):
    live = live_tree()

    answer = press(editor, "before", "late", new__title__en="Ask the bank", new__kind="question")

    draft = draft_of(live)
    assert answer.url == f"{EDIT}?node=ask_the_bank#form-title"
    assert entry_of(draft, "ask_the_bank")["otherwise"] == "late"
    ways = {way["key"]: way["to"] for way in entry_of(draft, "arrived")["options"]}
    assert ways == {"yes": "when", "no": "ask_the_bank"}
    assert keys(draft).index("ask_the_bank") == keys(draft).index("late") - 1


def test_a_step_put_before_the_tree_itself_is_the_first(editor):
    live = live_tree()

    press(editor, "before", "", new__title__en="Bank holiday?", new__kind="question")

    assert draft_of(live).document["start"] == "bank_holiday"
    assert keys(draft_of(live))[0] == "bank_holiday"
    page = editor.get(EDIT).content.decode()
    assert '<div id="start-leads">' in page
    assert "Bank holiday?</a>" in page


@pytest.mark.parametrize("where", ["late", ""])
def test_an_outcome_is_put_before_nothing(editor, where):
    live = live_tree()

    answer = press(editor, "before", where, new__title__en="Bank holiday", new__kind="outcome")

    assert answer.status_code == 422
    assert "no step can follow it" in answer.content.decode()
    assert draft_of(live) is None


def test_a_step_before_one_that_is_gone_is_refused(editor):
    live_tree()

    assert press(editor, "before", "gone", new__title__en="New").status_code == 422


def test_deleting_asks_first_and_says_what_breaks(editor):
    live = live_tree()
    start_walk(live, subject="CW-1", facts={}, now=NOW)

    page = editor.get(f"{EDIT}?node=late&ask=delete").content.decode()

    assert "Delete “late”?" in page
    assert "<q>no</q>" in page
    assert "<q>earlier</q>" in page
    when = editor.get(f"{EDIT}?node=when&ask=delete").content.decode()
    assert "1 step is reached through this one alone." in when
    assert 'data-opens-node="wait">wait</a>' in when
    assert "Delete all 2 steps" in when
    assert "Delete all" not in page, "nothing hangs on it"


def test_a_branch_is_deleted_as_one_and_one_undo_brings_all_of_it_back(editor):
    live = live_tree()

    answer = press(editor, "delete-branch", "when", reroute_to="late")

    draft = draft_of(live)
    assert answer.url == f"{EDIT}?node=arrived#row-arrived"
    assert keys(draft) == ["arrived", "late"]
    assert entry_of(draft, "arrived")["options"][0]["to"] == "late"
    press(editor, "undo", kind="steps")
    draft.refresh_from_db()
    assert draft.document == live.document


def test_deleting_counts_the_walks_that_have_an_answer_there(editor):
    from troubleshooting.walks.services import Choice, record_answer

    live = live_tree()
    for number in range(2):
        walk = start_walk(live, subject=f"CW-{number}", facts={}, now=NOW)
        record_answer(walk, Choice(node="arrived", option="yes"), seen=0, actor=None, now=NOW)

    page = editor.get(f"{EDIT}?node=arrived&ask=delete").content.decode()

    assert "2 guides under way have an answer here." in page
    assert "First step" in page


def test_a_deleted_step_leaves_its_ways_open_or_leads_them_elsewhere(editor):
    live = live_tree()

    answer = press(editor, "delete", "late", reroute_to="wait")

    assert answer.status_code == 302
    assert "late" not in keys(draft_of(live))
    assert entry_of(draft_of(live), "arrived")["options"][1]["to"] == "wait"


def test_steps_are_moved_among_their_neighbours(editor):
    content = small_document()
    content["nodes"].append(outcome("third"))
    content["nodes"][1]["options"].append(
        {"key": "never", "label": {"en": "never", "zh-hans": "从不"}, "to": "third"}
    )
    live = live_tree(content)

    def answers():
        return [option["key"] for option in entry_of(draft_of(live), "when")["options"]]

    answer = press(editor, "up", "third")

    assert answer.url == f"{EDIT}?node=third#row-third"
    assert answers() == ["never", "today", "earlier"], "what leads there is moved along"
    press(editor, "down", "third")
    assert answers() == ["today", "never", "earlier"]
    assert press(editor, "down", "third").status_code == 422


def test_a_key_is_renamed_with_all_that_leads_to_it(editor):
    live = live_tree()

    answer = press(editor, "rename", "late", key="bank_late")

    assert answer.url.startswith(f"{EDIT}?node=bank_late")
    assert entry_of(draft_of(live), "arrived")["options"][1]["to"] == "bank_late"


def test_a_taken_or_odd_key_is_refused_in_words(editor):
    live_tree()

    taken = press(editor, "rename", "late", key="wait").content.decode()
    odd = press(editor, "rename", "late", key="Übel!").content.decode()

    assert "There is a step “wait” already." in taken
    assert "is no key" in odd


def test_a_branch_is_duplicated_and_the_copy_opened(editor):
    live = live_tree()

    answer = press(editor, "duplicate", "when")

    assert answer.url == f"{EDIT}?node=when_2#form-title"
    assert {"when_2", "wait_2"} <= set(keys(draft_of(live)))


def test_a_pasted_list_becomes_steps(editor):
    live = live_tree()

    answer = press(
        editor, "paste", "wait", text="1. Is it Sunday?\n2. Call the bank", language="en"
    )

    assert answer.url == f"{EDIT}?node=is_it_sunday#form-title"
    draft = draft_of(live)
    assert entry_of(draft, "is_it_sunday")["options"][0]["to"] == "call_the_bank"
    assert entry_of(draft, "call_the_bank")["kind"] == "action"


def test_a_refused_list_is_still_there(editor):
    live_tree()

    answer = press(editor, "paste", "wait", text=" \n ", language="en")

    assert answer.status_code == 422
    assert "The list holds no line with words." in answer.content.decode()


def test_words_are_replaced_in_one_language_or_in_all(editor):
    live = live_tree()

    press(editor, "replace", find="For you", replace="For them", language="en")

    voice = entry_of(draft_of(live), "arrived")["customer"]["title"]
    assert voice == {"en": "For them", "zh-hans": "For you(中)"}
    assert "stands nowhere" in press(editor, "replace", find="zzz", replace="").content.decode()


def test_title_start_and_languages_of_the_tree_are_changed(editor):
    live = live_tree()

    press(editor, "tree", title__en="Payout late", start="when", languages="1", speaks__en="on")

    document = draft_of(live).document
    assert document["title"]["en"] == "Payout late"
    assert document["title"]["zh-hans"] == "Payout(中)"
    assert (document["start"], document["languages"]) == ("when", ["en"])
    page = editor.get(f"{EDIT}?node=when").content.decode()
    assert 'name="title.en"' in page
    assert 'name="title.zh-hans"' not in page


def test_a_stale_press_changes_nothing_and_shows_both(editor):
    live = live_tree()
    change(live.tree, make_author("bo"), SetMeta("title", {"en": "Theirs"}))

    answer = press(editor, "tree", seen=0, title__en="Mine", htmx=True)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert draft_of(live).document["title"] == {"en": "Theirs"}


def test_a_branch_is_copied_to_another_tree_under_free_keys(editor):
    live_tree()
    other = live_tree({**small_document(), "slug": "other"})

    answer = editor.post(f"{EDIT}copies/", {"node": "when", "tree": "other"}, follow=True)

    assert "2 steps were copied to “Payout”" in answer.content.decode()
    assert {"when_2", "wait_2"} <= set(keys(draft_of(other)))


def test_a_branch_is_not_copied_where_somebody_may_not_write(db):
    live = live_tree()
    other = live_tree({**small_document(), "slug": "other"})
    author = make_agent("half")
    live.tree.rights.create(user=author, level="edit")

    answer = signed_in(author).post(f"{EDIT}copies/", {"node": "when", "tree": "other"})

    assert answer.status_code == 403
    assert draft_of(other) is None


def test_unknown_presses_are_not_found(editor):
    live_tree()

    assert press(editor, "explode").status_code == 404
    assert press(editor, "explode", kind="steps").status_code == 404
    assert editor.get(f"{EDIT}deeds/add/").status_code == 405


def test_htmx_gets_all_parts_and_the_address_of_what_is_chosen(editor):
    live_tree()

    answer = press(editor, "duplicate", "when", htmx=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == "#editor"
    assert answer.headers["HX-Push-Url"] == f"{EDIT}?node=when_2"
    assert page.lstrip().startswith('<div id="editor"')
    assert 'data-focus="form-title"' in page


def test_a_step_deep_in_a_folded_tree_can_be_moved(editor):
    content = small_document()
    content["nodes"] += [step(f"n{number}", go="late") for number in range(350)]
    live = live_tree(content)

    answer = press(editor, "up", "n349")

    assert answer.status_code == 302
    assert keys(draft_of(live))[-1] == "n348"


LIST = "Is it there?\n  Yes => Credited\n  No -> Call the bank"


def test_a_pasted_list_is_shown_as_it_would_become_and_stored_by_a_second_press(editor):
    live = live_tree()

    shown = press(editor, "", "wait", kind="pasting", text=LIST, language="en")

    page = shown.content.decode()
    assert shown.status_code == 200
    assert "This becomes 3 steps:" in page
    assert '<span class="by">No</span> Call the bank' in page
    assert LIST.replace(">", "&gt;") in page, "the words stay to be mended"
    assert draft_of(live) is None
    press(editor, "paste", "wait", text=LIST, language="en")
    draft = draft_of(live)
    assert {"is_it_there", "credited", "call_the_bank"} <= set(keys(draft))
    press(editor, "undo", kind="steps")
    draft.refresh_from_db()
    assert draft.document == live.document


def test_a_list_without_words_is_refused_before_it_is_shown(editor):
    live_tree()

    refused = press(editor, "", "wait", kind="pasting", text=" - ", language="en")

    assert refused.status_code == 422
    assert "The list holds no line with words." in refused.content.decode()
    assert press(editor, "", "wait", kind="pasting", text="x", htmx=True).status_code == 200
