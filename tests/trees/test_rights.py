"""Who may do what with a tree."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied

from tests.trees.building import chain
from tests.trees.drafts import LATER, NOW, make_author, make_person, make_translator, make_tree
from troubleshooting.trees.models import TreeRight
from troubleshooting.trees.rights import give_right, may, rights_of, take_right

pytestmark = pytest.mark.django_db

LEVELS = ("view", "translate", "edit", "publish")


def held(user, tree):
    """The levels that a user holds, translating into English."""
    return [level for level in LEVELS if may(user, tree, level, "en")]


@pytest.fixture
def of():
    return make_tree()


def test_the_house_and_superusers_may_do_all(of):
    assert held(None, of) == list(LEVELS)
    assert held(make_person("root", is_superuser=True), of) == list(LEVELS)


def test_staff_may_view_and_others_may_nothing(of):
    assert held(make_person("staff", is_staff=True), of) == ["view"]
    assert held(make_person("somebody"), of) == []
    assert held(AnonymousUser(), of) == []


def test_who_has_left_may_nothing(of):
    gone = make_person("gone", is_superuser=True, is_active=False)
    TreeRight.objects.create(tree=of, user=gone, level="edit")

    assert held(gone, of) == []


def test_permissions_hold_for_every_tree(of):
    publisher = make_person("publisher")
    publisher.user_permissions.add(Permission.objects.get(codename="publish_tree"))

    assert held(make_author(), of) == ["view", "translate", "edit"]
    assert held(publisher, of) == list(LEVELS)


@pytest.mark.parametrize("level", ["view", "edit", "publish"])
def test_a_row_gives_its_level_and_those_before_it_for_one_tree(of, level):
    other = make_tree(chain(2, slug="other"))
    user = make_person("row")
    give_right(of, user, level, actor=None, now=NOW)

    assert held(user, of) == list(LEVELS[: LEVELS.index(level) + 1])
    assert held(user, other) == []


def test_a_translator_translates_into_the_named_languages_only(of):
    translator = make_translator(of, language="zh-hans")

    assert may(translator, of, "view")
    assert may(translator, of, "translate")
    assert may(translator, of, "translate", "zh-hans")
    assert not may(translator, of, "translate", "en")
    assert not may(translator, of, "edit")

    TreeRight.objects.create(tree=of, user=translator, level="translate", language="en")
    assert may(translator, of, "translate", "en")


def test_changes_are_weighed_by_what_they_touch(of):
    translator, editor = rights_of(make_translator(of), of), rights_of(make_author(), of)

    assert translator.may_change({"zh-hans"})
    assert not translator.may_change({"zh-hans", "en"})
    assert not translator.may_change(None)
    assert editor.may_change({"zh-hans", "en"})
    assert editor.may_change(None)


def test_rights_are_read_in_the_same_number_of_queries_however_many_there_are(
    of, django_assert_max_num_queries
):
    user = make_translator(of)
    for level in ("view", "edit", "publish"):
        TreeRight.objects.create(tree=of, user=user, level=level)

    with django_assert_max_num_queries(3):
        assert rights_of(user, of).may("publish")


def test_giving_and_taking_a_right_is_logged_once(of):
    user, publisher = make_person("new"), make_person("root", is_superuser=True)

    right = give_right(of, user, "edit", actor=publisher, now=NOW)
    assert give_right(of, user, "edit", actor=publisher, now=LATER) == right
    take_right(right, actor=publisher, now=LATER)

    assert held(user, of) == []
    assert [
        (entry.kind, entry.actor, entry.difference) for entry in of.log.filter(kind="rights")
    ] == [
        (
            "rights",
            publisher,
            {"user": "new", "level": "edit", "language": "", "given": given},
        )
        for given in (False, True)
    ]


def test_an_editor_gives_and_takes_no_rights(of):
    editor = make_author()
    right = TreeRight.objects.create(tree=of, user=make_person("other"), level="view")

    with pytest.raises(PermissionDenied):
        give_right(of, editor, "publish", actor=editor, now=NOW)
    with pytest.raises(PermissionDenied):
        take_right(right, actor=editor, now=NOW)

    assert TreeRight.objects.get() == right
