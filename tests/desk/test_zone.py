"""By which clock times are told is said once on every page that tells any."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone, translation

from support.claims.zones import zone_in_words
from support.desk.models import AgentPreference
from support.desk.session.middleware import TIME_ZONE_COOKIE
from support.staff.roles import Role
from tests.factories import make_agent, make_case, sign_in

PAGES = ("queue", "search", "outbox", "suppressed", "broadcasts", "lead", "log", "work")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_tells_times_says_once_by_which_clock(client, page):
    make_case()
    sign_in(client, make_agent("bo", is_superuser=True))
    client.cookies[TIME_ZONE_COOKIE] = "Asia/Shanghai"

    shown = client.get(reverse(page)).content.decode()

    # What one chooses a zone from tells its clock as well.
    assert len(re.findall(r"Beijing time(?! \d)", shown)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("own", "browser", "language", "told"),
    [
        ("", "", None, "UTC"),
        ("", "", "zh-hans", "Asia/Shanghai"),
        ("", "", "en", "Europe/London"),
        ("", "America/New_York", "zh-hans", "America/New_York"),
        ("Asia/Tokyo", "America/New_York", "zh-hans", "Asia/Tokyo"),
        ("Asia/Tokyo", "", "en", "Asia/Tokyo"),
        ("", "Mars/Olympus", "zh-hans", "Asia/Shanghai"),
        ("", "UTC", "zh-hans", "Asia/Shanghai"),
        ("", "UTC", None, "UTC"),
    ],
)
def test_ones_own_choice_counts_then_the_browser_then_the_market_of_ones_language(
    client, own, browser, language, told
):
    agent = make_agent("bo")
    if language:
        AgentPreference.objects.create(user=agent, language=language, time_zone=own)
    sign_in(client, agent)
    client.cookies[TIME_ZONE_COOKIE] = browser
    now = timezone.now()

    shown = client.get(reverse("work")).content.decode()

    with translation.override(language or "en"), timezone.override(ZoneInfo(told)):
        assert f"<span>{zone_in_words(timezone.localtime(now), language or 'en')}</span>" in shown


@pytest.mark.django_db
def test_without_scripts_a_person_chooses_by_which_clock_they_read_times(client):
    agent = make_agent("bo")
    sign_in(client, agent)

    chosen = client.post(reverse("time-zone"), {"time_zone": "Asia/Shanghai"}, follow=True)
    page = chosen.content.decode()
    assert "Beijing time" in page
    assert '<option value="Asia/Shanghai" selected>' in page

    back = client.post(reverse("time-zone"), {"time_zone": "Mars/Olympus"}, follow=True)
    assert '<option value="">' in back.content.decode()
    assert AgentPreference.objects.get(user=agent).time_zone == ""
    assert AgentPreference.objects.get(user=agent).language == "en"


@pytest.mark.django_db
def test_who_only_looks_on_chooses_their_own_clock_too(client):
    viewer = make_agent("vera")
    viewer.groups.add(Group.objects.get(name=Role.VIEWER))
    sign_in(client, viewer)

    page = client.post(reverse("time-zone"), {"time_zone": "Asia/Shanghai"}, follow=True)

    assert page.status_code == 200
    assert AgentPreference.objects.get(user=viewer).time_zone == "Asia/Shanghai"
