"""Statistics and feedback in a browser: read, sorted, closed; in both looks and on a phone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.editing import writing  # noqa: F401 - a fixture
from tests.browser.looking import examine, fits, settle
from tests.editor.authors import SLUG, change, live_tree
from tests.editor.publishing import retitled
from tests.reference import load_reference
from tests.walks.counting import ended, walked
from troubleshooting.walks.models import StepReport
from troubleshooting.walks.reports import close_report
from troubleshooting.walks.services import report_step

pytestmark = pytest.mark.django_db(transaction=True)

STATISTICS = f"/trees/{SLUG}/statistics/"
REPORTS = f"/trees/{SLUG}/reports/"


def busy_tree():
    """Walks that ended everywhere, reports open and closed."""
    version, at = live_tree(), timezone.now() - timedelta(days=1)
    for number in range(12):
        walk = walked(version, ("arrived", "yes"), ("when", "today"), at=at, every=20 + number)
        ended(walk, confirmed=number % 4 > 0)
    for _number in range(5):
        ended(walked(version, ("arrived", "no"), at=at, every=400), confirmed=None)
    walk = walked(version, ("arrived", "yes"), at=at)
    ann = User.objects.get(username="ann")
    notes = ["On Mondays the bank is closed.", "The answer “today” is wrong after 17:00.", "Typo"]
    listed = [
        report_step(walk, node, actor=ann, note=note, now=at)
        for node, note in zip(("arrived", "when", "when"), notes, strict=True)
    ]
    draft = change(version.tree, ann, retitled())
    close_report(listed[2], version=draft, answer="Thank you.", actor=ann, now=timezone.now())
    return version


def test_a_report_is_found_and_closed_by_mouse(write):
    page = write()
    busy_tree()
    page.goto(REPORTS)
    report = page.locator(".reports > li", has_text="On Mondays")
    report.get_by_text("The guide: 2 steps").click()
    expect(report.locator(".report-path")).to_contain_text("called wrong")

    report.get_by_label("Answer to the agent").fill("Open since October.")
    report.get_by_role("button", name="Close with this answer").click()

    expect(page.locator("#notices")).to_contain_text("The report is closed.")
    page.get_by_role("link", name="Closed").click()
    expect(page.locator(".reports")).to_contain_text("Open since October.")
    assert StepReport.objects.filter(closed_at=None).count() == 1


def test_numbers_are_chosen_and_sorted_by_keyboard_without_scripts(write):
    page = write(java_script_enabled=False)
    busy_tree()
    page.goto(STATISTICS)

    page.get_by_role("navigation", name="Number shown at each step").get_by_text("Time").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tree-statistics .tree-number").first).to_be_visible()
    page.get_by_role("columnheader", name="Exits").get_by_role("link").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".numbers-table tbody tr").first).to_contain_text("wait")
    page.get_by_label("Period").select_option("7")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("18 guides began")
    assert "sort=exits" in page.url
    assert "show=median" in page.url


def painted(page, step):
    """The ground of a step, and its title on it."""
    colour = "part => getComputedStyle(part).fill"
    box = page.locator(f'#tree-statistics [data-step="{step}"]')
    return [box.locator(part).first.evaluate(colour) for part in (".tree-box", ".tree-title")]


def test_steps_are_shaded_by_the_number_that_is_chosen_without_scripts(write):
    page = write(java_script_enabled=False, color_scheme="light")
    busy_tree()
    page.goto(STATISTICS)
    expect(page.locator(".heat-legend")).to_contain_text("Shaded by: Visits")
    page.get_by_role("navigation", name="Number shown at each step").get_by_text("Exits").focus()

    page.keyboard.press("Enter")

    expect(page.locator(".heat-legend li")).to_have_text(["none", "5", "12"])
    assert painted(page, "wait") == ["rgb(237, 132, 44)", "rgb(27, 36, 48)"]
    assert painted(page, "late") == ["rgb(249, 162, 91)", "rgb(27, 36, 48)"]
    assert painted(page, "when") == ["rgb(255, 255, 255)", "rgb(27, 36, 48)"]
    swatch = page.locator(".heat-swatch.heat-5 rect").evaluate("r => getComputedStyle(r).fill")
    assert swatch == "rgb(237, 132, 44)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_the_shades_are_grey_and_the_drawing_is_whole(write, scheme):
    page = write(color_scheme=scheme, viewport={"width": 390, "height": 900})
    busy_tree()
    page.goto(f"{STATISTICS}?show=exits")

    page.emulate_media(media="print", color_scheme=scheme)

    assert painted(page, "wait") == ["rgb(152, 152, 152)", "rgb(0, 0, 0)"]
    assert painted(page, "when") == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    drawing = page.locator("#tree-statistics").bounding_box()
    assert drawing["x"] + drawing["width"] <= 390


def test_a_step_on_the_drawing_opens_its_form(write):
    page = write()
    busy_tree()
    page.goto(STATISTICS)

    page.locator('#tree-statistics [data-step="when"] a').first.click()

    page.wait_for_url(f"**/trees/{SLUG}/edit/?node=when#form")
    expect(page.locator("#form")).to_contain_text("when")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(write, language, scheme, width):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = write(locale=language, **look)
    busy_tree()

    for address in (STATISTICS, f"{STATISTICS}?sort=exits&show=exits", REPORTS,
                    f"{REPORTS}?closed=1", "/trees/"):  # fmt: skip
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach((d) => (d.open = true))")
        settle(page)
        found = examine(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert fits(page), address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_empty_pages_and_on_a_refusal(write, scheme):
    page = write(color_scheme=scheme)
    version = live_tree()
    for address in (STATISTICS, REPORTS):
        page.goto(address)
        assert examine(page).violations_count == 0
    walk = walked(version)
    report_step(walk, "arrived", actor=None, note="Wrong", now=timezone.now())
    page.goto(REPORTS)
    page.get_by_role("button", name="Close with this answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Please write an answer")
    assert examine(page).violations_count == 0


def test_on_a_phone_the_drawing_begins_with_a_step_in_sight(write):
    page = write(viewport={"width": 390, "height": 844})
    tree = load_reference()
    walked(tree, ("known_outage", "normal"), at=timezone.now())

    page.goto("/trees/payout-not-received/statistics/")

    frame = page.locator(".drawing").bounding_box()
    steps = [step.bounding_box() for step in page.locator(".tree-step").all()[:1]]
    assert frame["x"] <= steps[0]["x"] < steps[0]["x"] + steps[0]["width"] <= 390
    assert page.locator(".drawing").evaluate("frame => frame.scrollLeft") > 0
