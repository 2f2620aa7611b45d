"""Tables of leads on a phone: each row is a card, none of it cut, hidden or aside."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from support.operations.plans.services import start_checklist
from tests.browser.looking import examine, fits
from tests.factories import make_agent, make_case, make_channel
from tests.incidents.world import arrive, catch_up, make_incident, write
from tests.inquiries.bank import make_bank
from tests.plans.world import make_plan
from tests.roster.world import a_cover, a_rule, a_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tree")]

# What one must move a part of the page to read.
ASIDE = """() => [...document.querySelectorAll('main *')].filter(part =>
  ['auto', 'scroll'].includes(getComputedStyle(part).overflowX)
  && part.scrollWidth > part.clientWidth + 1
).map(part => part.className)"""
# Cells with words that are not seen.
UNSEEN = """() => [...document.querySelectorAll(':is(.as-cards, .sources) tbody :is(td, th)')]
  .filter(cell => cell.textContent.trim() && !cell.getClientRects().length)
  .map(cell => cell.textContent.trim())"""


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("zh-hans", "light")])
def test_rows_are_cards_on_a_phone(desk, language, scheme):
    page = desk(color_scheme=scheme, locale=language, viewport={"width": 390, "height": 844})
    User.objects.update(is_superuser=True)
    now, channel = timezone.now(), make_channel(name_en="Tarnfield transfer", name_zh="塔恩转账")
    incident = make_incident(channel)
    arrive(channel, status="pending")
    catch_up()
    write(incident, now=now, next_update_at=now + timedelta(hours=1))
    team = a_team("Payouts and everything that comes back")
    a_rule(team, "08:00", "20:00", person=make_agent("ola", first_name="Ola", last_name="Reed"))
    a_cover(team)
    make_bank()
    make_case(now=now)
    list_ = start_checklist(make_plan(now=now), incident=incident, actor=None, now=now)

    for path in (
        "/incidents/", f"/incidents/{incident.reference}/", "/lead/", "/lead/roster/",
        "/lead/liaison/", "/lead/liaison/tarnfield/", "/lead/banks/", "/lead/plans/",
        f"/lead/checklists/{list_.pk}/", "/reports/", "/reports/banks/",
    ):  # fmt: skip
        page.goto(path)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path
        assert page.evaluate(ASIDE) == [], path
        if "reports" not in path:
            assert page.evaluate(UNSEEN) == [], path
