"""Who may do what with a tree, and who may publish it: the page where a publisher settles it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.editor.authors import SLUG, change, live_tree, make_author, signed_in
from tests.editor.forms import fields_of
from tests.editor.publishing import page_of, retitled, said
from tests.factories import NOW, make_agent
from troubleshooting.editor.people.people import build_people
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeRight
from troubleshooting.trees.rights import Rights, give_right, rights_of

pytestmark = pytest.mark.django_db

PEOPLE = f"/trees/{SLUG}/people/"
SECOND = f"{PEOPLE}second/"


@pytest.fixture
def tree() -> Tree:
    return live_tree().tree


def stranger(username: str = "lee", **fields: Any) -> User:
    """Somebody who is not on the staff."""
    return make_agent(username, is_staff=False, **fields)


@pytest.mark.parametrize(
    ("right", "level", "languages"),
    [
        ("view:", "view", set()),
        ("translate:en", "view", {"en"}),
        ("translate:zh-hans", "view", {"zh-hans"}),
        ("edit:", "edit", set()),
        ("publish:", "publish", set()),
    ],
)
def test_each_right_is_given_by_name_and_said(editor, tree, right, level, languages):
    lee = stranger(first_name="Lee", last_name="Lin")

    answer = editor.post(PEOPLE, {"user": " lee ", "right": right})

    assert answer.url == PEOPLE
    assert "Lee Lin has the right" in said(editor, answer)[0]
    assert rights_of(lee, tree) == Rights(level, frozenset(languages))
    assert TreeLogEntry.objects.get(kind="rights").difference["given"] is True


def test_what_was_given_is_listed_and_taken_back(editor, tree):
    lee = stranger(first_name="Lee", last_name="Lin")
    give_right(tree, lee, "translate", language="zh-hans", actor=None, now=NOW)
    right = TreeRight.objects.get()

    page = page_of(editor, PEOPLE)
    answer = editor.post(f"{PEOPLE}{right.pk}/removal/")

    assert "Lee Lin" in page
    assert "Write texts in 中文" in page
    assert said(editor, answer) == ["The right is taken back."]
    assert rights_of(lee, tree) == Rights(None)
    assert "Nobody has a right on this tree alone." in page_of(editor, PEOPLE)


def test_a_right_that_is_gone_already_stays_gone(editor, tree):
    give_right(tree, stranger(), "edit", actor=None, now=NOW)
    right = TreeRight.objects.get().pk

    answers = [editor.post(f"{PEOPLE}{right}/removal/") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert TreeLogEntry.objects.filter(difference__given=False).count() == 1


def test_a_right_on_another_tree_is_not_taken_here(editor, tree):
    other = Tree.objects.create(slug="other", title={"en": "Other"})
    give_right(other, stranger(), "edit", actor=None, now=NOW)

    editor.post(f"{PEOPLE}{TreeRight.objects.get().pk}/removal/")

    assert TreeRight.objects.filter(tree=other).exists()


def test_the_form_as_the_page_holds_it_gives_the_smallest_right(editor, tree):
    lee = stranger()
    fields = fields_of(page_of(editor, PEOPLE), PEOPLE)

    editor.post(PEOPLE, {**fields, "user": "lee"})

    assert rights_of(lee, tree) == Rights("view")


@pytest.mark.parametrize("name", ["", "nobody", "gone", "lee\0", "x" * 5_000])
def test_a_name_that_nobody_has_is_refused_and_stays_in_the_form(editor, tree, name):
    stranger()
    stranger("gone", is_active=False)

    answer = editor.post(PEOPLE, {"user": name, "right": "edit:"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is nobody of this name." in page
    assert '<option value="edit:" selected>' in page
    assert not TreeRight.objects.exists()


@pytest.mark.parametrize("right", ["", "edit", "rule:", "translate:", "translate:fr", "view:en"])
def test_a_right_that_there_is_not_is_refused(editor, tree, right):
    stranger()

    answer = editor.post(PEOPLE, {"user": "lee", "right": right})

    assert answer.status_code == 422
    assert "Please choose one of the rights." in answer.content.decode()
    assert 'value="lee"' in answer.content.decode()
    assert not TreeRight.objects.exists()


def test_who_needs_no_right_of_his_own_is_named(editor, tree, author):
    make_agent("root", is_superuser=True, first_name="Ruth", last_name="Root")
    grouped = make_agent("gil", first_name="Gil", last_name="Grouped")
    group = Group.objects.create(name="Publishers")
    group.permissions.set(Permission.objects.filter(codename="publish_tree"))
    grouped.groups.add(group)
    make_agent("amy", first_name="Amy", last_name="Agent")
    make_agent("left", is_superuser=True, is_active=False, last_name="Left")

    of_all = build_people(tree, author).of_all

    assert [user.username for user in of_all] == ["ann", "gil", "root"]
    told = "<li>Ann Author</li><li>Gil Grouped</li><li>Ruth Root</li>"
    assert told in page_of(editor, PEOPLE)


def test_of_many_who_need_no_right_some_are_named_and_the_others_counted(tree, author):
    for number in range(40):
        make_agent(f"root{number:02}", is_superuser=True)

    people = build_people(tree, author)

    assert len(people.of_all) == 30
    assert people.more == 11


def test_who_left_is_said_to_be_unable_to_sign_in(editor, tree):
    lee = stranger()
    give_right(tree, lee, "edit", actor=None, now=NOW)
    lee.is_active = False
    lee.save()

    assert "can't sign in any more" in page_of(editor, PEOPLE)


def test_who_may_not_publish_reads_the_page_and_changes_nothing(tree):
    lee = stranger()
    give_right(tree, lee, "edit", actor=None, now=NOW)
    right = TreeRight.objects.get().pk
    page = signed_in(lee)

    shown = page_of(page, PEOPLE)
    answers = [
        page.post(PEOPLE, {"user": "lee", "right": "publish:"}),
        page.post(f"{PEOPLE}{right}/removal/"),
        page.post(SECOND, {"needed": "yes"}),
    ]

    assert "Edit</div>" in shown
    assert not any(form in shown for form in ("give-right", "removal", "second/"))
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert rights_of(lee, tree) == Rights("edit")


def test_who_may_publish_this_tree_alone_settles_its_rights(tree):
    boss, lee = stranger("boss"), stranger()
    give_right(tree, boss, "publish", actor=None, now=NOW)

    signed_in(boss).post(PEOPLE, {"user": "lee", "right": "edit:"})

    assert rights_of(lee, tree) == Rights("edit")


def test_who_takes_his_own_right_back_is_refused_from_then_on(tree):
    boss = stranger("boss")
    give_right(tree, boss, "publish", actor=None, now=NOW)
    page = signed_in(boss)

    page.post(f"{PEOPLE}{TreeRight.objects.get().pk}/removal/")

    assert page.get(PEOPLE).status_code == 403


def test_a_second_person_is_asked_for_and_no_more(editor, tree):
    asked = said(editor, editor.post(SECOND, {"needed": "yes"}))
    tree.refresh_from_db()
    assert tree.needs_second_person
    assert "Asked for" in page_of(editor, PEOPLE)

    not_asked = said(editor, editor.post(SECOND, {"needed": "no"}))
    tree.refresh_from_db()
    assert not tree.needs_second_person
    assert asked == ["From now on somebody else publishes what was changed."]
    assert not_asked == ["Who changed a draft may publish it again."]
    kinds = TreeLogEntry.objects.filter(kind="rights")
    assert [entry.difference["needs_second_person"] for entry in kinds] == [False, True]


def test_who_changed_the_draft_does_not_spare_himself_the_second_person(editor, tree, author):
    editor.post(SECOND, {"needed": "yes"})
    change(tree, author, retitled())

    page = page_of(editor, PEOPLE)
    answer = editor.post(SECOND, {"needed": "no"})
    tree.refresh_from_db()

    assert "Ask for nobody else" not in page
    assert answer.status_code == 422
    assert "somebody else has to switch this off" in answer.content.decode()
    assert tree.needs_second_person


def test_somebody_else_switches_the_second_person_off(editor, tree, author):
    editor.post(SECOND, {"needed": "yes"})
    change(tree, author, retitled())

    signed_in(make_author("ben")).post(SECOND, {"needed": "no"})

    tree.refresh_from_db()
    assert not tree.needs_second_person


def test_a_superuser_who_changed_the_draft_is_held_back_like_everybody(tree):
    root = make_agent("root", is_superuser=True)
    page = signed_in(root)
    page.post(SECOND, {"needed": "yes"})
    change(tree, root, retitled())

    assert page.post(SECOND, {"needed": "no"}).status_code == 422


def test_the_page_speaks_chinese(author, tree):
    give_right(tree, stranger(), "edit", actor=None, now=NOW)

    with override("zh-hans"):
        words = [row.words for row in build_people(tree, author).rows]

    assert words == ["编辑"]


@pytest.mark.parametrize("people", [1, 60])
def test_the_page_costs_the_same_for_few_and_for_many(editor, tree, people):
    for number in range(people):
        give_right(tree, stranger(f"p{number}"), "edit", actor=None, now=NOW)
    page_of(editor, PEOPLE)

    with CaptureQueriesContext(connection) as asked:
        page_of(editor, PEOPLE)

    assert len(asked) <= 14, [query["sql"][:120] for query in asked]
