"""Figures and a bank's pack in a browser: numbers open their cases, in every look and on paper."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from support.reports.catalogue import REPORTS
from tests.browser.looking import examine, fits, keep_picture, settle
from tests.reports.demo import load_some

pytestmark = pytest.mark.django_db(transaction=True)
A4 = {"width": 1047, "height": 718}  # landscape at 96 dots an inch, without the margins
LOOKS = [
    ("en", "light", 1440), ("zh-hans", "dark", 1440),
    ("zh-hans", "light", 390), ("en", "dark", 390),
]  # fmt: skip
# Where the numbers of such rows lead ("" where nowhere), and the numbers.
NUMBERS = """row => [...document.querySelectorAll(`${row} td.number:not(.share)`)].map(cell => {
  const link = cell.querySelector("a"), told = link ?? cell.querySelector(".soft:not(small)");
  return [link?.getAttribute("href") ?? "", told?.textContent ?? ""];
})"""
# What of the page is cut off or beside the paper: words of tables, charts and headings.
CUT_OFF = """() => [...document.querySelectorAll("main :is(th, td, h1, h2, svg, svg text)")].filter(
  part => {
    const at = part.getBoundingClientRect();
    if (!at.width) return false;
    if (at.left < -1 || at.right > document.documentElement.clientWidth + 1) return true;
    for (let box = part.parentElement; box; box = box.parentElement) {
      const holds = getComputedStyle(box), around = box.getBoundingClientRect();
      const isCut = holds.overflowX !== "visible" && !["svg", "BODY"].includes(box.tagName);
      if (isCut && (at.right > around.right + 1 || at.bottom > around.bottom + 1)) return true;
    }
    return false;
  }).map(part => part.outerHTML.slice(0, 120))"""
# What of the drawings is written smaller than 12 px, lies over another word or is not all there.
UNREADABLE = """() => [...document.querySelectorAll(".chart svg")].flatMap(svg => {
  const around = svg.getBoundingClientRect(), scale = around.width / svg.viewBox.baseVal.width;
  const words = [...svg.querySelectorAll("text")].map(
    text => [text.textContent, text.getBoundingClientRect(),
             parseFloat(getComputedStyle(text).fontSize) * scale]);
  return words.filter(([word, at, size], place) =>
    size < 11.9 || at.left < around.left - 1 || at.right > around.right + 1
    || words.slice(place + 1).some(([_word, other]) => at.left < other.right - 1
      && other.left < at.right - 1 && at.top < other.bottom - 6 * scale
      && other.top < at.bottom - 6 * scale)
  ).map(([word, _at, size]) => `${word} ${size}`);
})"""
SEEN = """selector => [...document.querySelectorAll(selector)]
  .filter(part => part.getClientRects().length).length"""
INK = """() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  return [backgroundColor, color];
}"""


@pytest.fixture
def pages(tmp_path):
    """Fill the demo world as of now; return the addresses of its reports and of a pack."""
    now = timezone.now()
    load_some(tmp_path, 25, now=now)
    days = f"from={(now - timedelta(days=9)).date()}&to={now.date()}"
    reports = [f"/reports/{slug}/?{days}" for slug in REPORTS]
    return [*reports, f"/lead/liaison/demo-clearing/pack/?{days}"]


def brightness(colour: str) -> float:
    return sum(float(part) for part in colour.strip("rgba()").split(",")[:3]) / 3


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_figures_have_nothing_against_them_on_a_screen_and_on_paper(
    desk, pages, language, scheme, width
):
    page = desk(color_scheme=scheme, locale=language, viewport={"width": width, "height": 900})
    User.objects.update(is_superuser=True)

    for path in pages:
        name = f"{urlsplit(path).path.strip('/').replace('/', '-')}-{language}-{scheme}-{width}"
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        settle(page)
        keep_picture(page, name)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path
        assert page.evaluate(UNREADABLE) == [], path
        check_paper(page, f"{name}-print")
        page.emulate_media(media="screen")


def check_paper(page: Page, name: str) -> None:
    """Table and chart stand there dark on light, whole, and nothing that one presses."""
    charts, tables = (page.evaluate(SEEN, part) for part in ("main .chart", "main table"))
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    keep_picture(page, name)
    assert page.evaluate(SEEN, "main table") == tables > 0, name
    assert page.evaluate(SEEN, "main .chart") == charts, name
    assert charts or "pack" in name, name
    assert page.evaluate(SEEN, "nav, form, button, .button, .frame, .toast") == 0, name
    assert page.evaluate(CUT_OFF) == [], name
    paper, ink = page.evaluate(INK)
    assert brightness(ink) < 80, name
    assert paper == "rgba(0, 0, 0, 0)" or brightness(paper) > 200, name


def test_every_figure_opens_a_list_with_exactly_as_many(desk, pages):
    """Of each row of a table the first; that all others do as well is held by tests/reports."""
    page = desk()
    User.objects.update(is_superuser=True)
    opened: dict[str, int] = {}

    for path in pages:
        page.goto(path)
        for address, number in page.evaluate(NUMBERS, "tr:first-child"):
            if address:
                opened[address] = int(number)
        if path.startswith("/reports") and not re.search("/(banks|messages)/", path):
            every = page.evaluate(NUMBERS, "tbody tr")
            assert all(address or number == "0" for address, number in every), path
    assert len(opened) > 30

    for address, count in opened.items():
        assert listed(page, address) == count, address


def listed(page: Page, address: str) -> int:
    """Count the rows of a list, all its pages together."""
    row = '<tr class="case-row"' if urlsplit(address).path == "/" else " data-row>"
    rows = 0
    while address:
        text = page.request.get(address).text()
        rows += text.count(row)
        further = re.search(r'rel="next" href="([^"]+)"', text)
        address = urljoin(address, unescape(further[1])) if further else ""
    return rows
