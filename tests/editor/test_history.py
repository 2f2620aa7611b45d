"""The history of a tree: versions opened, compared, restored."""

import re

import pytest

from tests.desk.walking import HTMX
from tests.editor.authors import SLUG, change, live_tree, signed_in
from tests.editor.authors import small_document as small
from tests.editor.publishing import HISTORY, PAGE, open_walk, page_of, redirected, retitled, send
from tests.factories import NOW, make_agent
from tests.links import dead_links, forms_without_address
from tests.trees.building import both, chain, outcome
from troubleshooting.trees.drafts.services import discard_draft, undo
from troubleshooting.trees.editing.operations import AddNode, RenameKey, SetNode
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.services import publish
from troubleshooting.trees.rights import give_right

pytestmark = pytest.mark.django_db


def shown_by(editor, address: str = HISTORY) -> dict[str, str]:
    """What the forms of a page name as seen."""
    page = page_of(editor, address)
    named = dict(re.findall(r'name="(version|seen)" value="(\d*)"', page))
    assert set(named) == {"version", "seen"}
    return named


def test_the_history_names_every_version_with_who_when_and_why(editor, author):
    send(editor, change(live_tree().tree, author, retitled()), reason="The bank asked for it.")

    page = page_of(editor, HISTORY)

    assert page.index("Version 2") < page.index("Version 1")
    assert "The bank asked for it." in page
    assert "Ann Author" in page
    assert "Published" in page
    assert "Retired" in page


def test_the_log_says_in_words_what_was_done(editor, author):
    live = live_tree()
    draft = change(live.tree, author, retitled())
    discard_draft(draft, seen=1, actor=author, now=NOW)

    page = page_of(editor, HISTORY)

    assert "draft thrown away" in page
    assert "edited" in page
    assert "Has it arrived?" in page or "was changed" in page


def test_the_log_tells_neutrally_what_a_later_release_wrote(editor):
    live_tree().tree.log.create(kind="taught", happened_at=NOW, difference={})

    assert "Something else" in page_of(editor, HISTORY)


def test_a_draft_thrown_away_is_had_back_from_the_log(editor, author):
    draft = change(live_tree().tree, author, retitled(title="Had back?"))
    tree = draft.tree
    discard_draft(draft, seen=1, actor=author, now=NOW)
    entry = tree.log.first()

    answer = editor.post(f"{HISTORY}log/{entry.pk}/recovery/", shown_by(editor))

    assert answer.url == f"/trees/{SLUG}/edit/"
    restored = tree.versions.get(state="draft")
    assert restored.document["nodes"][0]["title"]["en"] == "Had back?"
    other = tree.log.filter(kind="created").first()
    assert editor.post(f"{HISTORY}log/{other.pk}/recovery/").status_code == 404


def test_any_version_is_opened_as_it_was(editor, author):
    send(editor, change(live_tree().tree, author, retitled()))

    page = page_of(editor, f"{HISTORY}1/")

    assert "<svg" in page
    assert ">arrived<" in page
    assert "Restore as draft" in page
    assert editor.get(f"{HISTORY}9/").status_code == 404


def test_any_two_versions_are_compared_both_ways(editor, author):
    live = live_tree()
    send(editor, change(live.tree, author, AddNode(outcome("spare"), "late"), retitled()))
    draft = change(live.tree, author, redirected("when", earlier="late"))
    address = f"/trees/{SLUG}/compare/"
    pairs = [(1, draft.number), (draft.number, 1)]

    pages = [page_of(editor, address, **{"from": old, "to": new}) for old, new in pairs]

    assert "Has it arrived?" in pages[0]
    assert "From version 1 to version 2" in pages[0]
    assert "Nothing differs." in page_of(editor, address, **{"from": 1, "to": 1})


@pytest.mark.parametrize("query", ["", "?from=1", "?from=1&to=9", "?from=x&to=1"])
def test_versions_that_are_not_there_are_not_compared(editor, query):
    live_tree()

    assert editor.get(f"/trees/{SLUG}/compare/{query}").status_code == 404


def test_both_graphs_come_as_a_part_for_htmx_and_within_the_page_without_scripts(editor, author):
    draft = change(live_tree().tree, author, retitled())
    query = {"from": 1, "to": draft.number, "graphs": 1}
    address = f"/trees/{SLUG}/compare/"

    part = editor.get(address, query, headers=HTMX).content.decode()
    page = page_of(editor, address, **query)

    assert part.count("<svg") >= 2
    assert "<html" not in part
    assert 'id="tree-before"' in part
    assert 'id="tree-after"' in part
    assert 'id="tree-before"' in page


def test_an_old_version_becomes_the_draft_again(editor, author):
    live = live_tree()
    send(editor, change(live.tree, author, retitled()))

    answer = editor.post(f"{HISTORY}1/restoration/", shown_by(editor, f"{HISTORY}1/"))

    assert answer.url == f"/trees/{SLUG}/edit/"
    draft = live.tree.versions.get(state="draft")
    assert draft.document == small()
    assert draft.number == 3


@pytest.mark.parametrize("what", ["1/restoration/", "log/{entry}/recovery/"])
def test_what_was_written_after_somebody_looked_is_shown_and_not_replaced(editor, author, what):
    tree, entry = with_something_to_restore(author)
    change(tree, author, retitled(title="Seen?"))
    seen = shown_by(editor)
    change(tree, author, retitled(title="Written meanwhile?"))

    answer = editor.post(HISTORY + what.format(entry=entry), seen)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "so nothing was restored" in page
    assert "changed by Ann Author" in page
    assert "Seen?" in page
    assert "Written meanwhile?" in page
    assert title_of_draft(tree) == "Written meanwhile?"


@pytest.mark.parametrize("what", ["1/restoration/", "log/{entry}/recovery/"])
def test_who_looks_again_restores_over_what_was_written_and_undo_has_it_back(editor, author, what):
    tree, entry = with_something_to_restore(author)
    change(tree, author, retitled(title="Written meanwhile?"))

    answer = editor.post(HISTORY + what.format(entry=entry), shown_by(editor))
    undo(tree.versions.get(state="draft"), seen=2, actor=author, now=NOW)

    assert answer.url == f"/trees/{SLUG}/edit/"
    assert title_of_draft(tree) == "Written meanwhile?"


@pytest.mark.parametrize("what", ["1/restoration/", "log/{entry}/recovery/"])
def test_a_draft_opened_after_somebody_looked_is_not_replaced(editor, author, what):
    tree, entry = with_something_to_restore(author)
    seen = shown_by(editor)
    change(tree, author, retitled(title="Written meanwhile?"))

    answer = editor.post(HISTORY + what.format(entry=entry), seen)

    assert answer.status_code == 409
    assert "Written meanwhile?" in answer.content.decode()
    assert title_of_draft(tree) == "Written meanwhile?"


@pytest.mark.parametrize("what", ["1/restoration/", "log/{entry}/recovery/"])
@pytest.mark.parametrize("seen", [{}, {"version": "x", "seen": "-3"}, {"seen": "0"}])
def test_who_names_nothing_that_was_seen_restores_nothing(editor, author, what, seen):
    tree, entry = with_something_to_restore(author)

    answer = editor.post(HISTORY + what.format(entry=entry), seen)

    assert answer.status_code == 409
    assert "so nothing was restored" in answer.content.decode()
    assert not tree.versions.filter(state="draft").exists()


def test_another_draft_than_the_one_seen_is_not_replaced(editor, author):
    tree, _entry = with_something_to_restore(author)
    change(tree, author, retitled(title="First?"))
    seen = shown_by(editor)
    discard_draft(tree.versions.get(state="draft"), seen=1, actor=author, now=NOW)
    change(tree, author, retitled(title="Second?"))

    answer = editor.post(f"{HISTORY}1/restoration/", seen)

    assert answer.status_code == 409
    assert (dead_links(editor, answer), forms_without_address(answer)) == ([], [])
    assert title_of_draft(tree) == "Second?"


def test_who_may_only_read_sees_the_history_and_restores_nothing(author):
    live_tree()
    reader = signed_in(make_agent("reader"))

    page = page_of(reader, HISTORY)

    assert "Version 1" in page
    assert "Restore as draft" not in page
    assert reader.post(f"{HISTORY}1/restoration/").status_code == 403
    assert reader.post(f"{PAGE}moves/").status_code == 403
    assert reader.post(f"{PAGE}withdrawal/", {"version": 1}).status_code == 403


def test_of_a_large_tree_only_what_differs_is_drawn_with_the_steps_next_to_it(editor, author):
    live = live_tree(chain(400, slug="large"))
    nodes = {node["key"]: node for node in live.document["nodes"]}
    change(live.tree, author, SetNode("step_200", {**nodes["step_200"], "title": both("New")}))

    page = page_of(editor, "/trees/large/compare/", **{"from": 1, "to": 2, "graphs": 1})

    after = page[page.index('id="tree-after"') :]
    assert "only what differs is drawn" in page
    assert all(name in after for name in (">New<", ">step_199<", ">step_201<"))
    assert ">step_7<" not in after


def with_something_to_restore(author) -> tuple[Tree, int]:
    """A tree whose log keeps a draft that was thrown away, as the entry of that number."""
    tree = live_tree().tree
    lost = change(tree, author, retitled(title="Thrown away?"))
    discard_draft(lost, seen=1, actor=author, now=NOW)
    return tree, tree.log.get(kind="discarded").pk


def title_of_draft(tree: Tree) -> str:
    document = tree.versions.get(state="draft").document
    return next(node["title"]["en"] for node in document["nodes"] if node["key"] == "arrived")


@pytest.mark.parametrize(("level", "is_told"), [("view", False), ("edit", True)])
def test_which_cases_are_under_way_is_told_to_colleagues_and_authors_alone(author, level, is_told):
    live = live_tree()
    open_walk(live, ("arrived", "yes"), subject="CW-OPEN0001")
    publish(
        change(live.tree, author, RenameKey("when", "which_day")),
        reason="New.",
        actor=author,
        now=NOW,
        seen=1,
    )
    stranger = make_agent("stranger", is_staff=False)
    give_right(live.tree, stranger, level, actor=None, now=NOW)

    page = page_of(signed_in(stranger), HISTORY)

    assert ("CW-OPEN0001" in page) is is_told
    assert "CW-OPEN0001" in page_of(signed_in(make_agent("colleague")), HISTORY)
