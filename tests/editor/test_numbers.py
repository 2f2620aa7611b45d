"""The statistics page: which numbers it shows, of which version and period, to whom."""

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.editor.authors import SLUG, change, live_tree, signed_in
from tests.editor.publishing import page_of, retitled
from tests.editor.test_speed import large_document
from tests.factories import make_agent
from tests.trees.building import both, document, jump, outcome, step
from tests.walks.counting import ended, walked
from troubleshooting.editor.statistics.measures import written, written_time
from troubleshooting.editor.statistics.numbers import read_wanted
from troubleshooting.trees.publishing.services import publish
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.services import Choice
from troubleshooting.walks.statistics import NodeNumbers

pytestmark = pytest.mark.django_db

PAGE = f"/trees/{SLUG}/statistics/"
DAY = timedelta(days=1)


def busy_tree() -> Any:
    """Three walks of yesterday: two that ended at "late", one that stands at "when"."""
    version, at = live_tree(), timezone.now() - DAY
    for confirmed in (True, False):
        ended(walked(version, ("arrived", "no"), at=at), confirmed=confirmed)
    walked(version, ("arrived", "yes"), at=at)
    return version


def cells(page: str) -> dict[str, dict[str, str]]:
    """Read the table: the cells that are not empty, by the title of the step and the heading."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page, re.DOTALL)
    found = {}
    for row in rows:
        title = re.search(r"</span>([^<]*)</a>", row)
        assert title
        listed = re.findall(r'<td data-label="([^"]*)">([^<]+)</td>', row)
        found[title[1]] = {unescape(label): words for label, words in listed}
    return found


def drawn(page: str) -> dict[str, str]:
    """Read the drawing: the number at each step, by its key."""
    found = {}
    for part in page.split('data-step="')[1:]:
        number = re.search(r'class="tree-number".*?<text[^>]*>([^<]*)</text>', part, re.DOTALL)
        if number:
            found[part.partition('"')[0]] = number[1]
    return found


def test_every_step_stands_in_the_table_with_its_numbers(editor):
    busy_tree()

    found = cells(page_of(editor, PAGE))

    assert found["arrived"] == {"Visits": "3", "Time": "60 s"}
    assert found["when"] == {"Visits": "1"}
    assert found["late"] == {"Visits": "2", "Exits": "2 · 100%", "Confirmed": "50% of 2"}
    assert found["wait"] == {"Visits": "0"}


def test_the_drawing_carries_the_number_that_was_asked_for(editor):
    busy_tree()

    assert drawn(page_of(editor, PAGE)) == {
        "arrived": "3", "when": "1", "late": "2", "wait": "0",
    }  # fmt: skip
    assert drawn(page_of(editor, PAGE, show="exits")) == {"late": "2 · 100%"}
    assert drawn(page_of(editor, PAGE, show="nonsense"))["arrived"] == "3"


def test_a_step_leads_to_its_form(editor):
    busy_tree()

    assert f'href="/trees/{SLUG}/edit/?node=when#form"' in page_of(editor, PAGE)


def test_the_table_is_sorted_by_what_one_presses(editor):
    busy_tree()

    assert list(cells(page_of(editor, PAGE))) == ["arrived", "when", "wait", "late"]
    page = page_of(editor, PAGE, sort="exits")
    assert next(iter(cells(page))) == "late"
    assert page.count('aria-sort="descending"') == 1
    assert next(iter(cells(page_of(editor, PAGE, sort="nonsense")))) == "arrived"


def test_only_walks_of_the_period_count(editor):
    version = live_tree()
    now = timezone.now()
    for days in (1, 20, 60, 200):
        walked(version, ("arrived", "yes"), at=now - days * DAY)

    visits = {
        period: cells(page_of(editor, PAGE, period=period))["arrived"]["Visits"]
        for period in ("7", "30", "90", "all")
    }

    assert visits == {"7": "1", "30": "2", "90": "3", "all": "4"}
    assert cells(page_of(editor, PAGE))["arrived"]["Visits"] == "2"


def test_a_range_of_days_holds_its_first_and_its_last_day(editor):
    version = live_tree()
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        walked(version, ("arrived", "yes"), at=at)

    given = {"period": "range", "from": "2026-03-02", "to": "2026-03-03"}
    page = page_of(editor, PAGE, **given)

    assert cells(page)["arrived"]["Visits"] == "2"
    assert 'value="2026-03-02"' in page
    open_end = page_of(editor, PAGE, period="range", **{"from": "nonsense"})
    assert cells(open_end)["arrived"]["Visits"] == "3"


@pytest.mark.parametrize(
    ("given", "period", "has_days"),
    [
        ({}, "30", False),
        ({"period": "7"}, "7", False),
        ({"from": "2026-03-02"}, "range", True),
        ({"period": "30", "was": "30", "to": "2026-03-02"}, "range", True),
        ({"period": "7", "was": "range", "from": "2026-03-02"}, "7", False),
        ({"period": "range", "was": "7"}, "range", False),
        ({"period": "nonsense", "from": "2026-02-31"}, "30", False),
    ],
)
def test_days_make_a_range_unless_another_period_is_chosen(given, period, has_days):
    wanted = read_wanted(given)

    assert wanted.period == period
    assert bool(wanted.first or wanted.last) == has_days


def test_each_version_has_its_own_numbers(editor, author):
    version = busy_tree()
    draft = change(version.tree, author, retitled())
    publish(draft, reason="New.", actor=author, now=timezone.now(), seen=draft.revision)

    assert "No guide began in this version and period." in page_of(editor, PAGE, version="2")
    page = page_of(editor, PAGE, version="1")
    assert cells(page)["arrived"]["Visits"] == "3"
    assert "3 guides began in this period and went through version 1." in page
    assert 'value="2">Version 2 · published' in page


def test_all_versions_are_counted_unless_one_is_chosen(editor, author):
    version = busy_tree()
    draft = change(version.tree, author, retitled())
    second = publish(draft, reason="New.", actor=author, now=timezone.now(), seen=draft.revision)
    walked(second, ("arrived", "no"), at=timezone.now() - DAY)

    page = page_of(editor, PAGE)

    assert next(iter(cells(page).values()))["Visits"] == "4"
    assert "4 guides began in this period, in whatever version." in page
    assert "at the steps of version 2." in page
    assert '<option value="all" selected>' in page
    answer = editor.get(f"{PAGE}table.csv", {"version": "all"})
    assert 'filename="payout-all-statistics.csv"' in answer["Content-Disposition"]


def test_a_tree_that_was_never_in_force_has_nothing_to_count(editor, author):
    version = live_tree()
    version.tree.versions.update(state="draft", published_at=None)

    page = page_of(editor, PAGE)

    assert "No version was published yet" in page
    assert editor.get(f"{PAGE}table.csv").status_code == 404


def test_a_jump_has_the_numbers_of_the_steps_it_leads_through(editor):
    bank = document(
        step("asked", yes="sure", no="back"), step("sure", yes="back", no="back"), outcome("back")
    )
    import_tree({**bank, "slug": "bank"}, now=timezone.now())
    start = document(jump("to_bank", "bank", "end"), outcome("end", status="open"), slug=SLUG)
    version, at = import_tree(start, now=timezone.now()).version, timezone.now() - DAY
    walked(version, ("to_bank.asked", "yes"), ("to_bank.sure", "no"), at=at)
    walked(version, Choice("to_bank.asked", kind="cant_say"), at=at)

    page = page_of(editor, PAGE)

    assert cells(page)["to_bank"] == {"Visits": "2", "Can't say": "1 · 50%"}
    assert "2 guides began" in page


def test_all_numbers_are_had_as_a_table_for_other_programs(editor):
    version = busy_tree()

    answer = editor.get(f"{PAGE}table.csv", {"version": version.number})

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="payout-v1-statistics.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == ["arrived", "when", "wait", "late"]
    assert (rows[0]["visits"], rows[0]["median_seconds"]) == ("3", "60.0")
    assert (rows[3]["exits"], rows[3]["confirmed"], rows[3]["refuted"]) == ("2", "1", "1")


def test_no_title_is_read_as_a_formula_by_other_programs(editor):
    content = document(
        {**step("sum", yes="end", no="end"), "title": both("=1+1")}, outcome("end", status="open"),
        slug=SLUG,
    )  # fmt: skip
    live_tree(content)

    table = editor.get(f"{PAGE}table.csv").content.decode("utf-8-sig")

    assert "question,'=1+1," in table


def test_a_large_tree_is_folded_and_its_table_has_pages(editor):
    version = live_tree(large_document(600))
    walked(version, ("q0", "yes"), at=timezone.now() - DAY)

    page = page_of(editor, PAGE)
    last = page_of(editor, PAGE, page="99")

    assert len(cells(page)) == 200
    assert page.count('class="tree-step') < 300
    assert "Page 1 of 4" in page
    assert "Page 4 of 4" in last


def test_the_number_of_queries_is_the_same_whatever_there_is_to_count(editor):
    version = busy_tree()
    editor.get(PAGE)
    counts = []
    for walks in (1, 6):
        for _number in range(walks):
            walked(version, ("arrived", "yes"), ("when", "today"), at=timezone.now() - DAY)
        with CaptureQueriesContext(connection) as queries:
            editor.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1] < 16


def test_everything_is_there_in_chinese(editor):
    busy_tree()

    with translation.override("zh-hans"):
        page = editor.get(PAGE, headers={"accept-language": "zh-hans"}).content.decode()

    assert "arrived(中)" in page


def test_who_may_not_see_the_tree_sees_no_numbers(client):
    busy_tree()
    assert client.get(PAGE).status_code == 302

    stranger = signed_in(make_agent("stranger", is_staff=False))
    assert stranger.get(PAGE).status_code == 403
    assert stranger.get(f"{PAGE}table.csv").status_code == 403
    assert signed_in(make_agent("reader")).get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"), (7200, "2 h"),
     (172_799, "48 h"), (172_800, "2 days")],
)  # fmt: skip
def test_a_duration_is_written_in_the_unit_that_fits(seconds, words):
    assert written_time(seconds) == words


def test_what_was_never_confirmed_is_written_all_the_same():
    assert written(NodeNumbers(visits=2, refuted=2), "confirmed") == "0% of 2"
    assert written(NodeNumbers(visits=2), "confirmed") == ""
    assert written(NodeNumbers(visits=0), "visits") == "0"
