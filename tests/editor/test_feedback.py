"""What agents called wrong, as the authors of the tree read and close it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch
from django.utils import timezone

from tests.api.asking import client_for
from tests.editor.authors import SLUG, change, live_tree, signed_in
from tests.editor.forms import fields_of
from tests.editor.publishing import open_walk, page_of, retitled, said
from tests.editor.scripting import TREE, read
from tests.factories import NOW, make_agent
from tests.guidance.desk import Desk
from troubleshooting.editor.statistics import step_reports
from troubleshooting.trees.drafts.services import discard_draft
from troubleshooting.trees.publishing.services import publish
from troubleshooting.trees.rights import give_right
from troubleshooting.walks.models import StepReport, Walk
from troubleshooting.walks.moving import publish_and_move
from troubleshooting.walks.reports import close_report
from troubleshooting.walks.services import Choice, record_answer, report_step

pytestmark = pytest.mark.django_db

PAGE = f"/trees/{SLUG}/reports/"
REPORTS = f"{TREE}reports/"


def reported(
    walk: Walk | None = None, note: str = "The bank is closed on Mondays.", node: str = "arrived"
) -> StepReport:
    walk = walk or open_walk(live_tree())
    actor = make_agent(first_name="Amy", last_name="Adler")
    return report_step(walk, node, actor=actor, note=note, now=NOW)


def close(client: Any, report: StepReport, **given: Any) -> Any:
    return client.post(f"{PAGE}{report.pk}/closing/", given)


def test_a_report_tells_who_said_what_of_which_step_and_when(editor):
    reported()

    page = page_of(editor, PAGE)

    assert "The bank is closed on Mondays." in page
    assert "Amy Adler" in page
    assert "2026-11-18" in page
    assert "Version 1" in page
    assert f'<a href="/trees/{SLUG}/edit/?node=arrived#form">arrived</a>' in page


def test_the_walk_is_attached_with_its_answers_and_its_case(editor):
    walk = open_walk(live_tree(), ("arrived", "yes"))
    record_answer(walk, Choice("when", kind="cant_say"), seen=1, actor=None, now=NOW)
    reported(walk, node="when")

    page = page_of(editor, PAGE)

    path = page[page.index('<ol class="report-path">') :]
    assert path.index("arrived <strong>yes</strong>") < path.index("when <strong>Can&#x27;t say")
    assert '<li class="is-reported">when' in path
    assert '<a href="/cases/CW-OPEN0001/">CW-OPEN0001</a>' in page


def test_without_a_page_for_cases_the_reference_stands_alone(editor, monkeypatch):
    reported()

    def refuse(name: str, *args: Any, **kwargs: Any) -> str:
        if name == "case":
            raise NoReverseMatch
        return "/somewhere/"

    monkeypatch.setattr(step_reports, "reverse", refuse)
    page = page_of(editor, PAGE)

    assert "CW-OPEN0001" in page
    assert "/cases/CW-" not in page.partition('id="report-')[2]


def test_a_report_is_closed_by_an_answer(editor, author):
    report = reported()

    answer = close(editor, report, answer="It is open since October.")

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert said(editor, answer) == ["The report is closed."]
    assert "The bank is closed on Mondays." not in page_of(editor, PAGE)
    closed = page_of(editor, PAGE, closed="1")
    assert "It is open since October." in closed
    assert "Ann Author" in closed


def test_a_report_is_closed_by_the_draft_and_shows_the_version_once_published(editor, author):
    report = reported()
    draft = change(report.walk.version.tree, author, retitled())
    page = page_of(editor, PAGE)
    assert "Mended in the draft" in page

    close(editor, report, mended_in=draft.pk)
    assert "Mended in the draft" in page_of(editor, PAGE, closed="1")
    publish(draft, reason="New.", actor=author, now=timezone.now(), seen=draft.revision)

    assert "Mended in version 2" in page_of(editor, PAGE, closed="1")


def test_without_a_draft_the_version_in_force_is_offered(editor):
    report = reported()

    assert "Mended in version 1" in page_of(editor, PAGE)
    close(editor, report, mended_in=report.walk.version_id)

    assert "Mended in version 1" in page_of(editor, PAGE, closed="1")


def test_a_report_comes_back_when_the_draft_is_thrown_away(editor, author):
    report = reported()
    draft = change(report.walk.version.tree, author, retitled())
    close(editor, report, mended_in=draft.pk)

    discard_draft(draft, seen=draft.revision, actor=author, now=NOW)

    page = page_of(editor, PAGE)
    assert "The bank is closed on Mondays." in page
    assert "Open again: the draft that mended it was thrown away." in page


def test_a_report_without_an_answer_is_refused_with_a_sentence(editor):
    report = reported()

    answer = close(editor, report, answer="  ")

    assert answer.status_code == 422
    assert "Please write an answer" in answer.content.decode()
    report.refresh_from_db()
    assert report.closed_at is None


def test_what_was_typed_is_kept_when_somebody_closed_the_report_meanwhile(editor):
    report, other = reported(), reported(note="Another one")
    close(editor, report, answer="First.")

    answer = close(editor, report, answer="Second.")

    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.answer == "First."
    other.refresh_from_db()
    assert other.closed_at is None


def test_the_form_sends_what_closing_needs(editor):
    report = reported()

    fields = fields_of(page_of(editor, PAGE), f"{PAGE}{report.pk}/closing/")

    assert set(fields) == {"csrfmiddlewaretoken", "answer", "once", "whose"}


def test_a_report_of_a_walk_that_moved_names_the_version_it_was_seen_in(editor, author):
    walk = open_walk(live_tree())
    reported(walk)
    draft = change(walk.version.tree, author, retitled("late", "It is late"))
    publish_and_move(
        draft, reason="New.", actor=author, now=timezone.now(), seen=draft.revision,
        moves_walks=True,
    )  # fmt: skip
    walk.refresh_from_db()
    assert walk.version.number == 2

    row = step_reports.build_feedback(walk.version.tree, reads_notes=True).rows[0]

    assert row.version == 1


def test_who_may_only_read_closes_nothing(author):
    report = reported()
    reader = signed_in(make_agent("reader"))

    page = page_of(reader, PAGE)

    assert "The bank is closed on Mondays." in page
    assert "Close with this answer" not in page
    assert close(reader, report, answer="No.").status_code == 403
    assert signed_in(make_agent("none", is_staff=False)).get(PAGE).status_code == 403


def test_a_report_of_another_tree_is_not_there(editor):
    report = reported()
    report.walk.version.tree.slug = "other"
    report.walk.version.tree.save()
    live_tree()

    assert close(editor, report, answer="No.").status_code == 404


def test_no_report_is_said_so(editor):
    live_tree()

    assert "No report is waiting." in page_of(editor, PAGE)
    assert "No report was closed yet." in page_of(editor, PAGE, closed="1")


def test_the_number_of_queries_is_the_same_for_one_report_and_for_many(editor):
    version = live_tree()
    reported(open_walk(version))
    editor.get(PAGE)
    counts = []
    for reports in (1, 6):
        for number in range(reports):
            reported(open_walk(version, ("arrived", "yes"), subject=f"CW-{reports}{number}"))
        with CaptureQueriesContext(connection) as queries:
            editor.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1] < 14


def test_many_reports_are_shown_in_pages(editor):
    version = live_tree()
    walk = open_walk(version)
    for number in range(26):
        report_step(walk, "arrived", actor=None, note=f"Report {number:02}", now=NOW)

    first, second = page_of(editor, PAGE), page_of(editor, PAGE, page="2")

    assert "Report 25" in first
    assert "Report 00" not in first
    assert "Report 00" in second


def test_the_list_of_trees_and_the_editor_count_the_open_reports(editor):
    report = reported()
    reported(report.walk, "Another one")
    closed = reported(report.walk, "One more")
    close(editor, closed, answer="Done.")

    trees = page_of(editor, "/trees/")

    assert "2 reports" in trees
    assert editor.get(f"/trees/{SLUG}/edit/").context["bench"].open_reports == 2
    assert f'href="{PAGE}"' in trees


def test_the_agent_reads_on_the_case_what_became_of_the_report(tree):
    desk = Desk()
    report = report_step(desk.walk, desk.at, actor=desk.agent, note="Wrong", now=NOW)
    agent, address = signed_in(desk.agent), f"/cases/{desk.case.reference}/"
    assert "was read" not in page_of(agent, address)

    close_report(report, answer="It <b>stays</b> as it is.", actor=None, now=NOW)

    page = page_of(agent, address)
    assert "was read." in page
    assert "It &lt;b&gt;stays&lt;/b&gt; as it is." in page


def test_the_agent_reads_which_version_mends_the_step(tree):
    desk = Desk()
    for _number in range(2):
        report = report_step(desk.walk, desk.at, actor=desk.agent, note="Wrong", now=NOW)
        close_report(report, version=desk.walk.version, actor=None, now=NOW)

    page = page_of(signed_in(desk.agent), f"/cases/{desk.case.reference}/")

    assert page.count(f"Mended in version {desk.walk.version.number}.") == 2


@pytest.mark.parametrize("level", ["view", "edit"])
def test_what_agents_wrote_is_read_by_colleagues_and_authors_alone(level):
    report = reported(note="Mr Birch waits for his wages.")
    tree = report.walk.version.tree
    stranger = make_agent("stranger", is_staff=False)
    give_right(tree, stranger, level, actor=None, now=NOW)
    may_read = level == "edit"

    page = page_of(signed_in(stranger), PAGE)
    row = read(client_for(stranger), REPORTS)["results"][0]

    assert ("Mr Birch" in page) is may_read
    assert (report.walk.subject in page) is may_read
    assert ("only colleagues of the support desk" in page) is not may_read
    assert (row["note"], row["case"]) == (
        ("Mr Birch waits for his wages.", report.walk.subject) if may_read else ("", "")
    )
    assert "Mr Birch" in page_of(signed_in(make_agent("colleague")), PAGE)
