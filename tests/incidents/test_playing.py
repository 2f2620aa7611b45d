"""`manage.py play_outage`, made smaller: the table holds, and nobody else's database is written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.demo.outage import counting
from support.cases.models import Case
from support.incidents.models import Incident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


@pytest.fixture
def demo(settings):
    settings.DEBUG = True


def played(**options):
    out = StringIO()
    call_command("play_outage", stdout=out, **{"cases": 40, "days": 2} | options)
    return out.getvalue()


def test_what_is_stored_is_what_was_simulated(demo):
    said = played()

    assert "differs" not in said
    assert "2 calm days: 17,280 minutes of all series" in said
    (incident,) = Incident.objects.all()
    assert (incident.state, incident.links.count()) == ("resolved", 40)
    assert Case.objects.filter(status="open", incident_links__incident=incident).count() == 8


def test_a_play_that_differs_fails_and_leaves_nothing(demo, monkeypatch):
    monkeypatch.setattr(counting, "_others", lambda _world: 1)

    with pytest.raises(CommandError, match=r"1 of the rows differ"):
        played()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "--database"),
        ({"database": "another"}, "--database"),
        ({"database": "its own", "cases": 3}, "fewer than 40"),
    ],
    ids=["unasked", "by-another-name", "too-few"],
)
def test_where_it_is_no_demo_it_wants_to_be_asked_by_name(options, words):
    if options.get("database") == "its own":
        options |= {"database": connection.settings_dict["NAME"]}

    with pytest.raises(CommandError, match=words):
        played(**options)

    assert not Case.objects.exists()
