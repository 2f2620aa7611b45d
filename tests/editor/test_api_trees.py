"""The list of trees, new ones, settings and rights, over the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.authors import SLUG, change, live_tree, make_author, small_document
from tests.editor.publishing import retitled
from tests.editor.scripting import TREE, TREES, author_api, changed, opened, read, retitle, write
from tests.factories import make_agent
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeRight, TreeVersion
from troubleshooting.trees.rights import Rights, rights_of

pytestmark = pytest.mark.django_db
RIGHTS = f"{TREE}rights/"
NEW = {"slug": "refund", "title": {"en": "Refund", "zh-hans": "退款"}}


@pytest.fixture
def api() -> APIClient:
    return author_api()


def test_the_list_shows_every_tree_with_its_present_versions(api: APIClient):
    version = live_tree()
    live_tree(small_document(title={"en": "Refund"}) | {"slug": "refund"})
    change(version.tree, make_author("ann"), retitled())

    rows = read(api, TREES)["results"]

    assert [row["slug"] for row in rows] == ["payout", "refund"]
    assert (rows[0]["live"]["number"], rows[0]["live"]["state"]) == (1, "published")
    assert (rows[0]["draft"]["number"], rows[0]["draft"]["changed_by"]) == (2, "ann")
    assert (rows[1]["draft"], rows[1]["scheduled"]) == (None, None)


def test_a_long_list_comes_in_pages(api: APIClient):
    Tree.objects.bulk_create(Tree(slug=f"tree-{number:02}") for number in range(60))

    first = read(api, TREES)
    second = api.get(first["next"]).json()

    slugs = [row["slug"] for page in (first, second) for row in page["results"]]
    assert slugs == [f"tree-{number:02}" for number in range(60)]
    assert second["next"] is None


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_takes_the_same_queries_however_many_trees_there_are(
    api: APIClient, count: int, django_assert_num_queries: Any
):
    for number in range(count):
        live_tree({**small_document(), "slug": f"tree-{number}"})

    with django_assert_num_queries(3):
        assert len(read(api, TREES)["results"]) == count


def test_somebody_without_staff_rights_sees_the_trees_that_a_right_names():
    version = live_tree()
    live_tree({**small_document(), "slug": "other"})
    guest = make_agent("guest", is_staff=False)
    TreeRight.objects.create(tree=version.tree, user=guest, level="edit")
    TreeRight.objects.create(tree=version.tree, user=guest, level="translate", language="en")
    api = client_for(guest)

    assert [row["slug"] for row in read(api, TREES)["results"]] == ["payout"]
    assert read(api, TREE)["may"] == ["view", "translate", "edit"]
    assert api.get(f"{TREES}other/").status_code == 403


def test_a_new_tree_begins_with_a_draft(api: APIClient):
    made = write(api, TREES, NEW)

    assert (made["slug"], made["title"]) == ("refund", NEW["title"])
    assert (made["draft"]["number"], made["draft"]["state"]) == (1, "draft")
    assert made["may"] == ["view", "translate", "edit", "publish"]
    assert made["may_translate_into"] == ["en", "zh-hans"]


def test_a_name_that_is_taken_is_refused_at_its_field(api: APIClient):
    write(api, TREES, NEW)

    answer = api.post(TREES, NEW, format="json")

    assert answer.status_code == 400
    assert errors(answer) == [("unique", "slug")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": {"en": "A"}}, "slug"),
        ({"slug": "A B", "title": {"en": "A"}}, "slug"),
        ({"slug": "-a", "title": {"en": "A"}}, "slug"),
        ({"slug": "a" * 81, "title": {"en": "A"}}, "slug"),
        ({"slug": "a\n", "title": {"en": "A"}}, "slug"),
        ({"slug": "a"}, "title"),
        ({"slug": "a", "title": {}}, "title"),
        ({"slug": "a", "title": "A"}, "title"),
        ({"slug": "a", "title": {"en": 5}}, "title.en"),
        ({"slug": "a", "title": {"en": " "}}, "title.en"),
        ({"slug": "a", "title": {"xx": "A"}}, "title.xx"),
        ({"slug": "a", "title": {"en": "A"}, "titel": 1}, "titel"),
    ],
)
def test_a_new_tree_with_a_wrong_field_is_refused(api: APIClient, body: Any, field: str):
    answer = api.post(TREES, body, format="json")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]
    assert not Tree.objects.exists()


def test_the_same_key_makes_one_tree(api: APIClient):
    headers = {"Idempotency-Key": "tree-1"}

    first = write(api, TREES, NEW, headers=headers)
    second = write(api, TREES, NEW, headers=headers)

    assert first == second
    assert Tree.objects.count() == 1


def test_only_those_who_may_add_trees_do():
    answer = client_for(make_agent()).post(TREES, NEW, format="json")

    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])
    assert not Tree.objects.exists()


def test_an_agent_reads_a_tree_and_may_only_view_it():
    live_tree()

    shown = read(client_for(make_agent()), TREE)

    assert (shown["may"], shown["may_translate_into"]) == (["view"], [])


def test_a_tree_that_is_not_there_is_not_found(api: APIClient):
    answer = api.get(f"{TREES}nowhere/")

    assert (answer.status_code, errors(answer)) == (404, [("not_found", None)])


def test_asking_for_a_second_person_is_logged_once_in_words(api: APIClient):
    version = live_tree()

    for _time in range(2):
        answer = api.patch(TREE, {"needs_second_person": True}, format="json")
        assert answer.json()["needs_second_person"] is True

    entry = TreeLogEntry.objects.get()
    assert entry.tree == version.tree
    line = read(api, f"{TREE}log/")["results"][0]
    assert line["sentence"] == "A second person is needed to publish from now on."


def test_who_may_not_publish_does_not_change_settings():
    live_tree()

    answer = client_for(make_agent()).patch(TREE, {"needs_second_person": True}, format="json")

    assert answer.status_code == 403
    assert not Tree.objects.get().needs_second_person


def test_who_changed_the_draft_does_not_switch_the_second_person_off(api: APIClient):
    live_tree()
    api.patch(TREE, {"needs_second_person": True}, format="json")
    changed(api, 0, retitle(opened(api)["document"], "arrived", "Is it there?"))

    answer = api.patch(TREE, {"needs_second_person": False}, format="json")

    assert (answer.status_code, errors(answer)) == (400, [("second_person", None)])
    assert Tree.objects.get().needs_second_person
    other = author_api("other").patch(TREE, {"needs_second_person": False}, format="json")
    assert other.json()["needs_second_person"] is False


def test_a_right_is_given_once_listed_and_taken_back(api: APIClient):
    tree, lee = live_tree().tree, make_agent("lee")
    given = {"user": "lee", "level": "translate", "language": "zh-hans"}

    for _time in range(2):
        assert write(api, RIGHTS, given) == given
    assert read(api, RIGHTS)["results"] == [given]
    assert rights_of(lee, tree).languages == {"zh-hans"}

    answer = api.delete(f"{RIGHTS}?user=lee&level=translate&language=zh-hans")
    assert answer.status_code == 204
    assert rights_of(lee, tree) == Rights("view")
    assert [entry.difference["given"] for entry in TreeLogEntry.objects.all()] == [False, True]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"user": "nobody", "level": "edit"}, "user"),
        ({"user": 7, "level": "edit"}, "user"),
        ({"user": "lee", "level": "rule"}, "level"),
        ({"user": "lee", "level": "edit", "language": "en"}, "language"),
        ({"user": "lee", "level": "translate"}, "language"),
        ({"user": "lee", "level": "translate", "language": "fr"}, "language"),
        ({"user": "lee\0", "level": "edit"}, None),
    ],
)
def test_a_right_that_makes_no_sense_is_refused(api: APIClient, given: Any, field: str | None):
    live_tree()
    make_agent("lee")

    answer = api.post(RIGHTS, given, format="json")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]
    assert not TreeRight.objects.exists()


def test_a_right_that_nobody_has_cannot_be_taken(api: APIClient):
    live_tree()
    make_agent("lee")

    assert api.delete(f"{RIGHTS}?user=lee&level=edit").status_code == 404


def test_who_may_not_publish_gives_no_rights():
    live_tree()
    make_agent("lee")

    answer = client_for(make_agent()).post(RIGHTS, {"user": "lee", "level": "edit"}, format="json")

    assert answer.status_code == 403
    assert not TreeRight.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_rights_take_the_same_queries_however_many_there_are(
    api: APIClient, count: int, django_assert_num_queries: Any
):
    tree = live_tree().tree
    for _number in range(count):
        TreeRight.objects.create(tree=tree, user=make_agent(), level="edit")

    with django_assert_num_queries(4):
        assert len(read(api, RIGHTS)["results"]) == count


@pytest.mark.parametrize(
    "path",
    ["", f"{SLUG}/", f"{SLUG}/draft/", f"{SLUG}/versions/", f"{SLUG}/checks/", f"{SLUG}/log/"],
)
def test_nobody_reads_trees_without_a_token(path: str):
    live_tree()

    answer = APIClient().get(TREES + path)

    assert (answer.status_code, errors(answer)) == (401, [("not_authenticated", None)])


def test_somebody_who_is_neither_agent_nor_author_reads_nothing():
    live_tree()

    answer = client_for(make_agent(is_staff=False)).get(TREES)

    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])
    assert TreeVersion.objects.exists()
