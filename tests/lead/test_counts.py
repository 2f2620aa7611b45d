"""Every number with a link to cases is that of the list behind it; what ends at a bound says so."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from support.answering.models import Draft
from support.brand.models import Market
from support.brand.reading import Brand
from support.brand.services import save_brand
from support.calendars.models import CalendarDay
from support.cases.models import Case
from support.desk.queue.queue import Selection, selected_cases
from support.intake.models import OWN
from support.staff.models import Team
from support.staff.roles import Role, TeamRole
from tests.factories import make_agent, make_case, make_payment, sign_in
from tests.lead.test_load import HOUR, at_outcome, some_cases
from tests.lead.test_refused import refuse
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*href="(/\?[^"]*)"[^>]*>(.*?)</a>', re.S)
NUMBER = re.compile(r"(?<![\w-])(\d[\d,]*)(\+?)(?![\w-])")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sofia():
    person = make_agent("sofia")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return person


@pytest.fixture
def rita(now):
    """Leads one team of a house with some of everything, and has cases put off."""
    some_cases(now)
    rita, risk = make_agent("rita"), Team.objects.get(name="Risk & Co")
    risk.memberships.create(user=rita, role=TeamRole.LEAD)
    make_case(now=now, team=risk, assignee=rita, wakes_at=now + HOUR)
    make_case(now=now, team=risk, assignee=rita, due_at=now + HOUR / 3, language="zh-hans")
    make_case(now=now, assignee=make_agent("me2"), wakes_at=now + HOUR, status="waiting_bank")
    make_case(now=now, team=risk, status="waiting_bank", due_at=now - HOUR, payment=make_payment())
    Case.objects.filter(pk=at_outcome(rita).pk).update(team=risk, wakes_at=None)
    return rita


def numbers_in(page):
    """Return the links to the queue that show a number, with it; it may be one of at least."""
    for address, inside in LINK.findall(page):
        found = NUMBER.search(unescape(re.sub(r"<[^>]*>", " ", inside)))
        if found:
            yield unescape(address), int(found[1].replace(",", "")), bool(found[2])


ADDRESSES = ["/lead/", "/lead/?team=Risk+%26+Co", "/lead/agents/rita/", "/lead/agents/bo/",
             reverse_lazy("work")]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", ["sofia", "rita"])
def test_every_number_is_that_of_the_list_behind_its_link(sofia, rita, now, who, address):
    person = {"sofia": sofia, "rita": rita}[who]
    browser = sign_in(Client(), person)

    shown = list(numbers_in(browser.get(address).text))

    assert len(shown) >= (20 if address.startswith("/lead/?") or address == "/lead/" else 1)
    for link, number, is_at_least in shown:
        assert browser.get(link).status_code == 200
        selection = Selection.read(QueryDict(link.partition("?")[2]))
        count = selected_cases(selection, person, timezone.now()).count()
        assert (link, number) == (link, count) or (is_at_least and count > number), link


def test_what_somebody_put_off_is_counted_apart(rita):
    page = sign_in(Client(), rita).get(reverse("work")).text

    assert '<a href="/?assignee=me">2</a>' in page
    assert '<a href="/?view=snoozed&amp;assignee=me">1 snoozed</a>' in page


def test_an_outcome_whose_cause_was_deleted_is_shown_and_opens_its_case(sofia, now):
    case = at_outcome(sofia)
    Cause.objects.filter(slug="test_slow").delete()
    browser = sign_in(Client(), sofia)

    page = unescape(browser.get("/lead/").text)

    assert "“test_slow”, which is deleted" in page
    assert '<a href="/?finding=test_slow">1</a>' in page
    assert case.reference in browser.get("/?finding=test_slow").text


def test_numbers_that_end_at_a_bound_say_so(sofia, now, monkeypatch):
    some_cases(now)
    for _number in range(3):
        make_case(now=now, status="waiting_bank", due_at=now + HOUR / 3)
        at_outcome(sofia)
    browser = sign_in(Client(), sofia)
    told = ("There are more: the first", "4+ cases", "the first 2")
    page = browser.get("/lead/").text
    assert [words in page for words in told] == [False, False, False]

    monkeypatch.setattr("support.lead.load.waiting.MOST_READ", 3)
    monkeypatch.setattr("support.lead.load.page.MOST_ROWS", 2)
    page = browser.get("/lead/").text

    assert page.count("There are more: the first 3 cases were counted.") == 2
    assert "3+ cases" in page
    assert "the first 2</small>" in page


def test_lists_that_end_at_a_bound_say_so(sofia, now, monkeypatch):
    browser = sign_in(Client(), sofia)
    year = timezone.localdate().year + 1
    for day in (1, 2, 3):
        CalendarDay.objects.create(calendar="CN", day=f"{year}-10-0{day}")
        Draft.objects.create(case=make_case(), author=sofia, kind="note", body="Hm", updated_at=now)
        brand = Brand(name=f"Mock Pay {day}")
        save_brand(
            Market.EVERYWHERE, brand, seen=day - 1, author=sofia, now=now + timedelta(seconds=day)
        )
    bounds = {
        "support.lead.clocks.page.MOST_DAYS_SHOWN": ("/lead/clocks/", "Only the first 2 "),
        "support.desk.team.views.MOST_SHOWN": (reverse("work"), "these are the newest 2."),
        "support.lead.settings.page.MOST_VERSIONS": ("/settings/", "these are the newest 2."),
    }
    for bound, (address, words) in bounds.items():
        monkeypatch.setattr(bound, 3)
        assert words.replace("2", "3") not in browser.get(address).text
        monkeypatch.setattr(bound, 2)
        assert words in browser.get(address).text


def test_codes_and_refused_events_beyond_a_bound_are_told(sofia, monkeypatch):
    browser = sign_in(Client(), sofia)
    for number in range(3):
        refuse(body=b"{%d" % number)
        make_payment(failure_scheme="novapay", failure_code=f"Q-{number}", status="failed")
    for bound, address, words in (
        ("support.lead.sources.page.SHOWN", f"/sources/{OWN}/", "these are the newest"),
        ("support.lead.codes.views.SHOWN", "/sources/codes/", "these are the first"),
    ):
        monkeypatch.setattr(bound, 3)
        monkeypatch.setattr("support.lead.sources.refused.SHOWN", 3)
        assert words not in browser.get(address).text
        monkeypatch.setattr(bound, 2)
        monkeypatch.setattr("support.lead.sources.refused.SHOWN", 2)
        assert f"{words} 2." in browser.get(address).text
