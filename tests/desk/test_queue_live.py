"""The queue as a page asks for it every few seconds."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Status
from support.cases.services import add_note, assign_case, change_status
from support.payments.models import Channel
from tests.desk.walking import make_cause
from tests.factories import NOW, make_agent, make_case
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_minute(monkeypatch):
    """Let no minute begin while a test runs."""
    monkeypatch.setattr("support.desk.queue.live.timezone.now", lambda: NOW)


def look(desk, query="", tag=""):
    return desk.get(f"/cases/live/?{query}", headers={"HX-Request": "true", "If-None-Match": tag})


def test_where_nothing_happened_the_list_is_not_even_read(desk):
    make_case()
    tag = look(desk)["ETag"]

    with CaptureQueriesContext(connection) as captured:
        response = look(desk, tag=tag)

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert [one["sql"] for one in captured if '"cases_case"' in one["sql"]] == []


def test_a_change_comes_with_another_tag(desk, agent):
    case = make_case()
    tag = look(desk)["ETag"]
    assign_case(case, make_agent("bo"), now=NOW, actor=agent)

    response = look(desk, tag=tag)

    assert response.status_code == 200
    assert response["ETag"] != tag
    assert 'title="bo"' in response.text


def test_causes_and_channels_are_not_read_with_each_row_and_yet_as_they_are_now(desk):
    case = make_case(cause=make_cause())
    look(desk)
    Cause.objects.filter(pk=case.cause_id).update(name_en="Closed by its bank")
    Channel.objects.filter(pk=case.payment.channel_id).update(name_en="Rail 9")

    assert {"Closed by its bank", "Rail 9"} <= {*re.findall(r">([^<>]+)<", look(desk).text)}
    with CaptureQueriesContext(connection) as captured:
        look(desk)

    asked = [one["sql"] for one in captured]
    assert len([sql for sql in asked if "marks_mark" in sql]) == 1
    assert [sql for sql in asked if "causes_cause" in sql or "payments_channel" in sql] == []


def test_what_changes_nothing_of_the_list_is_no_change(desk, agent):
    case = make_case()
    tag = look(desk)["ETag"]
    add_note(case, "Nothing that a row shows.", now=NOW, actor=agent)

    response = look(desk, tag=tag)

    assert response.status_code == 304
    assert response["ETag"] != tag  # so that the next one is not even read
    assert look(desk, tag=response["ETag"])["ETag"] == response["ETag"]


def test_a_row_that_left_the_view_says_what_became_of_it(desk, agent):
    case, stays = make_case(), make_case()
    change_status(case, Status.WAITING_BANK, now=NOW, actor=agent)

    text = look(desk, f"view=unassigned&have={case.reference},{stays.reference},CW-NONE,\0").text

    listed, _left, left = text.partition("data-left")
    assert re.findall(r'data-ref="(CW-\w+)"', listed) == [stays.reference]
    assert re.findall(r'data-ref="(CW-\w+)"', left) == [case.reference]
    assert "Waiting for bank" in left


def test_who_was_signed_out_is_told_so(client):
    assert look(client).status_code == 401
