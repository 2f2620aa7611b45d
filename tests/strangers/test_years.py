"""Days near the ends of the calendar are refused: not every clock has them.

One that was stored broke every page that would show it, the public one among them.
"""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from support.desk.session.middleware import TIME_ZONE_COOKIE
from support.staff.models import Team
from support.staff.roles import Role
from tests.api.asking import client_for
from tests.factories import make_agent, sign_in
from tests.inquiries.bank import make_bank, paid_case
from tests.reference import load_reference
from tests.roster.world import a_rule

pytestmark = pytest.mark.django_db
ZONES = ("America/Los_Angeles", "Asia/Shanghai")
TIMES = {
    "last": ("9999-12-31T20:00", "9999-12-31T23:30"),
    "first": ("0001-01-01T00:10", "0001-01-01T03:00"),
    "all": ("0001-01-01T00:10", "9999-12-31T23:30"),
}
NAMED = {"title_en": "Late", "title_zh": "晚", "severity": "major", "channels": ["demo-fps"]}


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("zone", ZONES)
def test_no_form_takes_a_day_that_some_clock_does_not_have(client: Client, zone: str, times: str):
    load_reference()
    lead = make_agent("lena")
    lead.groups.add(Group.objects.get(name=Role.LEAD))
    team = Team.objects.create(name="Payouts", place=9)
    a_rule(team, "06:00", "14:00", person=lead)
    bank, case = make_bank(time_zone=zone), paid_case()
    desk = sign_in(client, lead)
    desk.cookies[TIME_ZONE_COOKIE] = zone
    begins, ends = TIMES[times]
    span, day = {"begins_at": begins, "ends_at": ends}, begins[:10]
    doors: dict[str, dict[str, Any]] = {
        "/channels/demo-fps/stops/": span | {"why_en": "Work", "why_zh": "维护", "is_public": "on"},
        "/lead/roster/plan/shifts/new/": span | {"team": team.pk, "person": lead.pk},
        "/incidents/new/": NAMED | {"began_at": begins, "do": "save"},
        f"/lead/liaison/{bank.slug}/meetings/new/": {
            "title": "Monthly", "first_on": day, "begins_at": "23:30", "time_zone": zone,
            "every_weeks": 4,
        },
        f"/cases/{case.reference}/bank/papers/": {
            "bank": bank.slug, "papers": ["invoice"], "until": ends[:10],
        },
        reverse("work"): {"away_from": begins, "away_until": ends},
    }  # fmt: skip

    assert {
        door: desk.post(door, given).status_code for door, given in doors.items()
    } == dict.fromkeys(doors, 422)
    for page in ("/", "/channels/", "/channels/demo-fps/", "/status/", "/incidents/",
                 "/lead/roster/", "/lead/liaison/", f"/lead/liaison/{bank.slug}/",
                 f"/cases/{case.reference}/"):  # fmt: skip
        assert desk.get(page).status_code == 200


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_nor_does_the_api(year: str):
    load_reference()
    lead = make_agent("lena")
    lead.groups.add(Group.objects.get(name=Role.LEAD))
    moment = f"{year}T12:00:00Z"
    api = client_for(lead)

    opened = api.post("/api/v1/incidents/", NAMED | {"began_at": moment})
    begins, ends = sorted((moment, "2027-01-01T00:00:00Z"))
    stop = {"begins_at": begins, "ends_at": ends, "why_en": "Work", "why_zh": "维护"}
    planned = api.post("/api/v1/channels/demo-fps/planned-stops/", stop)

    assert (opened.status_code, planned.status_code) == (400, 400)
