"""Everything that a page reads of what is posted to it, with awkward values: refused, never broken.

As in `test_awkward_values`, whose values these are; each name is asked beside such as are fit.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.test import Client

from support.cases.bulk.deeds import deeds
from tests.answering.making import make_macro
from tests.factories import make_case
from tests.sampling import share
from tests.strangers.house import House, build_house, patterns
from tests.strangers.test_awkward_values import AWKWARD, HARSH, Recording

pytestmark = pytest.mark.django_db

# What opens the way to the rest of a form.
FIT = {"deed": "tag", "add": "new", "do": "save", "note": "Hm", "reason": "Told by phone.",
       "body": "Hm", "note-body": "Hm", "reply-body": "Hm", "kind": "note", "status": "open",
       "priority": "high", "ending": "withdrawn", "to": "me", "market": "en"}  # fmt: skip
# What every form has: who sent it, and by which key it is done once. Wrong, nothing else is read.
GUARDS = {"once", "whose"}
HUGE = "9" * 5_000


def record(get_response: Any) -> Any:
    """Middleware: leave at the answer what the view asked of what was posted."""

    def answer(request: HttpRequest) -> Any:
        recording = Recording(mutable=True)
        for name, values in request.POST.lists():
            recording.setlist(name, values)
        recording.asked = set()
        request._post = recording  # type: ignore[attr-defined]  # as Django keeps it
        response = get_response(request)
        response.asked = recording.asked
        return response

    return answer


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def house(kept_rows: None) -> House:
    return build_house()


@pytest.fixture
def post(house: House, settings: Any) -> Any:
    settings.MIDDLEWARE = [f"{__name__}.record", *settings.MIDDLEWARE]
    client = Client(raise_request_exception=False)
    client.force_login(house.chief, backend="support.desk.session.backends.AgentBackend")
    cookies = deepcopy(client.cookies)

    def send(address: str, given: dict[str, str]) -> Any:
        sent = urlencode(given, errors="surrogatepass")
        with transaction.atomic():  # what one press does or breaks is whole for the next
            answer = client.post(address, sent, "application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        client.cookies = deepcopy(cookies)  # also after a press that signs out
        return answer

    return send


def forms() -> list[str]:
    return [pattern for pattern in patterns() if not pattern.startswith(("admin/", "api/"))]


def fitting(names: set[str]) -> dict[str, str]:
    return {name: FIT.get(name, "1") for name in names - GUARDS}


def asked_with(names: set[str], turn: int) -> Iterator[dict[str, str]]:
    """Fill every name with one value, then each alone, where the others are fit."""
    if free := names - GUARDS:
        yield from (dict.fromkeys(free, value) for value in share(AWKWARD, turn, 6))
    for number, name in enumerate(sorted(names)):
        fit = fitting(names - {name})
        yield from (fit | {name: value} for value in share([*HARSH, HUGE], turn + number, 4))


def test_no_awkward_value_that_is_posted_breaks_a_page(house: House, post: Any):
    asked, broken = set(), []
    for turn, pattern in enumerate(forms()):
        address = house.address(pattern)
        nothing = post(address, {})
        names = nothing.asked
        if names - GUARDS:
            names |= post(address, fitting(names)).asked
        asked |= names
        broken += [(address, {})] if nothing.status_code >= 500 else []
        broken += [
            (address, given)
            for given in asked_with(names, turn)
            if post(address, given).status_code >= 500
        ]

    assert broken == []
    # Some that are known to be there, so that nobody has looked past them.
    assert {"case", "seen", "deed", "most_open", "begins", "is_settled", "away_from"} <= asked


@pytest.mark.parametrize("name", [deed.name for deed in deeds()])
def test_no_awkward_value_breaks_what_is_done_to_many(house: House, post: Any, name: str):
    case, macro = make_case(), make_macro(priority="high")
    (deed,) = (one for one in deeds() if one.name == name)
    fit = {"deed": name, "case": case.reference, "macro": macro.slug, "to": "me", "add": "new",
           "status": "open", "priority": "high", f"seen-{case.reference}": "1:1"}  # fmt: skip
    names = {"case", "next", f"seen-{case.reference}", *deed.fields}

    broken = [
        (one, value, sure)
        for number, one in enumerate(sorted(names))
        for value in ("\0", HUGE, *share(AWKWARD, number, 6))
        for sure in ({}, {"sure": "1"})
        if post("/cases/bulk/", fit | sure | {one: value}).status_code >= 500
    ]

    assert broken == []
