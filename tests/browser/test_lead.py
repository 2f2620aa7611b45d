"""The pages of leads and of a new case in a browser, in every look, and a person in the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from support.guidance.models import GuideRule
from support.staff.models import Team
from tests.answering.making import make_macro
from tests.brand.making import enter
from tests.browser.looking import examine, fits
from tests.factories import make_agent, make_case
from tests.guidance.test_choosing import publish_all
from troubleshooting.trees.models import Tree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="lead")
def leading(desk):
    def sit_down(**options):
        page = desk("lena", **options)
        User.objects.update(is_superuser=True)
        return page

    return sit_down


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(lead, width, scheme, language):
    publish_all()
    tree = Tree.objects.earliest("pk")
    GuideRule.objects.create(place=1, direction="payout", statuses=["sent", "accepted"], tree=tree)
    enter("all", name="Harbourlight", reply_address="help@harbour.test")
    enter("zh-hans", name="海港支付")
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = lead(locale=language, **look)

    for path in (
        "/settings/",
        "/settings/form/",
        "/settings/retention/",
        "/settings/guides/",
        "/sources/",
        "/cases/new/",
        "/cases/new/?stranger=1",
    ):
        page.goto(path)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "dark", 1440), ("zh-hans", "light", 390)]
)
def test_a_leads_page_and_what_they_settle_have_nothing_against_them(lead, language, scheme, width):
    now, hour = timezone.now(), timedelta(hours=1)
    team = Team.objects.create(name="Payouts", hands_out=True)
    team.memberships.create(user=make_agent("amy", first_name="Amy", last_name="Adler"))
    make_case(now=now, team=team, due_at=now + hour / 2)
    late = make_case(now=now, team=team, status="waiting_bank", due_at=now - hour)
    told = {"clock": "next_answer", "due_at": now - hour, "rang_at": now}
    late.alarms.create(is_late=True, tells=True, **told)
    make_macro(priority="high")
    page = lead(locale=language, color_scheme=scheme, viewport={"width": width, "height": 844})

    ours = ("", "teams/", f"teams/{team.pk}/", "agents/amy/", "clocks/?market=en")
    for path in (*(f"/lead/{one}" for one in ours), "/settings/macros/", "/settings/macros/new/"):
        page.goto(path)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path


def test_a_lead_gives_a_case_away_without_script(lead):
    now = timezone.now()
    make_agent("amy", first_name="Amy", last_name="Adler")
    case = make_case(now=now, due_at=now + timedelta(minutes=30))
    page = lead(java_script_enabled=False)

    page.goto("/lead/")
    page.get_by_label(case.reference).check()
    page.get_by_label("Assign the ticked ones to").select_option("agent-amy")
    page.get_by_role("button", name="Assign").click()

    expect(page.locator(".bulk-report")).to_contain_text("1 done")
    case.refresh_from_db()
    assert case.assignee.username == "amy"


def test_the_two_lists_of_a_person_stay_within_the_window_of_the_admin(lead):
    page = lead(viewport={"width": 1280, "height": 720})

    page.goto(f"/admin/auth/user/{User.objects.get().pk}/change/")

    expect(page.locator(".selector").first).to_be_visible()
    assert fits(page)
