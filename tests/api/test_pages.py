"""Pages of every list of the API: all rows once, and no cursor that we never gave out."""

from base64 import b64encode
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import get_resolver
from django.utils import timezone
from rest_framework.mixins import ListModelMixin

from support.inquiries.models import Bank
from support.liaison.models import Action, Contact
from support.payments.channels.states import set_channel_state
from support.payments.channels.stops import plan_stop
from support.payments.channels.testing import order_tests
from support.payments.models import Channel, ChannelTest
from support.webhooks.models import Endpoint
from tests.api.asking import V1, errors
from tests.editor.authors import SLUG, live_tree
from tests.editor.publishing import open_walk
from tests.editor.scripting import author_api
from tests.factories import make_case, make_channel
from tests.incidents.world import make_incident
from tests.inquiries.bank import ask, make_bank
from tests.sampling import share
from troubleshooting.causes.models import Cause, FailureCode, Scheme
from troubleshooting.walks.services import report_step
from web.cursor_pages import Pages

pytestmark = pytest.mark.django_db
LISTS = [
    "cases/",
    "banks/",
    "channels/",
    "channels/lists/states/",
    "channels/lists/planned-stops/",
    "channels/lists/test-payments/",
    "liaison/contacts/",
    "liaison/actions/",
    "incidents/",
    "plans/",
    "checklists/",
    "inquiries/",
    "causes/",
    "failure-codes/",
    "failure-schemes/",
    "sources/",
    "notifications/",
    "views/",
    "macros/",
    "webhooks/",
    "webhooks/7/deliveries/",
    "trees/",
    f"trees/{SLUG}/rights/",
    f"trees/{SLUG}/versions/",
    f"trees/{SLUG}/reports/",
    f"trees/{SLUG}/reports/?closed=true",
    f"trees/{SLUG}/log/",
]


def cursor(**parts: str) -> str:
    return b64encode(urlencode(parts).encode()).decode()


POSITIONS = [
    "\0",
    "a\0b",
    "5",
    "-1",
    "²",
    "x" * 5_000,
    "9" * 30,
    "2026",
    "2026-02-30",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "None",
    "",
]
CURSORS = [
    "no cursor",
    "%00",
    "\0",
    "²",
    *[cursor(p=position) for position in POSITIONS],
    *[cursor(p=position, r="1") for position in POSITIONS],
    *[cursor(o=offset) for offset in ("-1", "x", "9" * 10, "9" * 30, "\0")],
]


@pytest.fixture(scope="module")
def one_api(kept_rows: None) -> Any:
    version = live_tree()
    api = author_api()
    lead = Permission.objects.get(codename="change_source")
    User.objects.get(username="script").user_permissions.add(lead)
    endpoint = Endpoint.objects.create(
        pk=7, name="erp", topics=["case.opened"], created_at=timezone.now()
    )
    ask(make_case(), make_bank(), timezone.now())
    channel = make_channel(code="lists")
    make_incident(channel)
    rows_of(channel)
    assert endpoint.deliveries.exists()
    report_step(open_walk(version), "arrived", actor=None, note="", now=timezone.now())
    return api


def rows_of(channel: Channel) -> None:
    """Make a row in every list of a channel, and in those of talks with banks."""
    now, bank = timezone.now(), Bank.objects.get()
    why = {"why_en": "Works", "why_zh": "维护"}
    set_channel_state(channel, "down", why="Down", actor=None, source="api", now=now)
    plan_stop(channel, {"begins_at": now, "ends_at": now + timedelta(days=1)} | why, actor=None,
              now=now)  # fmt: skip
    order_tests(ChannelTest(channel=channel), actor=None, now=now)
    Contact.objects.create(bank=bank, name="Ada", time_zone="UTC", weekdays=[0], opens_at=time(9),
                           closes_at=time(17))  # fmt: skip
    Action.objects.create(bank=bank, words="Send it", owner=User.objects.get(username="script"),
                          due_on=now.date())  # fmt: skip


@pytest.fixture
def api(one_api: Any, db: None) -> Any:
    """A script of somebody who may read all lists; in each of them is a row."""
    return one_api


def test_no_list_is_left_out_here(api: Any):
    views = set()
    for path in LISTS:
        view = get_resolver().resolve(f"/{V1.strip('/')}/{path.partition('?')[0]}").func
        views.add(getattr(view, "cls", None) or view.view_class)

    assert {view.__name__ for view in views} == {view.__name__ for view in every_list()}
    assert {view.pagination_class for view in views} == {Pages}
    assert all(view.ordering for view in views)


def every_list() -> set[type]:
    found, left = set(), [ListModelMixin]
    while left:
        kind = left.pop()
        left.extend(kind.__subclasses__())
        if kind.__module__.startswith(("support", "troubleshooting", "web", "config")):
            found.add(kind)
    return found


@pytest.mark.parametrize(("turn", "path"), [*enumerate(LISTS)])
def test_a_cursor_that_no_page_gave_out_never_fails(api: Any, turn: int, path: str):
    for given in share(CURSORS, turn, 4):
        answer = api.get(V1 + path, {"cursor": given} | ({"closed": "true"} if "?" in path else {}))

        assert answer.status_code in (200, 404), (given, answer.content)
        if answer.status_code == 404:
            assert errors(answer) == [("not_found", None)]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("position", ["\0", "a\0b"])
def test_what_no_database_looks_up_is_not_found(api: Any, path: str, position: str):
    joint = "&" if "?" in path else "?"
    answer = api.get(f"{V1}{path}{joint}{urlencode({'cursor': cursor(p=position)})}")

    assert (answer.status_code, errors(answer)) == (404, [("not_found", None)])


@pytest.mark.parametrize("path", [f"trees/{SLUG}/log/", "cases/", "notifications/"])
def test_no_moment_is_not_found_where_moments_are_in_order(api: Any, path: str):
    answer = api.get(V1 + path, {"cursor": cursor(p="yesterday")})

    assert (answer.status_code, errors(answer)) == (404, [("not_found", None)])


def test_every_row_is_reached_once_though_all_share_what_is_ordered_by(api: Any):
    cause = Cause.objects.create(slug="holiday", typical_minutes=60, typical_share=0)
    Scheme.objects.create(slug="iso")
    FailureCode.objects.bulk_create(
        FailureCode(scheme_id="iso", code=f"C{number:04}", cause=cause, customer_can_fix=False)
        for number in range(1_203)
    )
    seen, address = [], f"{V1}failure-codes/"
    while address:
        page = api.get(address).json()
        seen += [row["code"] for row in page["results"]]
        address = page["next"]

    assert seen == [f"C{number:04}" for number in range(1_203)]
