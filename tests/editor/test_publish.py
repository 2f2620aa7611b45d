"""Publishing, as an author meets it: what would change, what is refused, what becomes of walks."""

from html import unescape

import pytest
from django.utils import translation

from tests.causes.test_models import make_cause
from tests.desk.walking import HTMX
from tests.editor.authors import SLUG, change, live_tree, make_author, signed_in
from tests.editor.publishing import (
    HISTORY,
    PAGE,
    closed_walk,
    open_walk,
    page_of,
    redirected,
    retitled,
    said,
    send,
)
from tests.factories import NOW, make_agent
from tests.trees.building import both, chain, for_customers, outcome, step
from troubleshooting.editor.history.new_steps import details_of
from troubleshooting.trees.drafts.services import discard_draft
from troubleshooting.trees.editing.operations import AddNode, DeleteNode, PutBefore, SetNode
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db


def test_the_page_says_in_words_what_would_change(editor, author):
    live = live_tree()
    change(live.tree, author, retitled())

    page = page_of(editor)

    assert "Has it arrived?" in page
    assert "1 step changed" in page
    assert "What differs from version 1, the published one" in page
    assert "No errors." in page


def test_a_draft_is_published_with_a_reason(editor, author):
    draft = change(live_tree().tree, author, retitled())

    answer = send(editor, draft)

    assert (answer.status_code, answer.url) == (302, HISTORY)
    live = TreeVersion.objects.published(SLUG)
    assert (live.number, live.note, live.published_by) == (2, "New rules.", author)
    assert said(editor, answer) == ["Version 2 is published."]


def test_without_a_reason_the_page_comes_back_and_nothing_is_published(editor, author):
    draft = change(live_tree().tree, author, retitled())

    answer = send(editor, draft, reason=" ")

    assert answer.status_code == 422
    assert "Please say why this is published." in answer.content.decode()
    assert TreeVersion.objects.published(SLUG).number == 1


def test_errors_are_listed_with_a_way_to_their_step_and_block(editor, author):
    draft = change(live_tree().tree, author, DeleteNode("wait"))

    page = page_of(editor)

    assert f"/trees/{SLUG}/edit/?node=when#form" in page
    assert "Errors block publishing." in page
    assert 'name="reason"' not in page
    assert send(editor, draft).status_code == 422
    assert TreeVersion.objects.published(SLUG).number == 1


def test_a_draft_changed_meanwhile_is_shown_and_not_published(editor, author):
    seen = change(live_tree().tree, author, retitled())
    other = make_author("ben", first_name="Ben", last_name="Other")
    change(seen.tree, other, retitled("when", "Which day?"))

    answer = send(editor, seen, reason="Mine.")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ben Other" in page
    assert "Which day?" in page
    assert "Mine." in page
    assert f'name="seen" value="{seen.revision + 1}"' in page
    assert TreeVersion.objects.published(SLUG).number == 1


def test_a_draft_thrown_away_meanwhile_is_said_so(editor, author):
    draft = change(live_tree().tree, author, retitled())
    gone = draft.pk
    discard_draft(draft, seen=1, actor=author, now=NOW)

    answer = editor.post(PAGE, {"version": gone, "seen": 1, "reason": "New."})

    assert answer.status_code == 409
    assert "There is no draft, so there is nothing to publish." in answer.content.decode()


def test_who_changed_the_draft_is_told_that_somebody_else_publishes(editor, author):
    draft = change(live_tree().tree, author, retitled())
    Tree.objects.update(needs_second_person=True)

    assert "somebody else publishes it" in page_of(editor)
    assert 'name="reason"' not in page_of(editor)
    assert send(editor, draft).status_code == 422
    assert 'name="reason"' in page_of(signed_in(make_author("ben")))


def test_who_may_only_edit_reads_the_page_and_publishes_nothing(author):
    draft = change(live_tree().tree, author, retitled())
    editing = make_agent("eve")
    TreeRight.objects.create(tree=draft.tree, user=editing, level="edit")
    client = signed_in(editing)

    page = page_of(client)

    assert "publishing it needs a right of its own" in page
    assert "1 step changed" in page
    assert send(client, draft).status_code == 403


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}replay/"])
def test_who_may_only_read_does_not_come_to_the_publish_page(author, address):
    change(live_tree().tree, author, retitled())

    assert signed_in(make_agent("reader")).get(address).status_code == 403


def test_strangers_are_sent_to_the_sign_in_page(client):
    live_tree()

    assert client.get(PAGE).url.startswith("/sign-in/")
    assert client.get("/trees/no-such-tree/publish/").status_code == 302


def test_the_replay_lists_the_walks_that_come_out_otherwise_with_their_cases(editor, author):
    live = live_tree()
    closed_walk(live, ("arrived", "no"), subject="CW-SAME0001")
    closed_walk(live, ("arrived", "yes"), ("when", "earlier"), subject="CW-OTHER001")
    change(live.tree, author, redirected("when", earlier="wait"))

    page = page_of(editor, f"{PAGE}replay/")

    assert "The last 2 closed guides" in page
    assert "/cases/CW-OTHER001/" in page
    assert "CW-SAME0001" not in page
    assert "other cause" in page
    assert 'id="reason"' in page  # without scripts the replay stands in the whole page


def test_htmx_gets_the_replay_as_a_part_and_may_ask_for_fewer_walks(editor, author):
    live = live_tree()
    closed_walk(live, ("arrived", "no"))
    change(live.tree, author, retitled())

    answer = editor.get(f"{PAGE}replay/", {"last": "100"}, headers=HTMX)

    page = answer.content.decode()
    assert page.lstrip().startswith("<section") or '<section id="replay"' in page
    assert "<html" not in page
    assert "The last 1 closed guide" in page
    assert "last=1000" in page


def test_a_tree_without_closed_walks_says_so(editor, author):
    change(live_tree().tree, author, retitled())

    assert "No guide of this tree has ended" in page_of(editor, f"{PAGE}replay/")


def test_a_replay_without_a_draft_leads_back_to_the_page(editor):
    live_tree()

    assert editor.get(f"{PAGE}replay/").url == PAGE
    assert "There is no draft" in page_of(editor)


def test_the_page_counts_what_becomes_of_open_walks(editor, author):
    live = live_tree()
    open_walk(live, subject="CW-START001")
    open_walk(live, ("arrived", "yes"), subject="CW-ASKED001")
    open_walk(live, ("arrived", "yes"), ("when", "today"), subject="CW-STAYS001")
    new = for_customers(step("holiday", yes="late", no="when"))
    change(
        live.tree,
        author,
        AddNode(new, "arrived"),
        redirected("arrived", yes="holiday"),
        SetNode("when", for_customers(step("when", now="late", earlier="late"))),
    )
    change(live.tree, author, DeleteNode("wait"))

    page = page_of(editor)

    assert "3 guides are open." in page
    assert "1 goes on as it is" in page
    assert "1 could move with one answer asked again" in page
    assert "1 stays on version 1" in page
    assert "stands at “when” and would be asked “holiday”" in page
    assert "Let the 2 open guides go on in the new version" in page


@pytest.mark.parametrize("wished", [True, False])
def test_open_walks_move_only_when_somebody_wishes(editor, author, wished):
    live = live_tree()
    walk = open_walk(live)
    draft = change(live.tree, author, retitled())

    answer = send(editor, draft, **({"moves_walks": "on"} if wished else {}))

    walk.refresh_from_db()
    assert walk.version.number == (2 if wished else 1)
    assert len(said(editor, answer)) == (2 if wished else 1)


def test_walks_left_behind_are_moved_from_the_history(editor, author):
    live = live_tree()
    walk = open_walk(live)
    send(editor, change(live.tree, author, retitled()))

    assert "Let 1 guide go on in the published version" in page_of(editor, HISTORY)
    answer = editor.post(f"{PAGE}moves/")

    assert said(editor, answer) == ["1 open guide goes on in the published version."]
    assert Walk.objects.get(pk=walk.pk).version.number == 2
    assert "Let 1 guide" not in page_of(editor, HISTORY)


def test_the_pages_speak_the_languages_of_their_readers(editor, author):
    live = live_tree()
    change(live.tree, author, retitled())
    open_walk(live)
    with translation.override("zh-hans"):
        page = editor.get(PAGE, headers={"Accept-Language": "zh-hans"}).content.decode()

    assert 'lang="zh-hans"' in page


@pytest.mark.parametrize("page", ["publish/", "history/", "compare/?from=1&to=2"])
def test_the_number_of_queries_does_not_grow_with_the_tree(
    editor, author, page, django_assert_max_num_queries
):
    counts = []
    for length in (3, 60):
        live = live_tree(chain(length, slug=f"chain-{length}"))
        entry = {**live.document["nodes"][0], "title": both("New")}
        change(live.tree, author, SetNode("step_0", entry))
        address = f"/trees/{live.tree.slug}/{page}"
        page_of(editor, address)  # what is remembered of a document is remembered now
        with django_assert_max_num_queries(40) as queries:
            page_of(editor, address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_step_that_was_added_is_told_with_its_ways_its_cause_and_what_the_customer_hears(
    editor, author
):
    live = live_tree()
    make_cause(slug="holiday", name_en="Bank holiday", customer_message_en="Banks are closed.")
    ended = outcome("closed", cause="holiday", message="solution", status="waiting_bank")
    asked = {**step("holiday", yes="closed", no="when"), "otherwise": "late"}
    change(live.tree, author, AddNode(ended), PutBefore(asked, "when"))

    page = unescape(page_of(editor))

    assert "“yes” leads to “closed”." in page
    assert "“no” leads to “when”." in page
    assert "“Can't say” leads to “when”." in page
    assert "It names the cause “Bank holiday”." in page
    assert "The customer is told: “Banks are closed.”" in page
    assert "The case is “Waiting for bank” then." in page


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"key": "a", "kind": "jump", "to": "late"}, ["“Afterwards” leads to “late”."]),
        ({"key": "a", "kind": "outcome", "cause": "unknown"}, []),
        ({"key": "a", "kind": "outcome", "cause": "silent", "message": "solution"},
         ["It names the cause “Above the limit”."]),
        ({"key": "a", "kind": "outcome", "cause": "open"},
         ["It names the cause “Above the limit”."]),
        ({"key": "a", "kind": "question", "options": []}, []),
        ({"key": "a", "kind": "question", "options": [{"key": "x", "to": "nowhere"}]},
         ["“x” leads to “nowhere”."]),
    ],
)  # fmt: skip
def test_what_a_new_step_holds_is_told_as_far_as_it_goes(entry, told):
    causes = {
        "silent": make_cause(slug="silent", disclosure="silent"),
        "open": make_cause(slug="open"),
    }

    assert details_of(entry, {"late": outcome("late")}, causes, "en") == told


def test_the_replay_names_the_step_at_which_most_walks_would_wait(editor, author):
    live = live_tree()
    for number in range(3):
        closed_walk(live, ("arrived", "no"), subject=f"CW-ASKED00{number}")
    change(live.tree, author, PutBefore(step("holiday", yes="wait"), "late"))

    page = page_of(editor, f"{PAGE}replay/")

    assert "3 would wait at “holiday”, which nobody answered then." in page
