"""By which clock times are told is said once on every page that tells any."""

import pytest
from django.urls import reverse

from support.desk.session.middleware import TIME_ZONE_COOKIE
from tests.factories import make_agent, make_case, sign_in

PAGES = ("queue", "search", "outbox", "suppressed", "broadcasts", "lead", "log", "work")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_tells_times_says_once_by_which_clock(client, page):
    make_case()
    sign_in(client, make_agent("bo", is_superuser=True))
    client.cookies[TIME_ZONE_COOKIE] = "Asia/Shanghai"

    shown = client.get(reverse(page)).content.decode()

    assert shown.count("Beijing time") == 1
