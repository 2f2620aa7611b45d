"""What pages and guides cost while an incident has very many cases."""

import pytest
from django.db import connection

from support.cases.models import Case
from support.desk.case.incident.banner import banner_of
from support.guidance.stands import stands_of
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents.linking import facts_of_incident, link_earlier
from tests.factories import NOW, make_channel
from tests.incidents.world import arrive, make_incident, make_many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]
READ_WHOLE = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = %s"


def links_read_whole():
    with connection.cursor() as cursor:
        cursor.execute(READ_WHOLE, ["incidents_caselink"])
        return cursor.fetchone()[0]


def test_the_queue_finds_links_by_index_though_its_plan_was_made_while_there_were_none(monkeypatch):
    monkeypatch.setattr("support.incidents.linking.MANY", 500)
    channel = make_channel()
    keys = [case.pk for case in make_many(channel, 600)][:50]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_caselink")
    for _time in range(5):
        stands_of(keys)
    incident = make_incident(channel)

    assert link_earlier(NOW) == 600
    before = links_read_whole()
    found = stands_of(keys)

    assert {stand.held for stand in found.values()} == {incident.title_en}
    assert links_read_whole() == before


def test_the_cases_of_an_incident_are_counted_up_to_a_bound(monkeypatch):
    for place in ("support.incidents.models", "support.desk.case.incident.banner"):
        monkeypatch.setattr(f"{place}.MOST_COUNTED", 3)
    channel = make_channel()
    make_incident(channel)

    first, second = arrive(channel), arrive(channel)
    assert banner_of(first, NOW).count == "2"
    assert facts_of_incident(second)["incident_cases"] == 2
    for _number in range(3):
        arrive(channel)
    assert banner_of(first, NOW).count == "2+"
    assert facts_of_incident(second)["incident_cases"] == 3


def test_though_most_cases_of_an_incident_are_merged_all_that_are_kept_are_counted(monkeypatch):
    monkeypatch.setattr("support.incidents.models.MOST_COUNTED", 3)
    channel = make_channel()
    incident = make_incident(channel)
    kept, *merged = [arrive(channel) for _number in range(7)]
    Case.objects.filter(pk__in=[case.pk for case in merged]).update(merged_into=kept)

    assert incident.links.cases() == 1
    arrive(channel)
    assert incident.links.cases() == 2
    for _number in range(2):
        arrive(channel)
    assert incident.links.cases() == 3


def test_a_round_of_guides_begun_anew_ends_in_time_and_the_next_goes_on(monkeypatch):
    channel = make_channel()
    cases = [arrive(channel) for _number in range(3)]
    incident = make_incident(channel)
    link_earlier(NOW)

    monkeypatch.setattr("troubleshooting.marks.resting.ROUND_SECONDS", 0)
    assert walk_linked_anew(NOW) == 1
    assert incident.links.filter(walks_anew=True).count() == len(cases) - 1
    monkeypatch.undo()
    assert walk_linked_anew(NOW) == len(cases) - 1
