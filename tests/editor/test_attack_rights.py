"""Every address of the editor and of its API, asked by people of every level and of none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseForbidden, HttpResponseNotFound
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, resolve
from django_htmx.middleware import HtmxDetails
from rest_framework.test import APIRequestFactory, force_authenticate

from tests.editor.attacking import (
    OTHER,
    SLUG,
    STRANGERS,
    World,
    everybody_below,
    everybody_from,
    everything_stored,
)
from tests.editor.authors import small_document
from tests.editor.scripting import opening, saw, saw_in_query
from tests.sampling import share
from troubleshooting.editor import urls
from troubleshooting.editor.api import urls as api_urls
from troubleshooting.trees.exchange.exporting import as_json

pytestmark = pytest.mark.django_db

ENTRY = small_document()["nodes"][0]
TITLE = ENTRY["title"]
OPERATION = {"do": "delete_node", "key": "when"}
WORDS = {"name_en": "Holiday", "name_zh": "假日", "customer_message_en": "Wait, please.",
         "customer_message_zh": "请稍候。"}  # fmt: skip
SAME = {"seen": 2}

# Name, method, level that is needed, what is sent. "nobody" is for what a right gives nobody.
PAGES: list[tuple[str, str, str, Any]] = [
    ("tree-new", "get", "nobody", {}),
    ("tree-new", "post", "nobody", {"slug": "mine", "title.en": "Mine"}),
    ("tree-edit", "get", "view", {"node": "arrived"}),
    ("tree-part", "get", "view", {"node": "arrived"}),
    ("tree-presence", "post", "view", {"node": "arrived"}),
    ("tree-node", "post", "edit", {"title.en": "Mine", "title.zh-hans": "我的", "key": "arrived"}),
    ("tree-deed", "post", "edit", {"node": "when"}),
    ("tree-step", "post", "edit", {}),
    ("tree-pasting", "post", "edit", {"node": "when", "pasted": "One\n  Two"}),
    ("tree-copy", "post", "nobody", {"node": "when", "tree": OTHER}),
    ("tree-cause", "get", "edit", {}),
    ("tree-cause", "post", "edit", {**WORDS, "disclosure": "open", "group": "bank"}),
    ("tree-fold", "post", "view", {"fold": "arrived"}),
    ("tree-people", "get", "view", {}),
    ("tree-people", "post", "publish", {"user": "viewer", "right": "publish:"}),
    ("tree-right-removal", "post", "publish", {}),
    ("tree-second-person", "post", "publish", {"needed": "yes"}),
    ("tree-publish", "get", "edit", {}),
    ("tree-publish", "post", "publish", {"reason": "Mine."}),
    ("tree-replay", "get", "edit", {}),
    ("tree-unschedule", "post", "publish", {}),
    ("tree-moves", "post", "publish", {}),
    ("tree-compare", "get", "view", {"from": 1, "to": 2}),
    ("tree-history", "get", "view", {}),
    ("tree-version", "get", "view", {}),
    ("tree-restore", "post", "edit", {}),
    ("tree-recover", "post", "edit", {}),
    ("tree-import-new", "get", "nobody", {}),
    ("tree-import-new", "post", "nobody", {"text": as_json({**small_document(), "slug": "mine"})}),
    ("tree-import", "get", "edit", {}),
    ("tree-import", "post", "edit", {"text": as_json(small_document())}),
    ("tree-export", "get", "view", {}),
    ("tree-print", "get", "view", {}),
    ("tree-try", "get", "view", {}),
    ("tree-statistics", "get", "view", {}),
    ("tree-statistics-csv", "get", "view", {}),
    ("tree-reports", "get", "view", {}),
    ("tree-report-closing", "post", "edit", {"answer": "Mine."}),
]
API: list[tuple[str, str, str, Any]] = [
    ("api-trees", "post", "nobody", {"slug": "mine", "title": {"en": "Mine"}}),
    ("api-tree", "get", "view", None),
    ("api-tree", "patch", "publish", {"needs_second_person": True}),
    ("api-tree-rights", "get", "view", None),
    ("api-tree-rights", "post", "publish", {"user": "viewer", "level": "publish"}),
    ("api-tree-rights", "delete", "publish", None),
    ("api-vocabulary", "get", "view", None),
    ("api-tree-causes", "post", "edit", WORDS),
    ("api-draft", "get", "view", None),
    ("api-draft", "post", "translate", None),
    ("api-draft", "put", "edit", {**SAME, "document": small_document()}),
    ("api-draft", "patch", "edit", {**SAME, "operations": [OPERATION]}),
    ("api-draft", "delete", "edit", None),
    ("api-draft-undo", "post", "edit", SAME),
    ("api-draft-redo", "post", "translate", SAME),
    ("api-tree-import", "post", "edit", {**SAME, "document": small_document()}),
    ("api-tree-import", "post", "edit", {"dry_run": True, "document": small_document()}),
    ("api-tree-checks", "get", "view", None),
    ("api-tree-checks", "post", "view", {"document": small_document()}),
    ("api-tree-diff", "get", "view", None),
    ("api-tree-trial", "get", "view", None),
    ("api-tree-trial", "post", "view", {"sample": "nothing_wrong"}),
    ("api-tree-replay", "post", "edit", {}),
    ("api-open-walks", "get", "edit", None),
    ("api-tree-moves", "post", "publish", None),
    ("api-publication", "post", "publish", {**SAME, "reason": "Mine."}),
    ("api-publication", "delete", "publish", None),
    ("api-versions", "get", "view", None),
    ("api-version", "get", "view", None),
    ("api-restoration", "post", "edit", SAME),
    ("api-statistics", "get", "view", None),
    ("api-reports", "get", "view", None),
    ("api-report-closing", "post", "edit", {"answer": "Mine."}),
    ("api-tree-log", "get", "view", None),
    ("api-log-entry", "get", "view", None),
    ("api-recovery", "post", "edit", SAME),
]
# Shown to everybody who may see some tree; what of it is shown, other tests say.
OF_ALL = {"trees", "api-trees", "tree-try-share"}
REFUSED = (401, 403, 404)


def named(case: Any) -> str:
    return f"{case[1]} {case[0]}" if isinstance(case, tuple) else ""


def send(world: World, who: str, case: tuple[str, str, str, Any]) -> Any:
    name, method, _level, body = case
    address = world.address(name)
    if name.startswith("api-"):
        if (name, method) == ("api-tree-rights", "delete"):
            address += "?user=viewer&level=view"
        if (name, method) == ("api-draft", "delete"):
            address += saw_in_query(2)
        if body and "seen" in body:
            body = {**opening(), **body}
        client = world.api_client(who)
        return getattr(client, method)(address, body, format="json")
    seen = {"version": world.draft.pk, "seen": world.draft.revision} if method == "post" else {}
    return getattr(world.page_client(who), method)(address, seen | body)


def is_refused(answer: Any) -> bool:
    to_sign_in = answer.status_code == 302 and answer.url.startswith("/sign-in/")
    return answer.status_code in REFUSED or to_sign_in


def names_in(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)


def test_no_address_is_left_out_here():
    asked = {case[0] for case in (*PAGES, *API)}

    assert set(names_in(urls.urlpatterns)) | set(names_in(api_urls.urlpatterns)) == asked | OF_ALL


@pytest.mark.parametrize("cases", [PAGES, API], ids=["pages", "API"])
def test_who_is_below_the_level_reads_nothing_and_changes_nothing(world, cases):
    before = everything_stored()
    for turn, case in enumerate(cases):
        level = case[2]
        below = [*world.people] if level == "nobody" else everybody_below(level)

        # Whoever is nearest to the level at every address, the others at some each.
        for who in dict.fromkeys([*below[-1:], *share(below, turn, 3)]):
            answer = send(world, who, case)

            assert is_refused(answer), (case, who, answer.status_code)
            assert b"Payouts" not in answer.content, (case, who)
        assert everything_stored() == before, case


@pytest.mark.parametrize("case", [*PAGES, *API], ids=named)
def test_who_has_the_level_is_let_in(world, case):
    level = case[2]
    if level == "nobody":
        pytest.skip("no right on a tree gives this")
    allowed = everybody_from(level)

    answer = send(world, allowed[0] if level != "view" else "viewer", case)

    missing = (404,) if case[0] in ("api-publication", "tree-unschedule") else ()
    assert not is_refused(answer) or answer.status_code in missing, answer.content[:300]
    assert answer.status_code < 500


METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def answered_by_the_view(world: World, who: str, name: str, method: str) -> Any:
    """Ask a view itself: the way to it, and how a refusal looks, are the same at every address."""
    factory = APIRequestFactory() if name.startswith("api-") else RequestFactory()
    request = getattr(factory, method)(world.address(name))
    user = world.people[who]
    if name.startswith("api-"):
        force_authenticate(request, user)
    else:
        request.user, request.session = user or AnonymousUser(), SessionBase()
        request.htmx = HtmxDetails(request)
    view, args, given = resolve(request.path_info)
    try:
        answer = view(request, *args, **given)
    except Http404:
        return HttpResponseNotFound()
    except PermissionDenied:
        return HttpResponseForbidden()
    return answer.render() if hasattr(answer, "render") else answer


@pytest.mark.parametrize("who", STRANGERS)
def test_no_other_way_of_asking_gets_a_stranger_anything(world, who):
    before = everything_stored()
    for turn, name in enumerate(sorted({case[0] for case in (*PAGES, *API)})):
        for method in share(METHODS, turn + STRANGERS.index(who), len(STRANGERS)):
            answer = answered_by_the_view(world, who, name, method)

            assert answer.status_code < 500, (method, name)
            told = answer.content.decode().replace(world.address(name), "")
            assert SLUG not in told, (method, name)
    assert everything_stored() == before


@pytest.mark.parametrize("who", STRANGERS)
def test_no_door_lets_a_stranger_in_whatever_the_way_of_asking(world, who):
    before = everything_stored()
    clients = {True: world.api_client(who), False: world.page_client(who)}
    for name in sorted({"tree-edit", "tree-deed", "api-tree", "api-draft"} | OF_ALL):
        for method in METHODS:
            client = clients[name.startswith("api-")]
            answer = getattr(client, method)(world.address(name))

            assert answer.status_code < 500, (method, name)
            assert SLUG not in answer.content.decode().replace(answer.request["PATH_INFO"], "")
    assert everything_stored() == before


def test_a_list_of_trees_names_only_what_somebody_may_see(world):
    seen = {who: world.api_client(who).get("/api/v1/trees/") for who in world.people}
    slugs = {
        who: {tree["slug"] for tree in answer.json()["results"]}
        for who, answer in seen.items()
        if answer.status_code == 200
    }

    assert slugs == {
        "reader": {SLUG, OTHER},
        "foreigner": {OTHER},
        **{who: {SLUG} for who in ("viewer", "translator", "writer", "publisher")},
    }
    assert {who for who in seen if who not in slugs} == {"anonymous", "customer"}


def test_nothing_of_a_tree_tells_of_a_tree_that_is_not_theirs(world):
    for case in (*PAGES, *API):
        if case[1] == "get" and case[2] != "nobody":
            answer = send(world, "publisher", case)

            assert answer.status_code == 200, case
            assert "Secret other tree" not in answer.content.decode(), case


@pytest.mark.parametrize("body", [
    {"do": "set_node", "key": "arrived", "entry": {**ENTRY, "required": True}},
    {"do": "set_node", "key": "arrived", "entry": {**ENTRY, "title": {**TITLE, "en": "X"}}},
    {"do": "set_node", "key": "arrived", "entry": {**ENTRY, "options": ENTRY["options"][:1]}},
    {"do": "set_node", "key": "arrived", "entry": {**ENTRY, "options": ENTRY["options"][::-1]}},
    {"do": "set_node", "key": "arrived", "entry": {**ENTRY, "customer": None} | {"note": "x"}},
    {"do": "set_node", "key": "arrived", "entry": {**ENTRY, "title": {**TITLE, "fr": "X"}}},
    {"do": "set_meta", "field": "start", "value": "wait"},
    {"do": "set_meta", "field": "languages", "value": ["zh-hans"]},
    {"do": "set_meta", "field": "title", "value": {"en": "X", "zh-hans": "出款"}},
    {"do": "add_node", "entry": {**ENTRY, "key": "new"}},
    {"do": "move_node", "key": "arrived", "after": "wait"},
    {"do": "rename_key", "old": "arrived", "new": "come"},
    {"do": "duplicate_branch", "key": "when"},
    {"do": "put_before", "entry": {**ENTRY, "key": "new"}, "key": "when"},
    {"do": "paste_list", "text": "一\n二", "language": "zh-hans"},
    {"do": "replace_text", "find": "For", "replace": "X"},
    {"do": "replace_text", "find": "For", "replace": "X", "language": "en"},
    {"do": "insert_branch", "nodes": [{**ENTRY, "key": "new"}]},
    {"do": "delete_node", "key": "when"},
])  # fmt: skip
def test_a_translator_changes_no_structure_and_no_other_language(world, body):
    before = everything_stored()

    answer = world.api_client("translator").patch(
        world.address("api-draft"), {**saw(2), "operations": [body]}, format="json"
    )

    assert answer.status_code in (400, 403), answer.content
    assert everything_stored() == before


def test_a_translator_takes_back_a_text_of_hers_but_not_what_stood_before_it(world):
    client = world.api_client("translator")
    entry = {**ENTRY, "title": {**ENTRY["title"], "zh-hans": "钱到了吗？"}}
    entry["options"] = [{**option, "to": "wait" if option["to"] == "late" else option["to"]}
                        for option in entry["options"]]  # fmt: skip
    change = {"do": "set_node", "key": "arrived", "entry": entry}
    address = world.address("api-draft")
    stored = client.patch(address, {**saw(2), "operations": [change]}, format="json")
    undo = world.address("api-draft-undo")

    own = client.post(undo, saw(3), format="json")
    of_another = client.post(undo, saw(4), format="json")

    assert (stored.status_code, own.status_code, of_another.status_code) == (200, 200, 403)
    world.draft.refresh_from_db()
    assert [node["key"] for node in world.draft.document["nodes"]] == ["arrived", "when", "wait"]
