"""Publishing a tree in a browser: by mouse, by keyboard, without scripts, in both looks."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.looking import examine, fits, settle
from tests.editor.authors import SLUG, change, live_tree, small_document
from tests.editor.publishing import HISTORY, PAGE, closed_walk, open_walk, redirected, retitled
from tests.trees.building import for_customers, outcome, step
from troubleshooting.trees.drafts.services import discard_draft
from troubleshooting.trees.editing.operations import AddNode, DeleteNode, SetNode
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import schedule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def author(desk):
    """Return a page at which somebody sits who may publish every tree."""

    def sit_down(name="ann", **options):
        page = desk(name, **options)
        User.objects.filter(username=name).update(is_superuser=True)
        return page

    return sit_down


def draft(*operations):
    live = live_tree()
    return change(live.tree, User.objects.get(username="ann"), *(operations or [retitled()]))


def live():
    return TreeVersion.objects.published(SLUG)


def open_all_folds(page):
    for closed in page.locator("main details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()


def test_a_draft_is_published_by_mouse_with_all_that_it_changes_in_sight(author):
    page = author()
    tree = draft(redirected("when", earlier="wait")).tree
    version = tree.versions.get(state="published")
    closed_walk(version, ("arrived", "yes"), ("when", "earlier"), subject="CW-OTHER001")
    walk = open_walk(version)
    page.goto(PAGE)

    expect(page.locator("#replay")).to_contain_text("other cause")
    expect(page.locator("#replay")).to_contain_text("CW-OTHER001")
    page.get_by_text("Side by side on the graph").click()
    expect(page.locator("#tree-before")).to_be_visible()
    expect(page.locator("#tree-after")).to_be_visible()
    page.get_by_label("Reason").fill("The bank pays earlier now.")
    page.get_by_label("Let the 1 open guide go on in the new version").check()
    page.get_by_role("button", name="Publish").click()

    expect(page.locator("#notices")).to_contain_text("Version 2 is published.")
    expect(page.locator("#notices")).to_contain_text("1 open guide goes on")
    assert live().number == 2
    walk.refresh_from_db()
    assert walk.version == live()


def test_a_draft_is_published_by_keyboard_alone(author):
    page = author()
    draft()
    page.goto(PAGE)
    expect(page.locator("#replay")).to_contain_text("No guide of this tree")

    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "reason":
            break
    page.keyboard.type("By keyboard.")
    for _press in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Publish":
            break
    page.keyboard.press("Enter")

    expect(page.locator("#notices")).to_contain_text("Version 2 is published.")
    assert live().note == "By keyboard."


def test_publishing_needs_no_scripts(author):
    page = author(java_script_enabled=False)
    tree = draft().tree
    closed_walk(tree.versions.get(state="published"), ("arrived", "no"))
    page.goto(PAGE)
    page.get_by_role("link", name="Replay closed guides").click()
    expect(page.locator("#replay")).to_contain_text("same cause")
    page.get_by_text("Side by side on the graph").click()
    page.get_by_role("link", name="Draw both graphs").click()
    expect(page.locator("#tree-after")).to_be_visible()
    page.goto(PAGE)
    page.get_by_label("Reason").fill("Without scripts.")
    page.get_by_role("button", name="Publish").click()

    expect(page.locator("#notices")).to_contain_text("Version 2 is published.")


def test_a_version_is_scheduled_and_withdrawn(author):
    page = author(timezone_id="Asia/Shanghai")
    draft()
    page.goto(PAGE)
    page.reload()  # the zone is known from the second page on
    page.get_by_label("Reason").fill("From then on.")
    page.get_by_text("At a later time").click()
    page.get_by_label("Do not publish now").check()
    day = f"{timezone.now() + timedelta(days=2):%Y-%m-%d}"
    page.get_by_label("Day and time").fill(f"{day}T08:00")
    page.get_by_role("button", name="Publish").click()

    expect(page.locator("#notices")).to_contain_text("Version 2 is scheduled for")
    expect(page.locator(".versions")).to_contain_text("Scheduled")
    scheduled = TreeVersion.objects.get(state="scheduled")
    assert f"{scheduled.scheduled_for:%Y-%m-%dT%H:%M}" == f"{day}T00:00"
    page.get_by_role("button", name="Withdraw the schedule").click()
    expect(page.locator("#notices")).to_contain_text("is the draft again")


def test_versions_are_compared_and_restored_from_the_history(author):
    page = author()
    draft()
    page.goto(PAGE)
    page.get_by_label("Reason").fill("New words.")
    page.get_by_role("button", name="Publish").click()
    page.get_by_label("From version").select_option("1")
    page.get_by_label("To version").select_option("2")
    page.get_by_role("button", name="Compare").click()

    expect(page.locator(".difference")).to_contain_text("Has it arrived?")
    page.go_back()
    page.get_by_role("button", name=re.compile("Restore as draft Version 1")).click()
    page.wait_for_url(f"**/trees/{SLUG}/edit/")
    restored = Tree.objects.get(slug=SLUG).versions.get(state="draft")
    assert restored.document == small_document()


def busy_states():
    """Put a tree into the state with most to show: everything changed, walks of every fate."""
    version = live_tree()
    open_walk(version, subject="CW-START001")
    open_walk(version, ("arrived", "yes"), subject="CW-ASKED001")
    open_walk(version, ("arrived", "yes"), ("when", "today"), subject="CW-STAYS001")
    closed_walk(version, ("arrived", "no"), subject="CW-SAME0001")
    closed_walk(version, ("arrived", "yes"), ("when", "earlier"), subject="CW-ASKS0001")
    who = User.objects.get(username="ann")
    change(version.tree, who, retitled("late", "It is late"))
    return change(
        version.tree,
        who,
        AddNode(for_customers(step("holiday", yes="spare", no="when")), "arrived"),
        AddNode(outcome("spare", status="open"), "late"),
        redirected("arrived", yes="holiday"),
        SetNode("when", for_customers(step("when", now="late", earlier="late"))),
        DeleteNode("wait"),
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(author, language, scheme, width):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = author(locale=language, **look)
    busy = busy_states()
    compare = f"/trees/{SLUG}/compare/?from=1&to={busy.number}&graphs=1"

    for address in (PAGE, HISTORY, f"{HISTORY}1/", compare):
        page.goto(address)
        if address == PAGE:
            page.wait_for_selector("#replay .results")
        open_all_folds(page)
        settle(page)
        found = examine(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert fits(page), address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_blocks_and_on_what_waits(author, scheme):
    page = author(color_scheme=scheme)
    broken = draft(DeleteNode("wait"))
    page.goto(PAGE)
    expect(page.locator(".remarks")).to_contain_text("leads to")
    assert examine(page).violations_count == 0

    who = User.objects.get(username="ann")
    discard_draft(broken, seen=1, actor=who, now=timezone.now())
    fixed = change(broken.tree, who, retitled())
    page.goto(PAGE)
    change(broken.tree, who, retitled("when", "Which day?"))
    page.get_by_label("Reason").fill("Mine")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".publish-stale")).to_contain_text("Which day?")
    expect(page.get_by_label("Reason")).to_have_value("Mine")
    assert examine(page).violations_count == 0

    fixed.refresh_from_db()
    at = timezone.now() + timedelta(days=1)
    schedule(fixed, at=at, reason="Later.", actor=who, now=timezone.now(), seen=fixed.revision)
    for address in (PAGE, HISTORY):
        page.goto(address)
        assert examine(page).violations_count == 0
