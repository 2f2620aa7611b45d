"""Every GET parameter and address of every page, filter and changelist, with awkward values.

Each page is asked with some of the values, the next one with others; with all in `make whole`.
"""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.test import Client

from tests.api.describing import description
from tests.sampling import share
from tests.strangers.house import HOLE, House, build_house, patterns

pytestmark = pytest.mark.django_db

NOBODY = "00000000-0000-0000-0000-000000000000"
HARSH = ("\0", "9" * 30, "\ud800")
AWKWARD = (
    *HARSH, "-1", "٣", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59.999999-14:00",
    f"9999-12-31T23:59:59.999999-14:00_{NOBODY}", f"0001-01-01T00:00:00+14:00_{NOBODY}",
    "\u202eسلام\u2066", "x" * 3_000, "{",
)  # fmt: skip
# Parameters of a changelist beside its filters; django.contrib.admin.views.main names them.
OF_CHANGELISTS = ("q", "o", "p", "e", "_facets", "_to_field", "id__in", "pk__gt")
# The admin's other pages are the same view for every model; one stands for all.
ALIKE = ("/history/", "/delete/", "/change/", "/add/", "<path:object_id>/")
OF_ONE = "admin/knox/authtoken/"


class Recording(QueryDict):
    """A query that remembers what it was asked for."""

    asked: set[str] = set()  # of copies, whom nobody asks

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().getlist(key, default)


def record(get_response: Any) -> Any:
    """Middleware: leave at the answer what the view asked its query for."""

    def answer(request: HttpRequest) -> Any:
        request.GET = recording = Recording(request.META["QUERY_STRING"])
        recording.asked = set()
        response = get_response(request)
        response.asked = recording.asked
        return response

    return answer


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nobody reads a thousand refusals, and writing them down is most of the work."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def house(kept_rows: None) -> House:
    return build_house()


@pytest.fixture
def ask(house: House, settings: Any) -> Any:
    settings.MIDDLEWARE = [f"{__name__}.record", *settings.MIDDLEWARE]
    client = Client(raise_request_exception=False)
    client.force_login(house.chief, backend="support.desk.session.backends.AgentBackend")

    def get(address: str, **query: str) -> Any:
        sent = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
        with transaction.atomic():  # what one question breaks is whole for the next
            answer = client.get(address, sent)
            transaction.set_rollback(True)
        return answer

    return get


def some_patterns() -> Iterator[str]:
    for pattern in patterns():
        is_alike = pattern.startswith("admin/") and pattern.endswith(ALIKE)
        if not is_alike or pattern.startswith(OF_ONE):
            yield pattern


def described(pattern: str) -> Iterator[str]:
    """Name the parameters that the API's description gives an address."""
    address = "/" + HOLE.sub(r"{\1\2}", pattern).replace("^", "").replace("$", "")
    for operation in description()["paths"].get(address, {}).values():
        yield from (one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")


def filters_of(pattern: str) -> Iterator[str]:
    for model, site in admin.site._registry.items():
        if pattern == f"admin/{model._meta.app_label}/{model._meta.model_name}/":
            yield from OF_CHANGELISTS
            for name in site.list_filter:
                if isinstance(name, str):
                    yield from (f"{name}__exact", f"{name}__in", f"{name}__id__exact")
                else:
                    yield f"{name[0]}__isempty" if isinstance(name, tuple) else name.parameter_name


def asked_with(pattern: str, names: set[str], turn: int) -> Iterator[dict[str, str]]:
    """Put awkward values into all parameters of a page at once.

    Where the first one that is refused hides the others, each is asked alone, with the worst.
    """
    if not pattern.startswith("admin/"):
        yield from (dict.fromkeys(names, value) for value in share(AWKWARD, turn, 4))
    if pattern.startswith(("admin/", "api/")):
        yield from (
            {name: value}
            for number, name in enumerate(share(sorted(names), turn, 3), turn)
            for value in share(HARSH[:2], number, 2)
        )


def is_broken(answer: Any) -> bool:
    """Whether a page failed; `/readyz` alone is there to say 503, while no timetable runs."""
    says_so = answer.wsgi_request.path == "/readyz" and answer.status_code == 503
    return answer.status_code >= 500 and not says_so


def test_no_awkward_value_of_a_parameter_breaks_a_page(house: House, ask: Any):
    asked, broken = set(), []
    for turn, pattern in enumerate(some_patterns()):
        address = house.address(pattern)
        plain = ask(address)
        assert not is_broken(plain), address
        names = {*plain.asked, *described(pattern), *filters_of(pattern)} - {"format"}
        asked |= names
        if names:
            broken += [
                (address, query)
                for query in asked_with(pattern, names, turn)
                if is_broken(ask(address, **query))
            ]

    assert broken == []
    # Some that are known to be there, so that nobody has looked past them.
    assert {"before", "after", "since", "cursor", "page", "lang", "q", "trial", "closed"} <= asked


def test_no_awkward_mark_breaks_a_list(ask: Any):
    for address, name in [("/outbox/", "before"), ("/outbox/", "after"), ("/outbox/", "since")]:
        for value in AWKWARD:
            assert ask(address, **{name: value}).status_code == 200, (name, value)


def test_no_awkward_part_of_an_address_breaks_a_page(house: House, ask: Any):
    broken = []
    for turn, pattern in enumerate(some_patterns()):
        for hole in HOLE.finditer(pattern):
            for value in share(HARSH, turn, 3):
                odd = {hole[1] or hole[2]: quote(value.encode("utf-8", "surrogatepass"), safe="")}
                if is_broken(ask(house.address(pattern, **odd))):
                    broken.append((pattern, hole[0], value))

    assert broken == []
