"""Every address by every role: the house does what `routes.txt` says, and nothing is left out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver
from django.utils import translation
from django.utils.translation import gettext
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from support.desk.session.services import set_language
from support.staff.access import LOOKS_ON
from tests.api.asking import client_for
from tests.editor.test_attack_rights import API as TREE_API
from tests.editor.test_attack_rights import PAGES as TREE_PAGES
from tests.factories import make_agent, sign_in
from tests.strangers.house import HOLE, House, build_house
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import rights_of

pytestmark = pytest.mark.django_db

ROLES = ("viewer", "agent", "author", "lead", "admin")
MAY: dict[str, set[str]] = {
    "desk": {*ROLES}, "work": {"agent", "lead", "admin"}, "lead": {"lead", "admin"},
    "guide": {"author", "admin"}, "words": {"author", "lead", "admin"},
    "look": {"viewer", "lead", "admin"},
    "admin": {"admin"}, "-": set(),
}  # fmt: skip
OPEN = ("all", "key")
ADMIN_OWN = re.compile(r"admin/(|search/|log.*|password.*|autocomplete/|jsi18n/|r/.*|\{.*)$")


class Row(NamedTuple):
    read: str
    write: str

    def audience(self, method: str) -> str:
        return self.read if method == "GET" else self.write


class Route(NamedTuple):
    pattern: str
    name: str
    view: Any


def table() -> dict[str, Row]:
    lines = Path(__file__).with_name("routes.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert len({row[0] for row in rows}) == len(rows)
    return {path.replace("{}", ""): Row(read, write) for path, read, write in rows}


TABLE = table()


def routes() -> dict[str, Route]:
    found = {}
    for route in _walk(get_resolver().url_patterns):
        if "format" not in route.pattern:  # says the same again
            path = HOLE.sub(lambda hole: f"{{{hole[1] or hole[2]}}}", route.pattern)
            found.setdefault(re.sub(r"[\^$]", "", path), route)
    return found


def _walk(entries: list[Any], before: str = "") -> Iterator[Route]:
    for entry in entries:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, path)
        else:
            yield Route(path, entry.name, entry.callback)


def in_table(path: str) -> str:
    """Return the row that an address belongs to: one of the admin's to that of its model."""
    model = re.match(r"admin/\w+/\w+/", path)
    return model[0] if model else path


def methods(route: Route) -> set[str]:
    """Return what an address of the API answers; of a page, what its row says."""
    if not hasattr(route.view, "cls"):
        row = TABLE[in_table(_plain(route.pattern))]
        return {name for name in ("GET", "POST") if row.audience(name) != "-"}
    actions = getattr(route.view, "actions", None) or {
        name: "" for name in ("get", "post", "put", "patch", "delete")
        if hasattr(route.view.cls, name) and name in route.view.cls.http_method_names
    }  # fmt: skip
    return {name.upper() for name in actions} - {"HEAD"}


def _plain(pattern: str) -> str:
    return re.sub(r"[\^$]", "", HOLE.sub(lambda hole: f"{{{hole[1] or hole[2]}}}", pattern))


@pytest.fixture(scope="module")
def world(kept_rows: None) -> tuple[House, dict[str, User]]:
    house = build_house()
    people = {role: make_agent(f"a-{role}", is_superuser=role == "admin") for role in ROLES}
    for role in ROLES[:-1]:
        people[role].groups.add(Group.objects.get(name=role))
    return house, {role: User.objects.get(pk=person.pk) for role, person in people.items()}


def test_every_address_has_a_row_and_every_row_an_address():
    found = {in_table(path) for path in routes() if not ADMIN_OWN.match(path)}

    assert sorted(found - {*TABLE} - {""}) == []
    assert sorted({*TABLE} - found) == []


def test_the_schema_has_the_methods_that_the_table_speaks_of():
    rows = {re.sub(r"{\w+}", "{}", path): row for path, row in TABLE.items()}
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    wrong = []
    for address, operations in described.items():
        row = rows[re.sub(r"{\w+}", "{}", address.strip("/") + "/")]
        is_read, is_written = "get" in operations, bool({*operations} - {"get", "parameters"})
        if (is_read, is_written) != (row.read != "-", row.write != "-"):
            wrong.append(address)

    assert described
    assert not wrong, "\n".join(map(str, wrong))


def test_each_role_may_what_the_table_says(world):
    _house, people = world
    wrong, asked = [], 0
    for path, route in routes().items():
        row = TABLE.get(in_table(path))
        if row is None or {row.read, row.write} <= {*OPEN, "-"} or path in ("metrics", "api/v1/"):
            continue
        for method in methods(route):
            for role, person in people.items():
                asked += 1
                if _may(path, route, method, person) != (role in MAY[row.audience(method)]):
                    wrong.append((path, method, role))

    assert not wrong, "\n".join(map(str, wrong))
    assert asked > 900


LEVELS = {(name, method.upper()): level for name, method, level, _ in TREE_PAGES + TREE_API}


def _may(path: str, route: Route, method: str, person: User) -> bool:
    """Ask whoever decides, without a request: the rule of a page, the permissions of the API."""
    if path.startswith("admin/"):
        return _may_in_admin(path, method, person)
    if hasattr(route.view, "cls"):
        request = Request(getattr(RequestFactory(), method.lower())("/"))
        request.user = person
        view = route.view.cls(**route.view.initkwargs)
        view.action = getattr(route.view, "actions", {}).get(method.lower())
        may = all(each.has_permission(request, view) for each in view.get_permissions())
    else:
        rule = route.view.rule
        may = rule.may_enter(person) and (method == "GET" or rule.may_write(person, reference=""))
    level = LEVELS.get((route.name, method), "view")
    if not may or "trees/" not in path or level == "view":
        return may
    if level == "nobody" and path.endswith(("new/", "import/", "v1/trees/")):
        return person.has_perm("trees.add_tree")
    return rights_of(person, Tree.objects.earliest("pk")).may(
        "edit" if level in ("translate", "nobody") else level
    )


def _may_in_admin(path: str, method: str, person: User) -> bool:
    app, name = path.split("/")[1:3]
    shown = next(one for model, one in admin.site._registry.items()
                 if (model._meta.app_label, model._meta.model_name) == (app, name))  # fmt: skip
    request = RequestFactory().get("/")
    request.user = person
    if method == "GET":
        return shown.has_view_permission(request)
    asked = (shown.has_add_permission, shown.has_change_permission, shown.has_delete_permission)
    return any(ask(request) for ask in asked)


def test_whoever_may_not_is_refused_at_every_address(world):
    house, people = world
    pages = {role: sign_in(Client(), person) for role, person in people.items()}
    scripts = {role: client_for(person) for role, person in people.items()}
    wrong = []
    for path, route in routes().items():
        row = TABLE.get(in_table(path))
        if row is None or not _is_first_of_its_model(path):
            continue
        is_api = path.startswith("api/")
        for method in sorted(methods(route)):
            audience = row.audience(method)
            if audience in OPEN:
                continue
            refused = [role for role in ROLES if role not in MAY[audience]]
            asked: list[tuple[str, Any, tuple[int, ...]]] = [
                ("a stranger", client_for(None) if is_api else Client(), (401, 403, 302))
            ]
            if refused:
                who = refused[-1]
                # With what each of them has to be sent, test_attack_rights asks those of trees.
                codes = (400, 403, 404, 422) if "trees/" in path else (403,)
                asked.append((who, (scripts if is_api else pages)[who], codes))
            for who, client, expected in asked:
                number = {"pk": "1"} if re.search(r"int:pk|P<pk>\[0-9\]", route.pattern) else {}
                address = house.address(route.pattern, **number)
                code = _send(client, method, address, is_api).status_code
                if code not in expected:
                    wrong.append((path, method, who, code))

    assert not wrong, "\n".join(map(str, wrong))


def _is_first_of_its_model(path: str) -> bool:
    return not path.startswith("admin/") or path == in_table(path)


def _send(client: Any, method: str, address: str, is_api: bool) -> Any:
    send = getattr(client, method.lower())
    return send(address, {}, format="json") if is_api and method != "GET" else send(address)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_refusal_is_a_page_in_the_language_of_its_reader(world, language):
    _house, people = world
    set_language(people["viewer"], language)

    answer = sign_in(Client(), people["viewer"]).post("/cases/next/")

    assert answer.status_code == 403
    with translation.override(language):
        assert gettext("Ask a lead for access.") in answer.text
        assert gettext("Sign out") in answer.text
        assert gettext(str(LOOKS_ON)) in answer.text
