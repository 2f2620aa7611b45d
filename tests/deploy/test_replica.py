"""Lists read the copy of the database; whoever writes, locks or is just signing in never does."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connections, router, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, resolve

from config import replica
from config.replica import LISTS, ReplicaMiddleware, ReplicaRouter
from support.cases.models import Case
from tests.factories import make_customer

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", replica.COPY])


@pytest.fixture(scope="module", autouse=True)
def copy(django_db_setup: None) -> Iterator[None]:
    """A second connection to this test's database, under the copy's name."""
    connections.databases[replica.COPY] = connections["default"].settings_dict.copy()
    yield
    connections[replica.COPY].close()
    del connections.databases[replica.COPY]
    del connections[replica.COPY]


@pytest.fixture(autouse=True)
def routed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "routers", [ReplicaRouter()])


def answer(path: str, work: Callable[[], object], method: str = "GET") -> list[object]:
    """Have a request answered by some work, through the middleware as Django calls it."""
    found: list[object] = []

    def view(request: HttpRequest) -> HttpResponse:
        request.resolver_match = resolve(path)
        middleware.process_view(request, view, [], {})
        found.append(work())
        return HttpResponse()

    middleware = ReplicaMiddleware(view)
    middleware(RequestFactory().generic(method, path))
    return found


def where_cases_are_read() -> str:
    return Case.objects.all().db


def test_a_list_is_read_from_the_copy_and_only_that() -> None:
    assert answer("/outbox/", where_cases_are_read) == ["replica"]
    assert answer("/", where_cases_are_read) == ["default"]
    assert answer("/outbox/", where_cases_are_read, "POST") == ["default"]
    assert where_cases_are_read() == "default"


def test_who_is_asking_is_never_read_from_the_copy() -> None:
    assert answer("/outbox/", lambda: User.objects.all().db) == ["default"]


def test_after_a_write_the_request_reads_what_it_wrote() -> None:
    def write_and_read() -> str:
        make_customer()
        return where_cases_are_read()

    assert answer("/outbox/", write_and_read) == ["default"]


def test_within_a_transaction_nothing_is_read_from_the_copy() -> None:
    with transaction.atomic():
        assert answer("/outbox/", where_cases_are_read) == ["default"]


def test_a_copy_that_is_away_leaves_the_lists_to_the_database(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connections[replica.COPY].close()
    monkeypatch.setitem(connections[replica.COPY].settings_dict, "PORT", "1")

    assert answer("/outbox/", where_cases_are_read) == ["default"]
    assert "The replica does not answer" in caplog.text


def test_every_list_is_a_page_that_exists() -> None:
    names = set(_names(get_resolver().url_patterns))

    assert names >= LISTS


def _names(patterns: list[object]) -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern.url_patterns)
        elif getattr(pattern, "name", None):
            yield pattern.name  # type: ignore[attr-defined]
