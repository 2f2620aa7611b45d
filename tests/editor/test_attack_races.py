"""Two scripts, two authors, two browsers at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.api.asking import client_for
from tests.editor.authors import live_tree, make_author, signed_in, small_document
from tests.editor.importing import NEW, carry_out, look
from tests.editor.publishing import open_walk
from tests.editor.scripting import DRAFT, TREE, author_api, opened, retitle, saw, step_of
from tests.factories import NOW
from tests.sampling import IS_WHOLE
from tests.trees.building import both
from troubleshooting.editor.exchange import views as exchange
from troubleshooting.trees.drafts.services import create_tree, discard_draft, open_draft
from troubleshooting.trees.exchange.exporting import as_json
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.walks.models import StepReport
from troubleshooting.walks.reports import close_report, reports_of
from troubleshooting.walks.services import report_step

# At the door; the service below it is asked a hundred times, in tests/trees.
TIMES = 20 if IS_WHOLE else 6
stored = pytest.mark.django_db(transaction=True)


def at_once(*acts: Any) -> list[Any]:
    barrier = Barrier(len(acts))

    def run(act: Any) -> Any:
        try:
            barrier.wait(timeout=20)
            return act()
        except ValidationError as refused:
            return refused.error_list[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@stored
def test_many_times_two_scripts_change_one_text_at_once_and_no_text_is_lost():
    """One of the two is stored, the other is told both texts; the log has all that was stored."""
    live_tree()
    scripts = {name: author_api(name) for name in ("ann", "ben")}
    draft = opened(scripts["ann"])
    won: list[str] = []
    for time in range(TIMES):
        now = scripts["ann"].get(DRAFT).json()
        seen, texts = now["revision"], {name: f"{name} {time}" for name in scripts}

        def save(name: str, now: Any = now, texts: Any = texts) -> Any:
            change = retitle(now["document"], "arrived", texts[name])
            body = {"seen": now["revision"], "operations": [change], "opened_at": now["opened_at"]}
            return scripts[name].patch(DRAFT, body, format="json")

        answers = dict(zip(scripts, at_once(*[lambda name=name: save(name) for name in scripts]),
                           strict=True))  # fmt: skip

        codes = {name: answer.status_code for name, answer in answers.items()}
        assert sorted(codes.values()) == [200, 409], codes
        winner, loser = sorted(codes, key=lambda name: codes[name])
        told = answers[loser].json()
        conflict = next(one for one in told["conflicts"] if one["part"] == "title.en")
        assert (conflict["yours"], conflict["theirs"]) == (texts[loser], texts[winner])
        assert (conflict["who"], told["revision"]) == (winner, seen + 1)
        won.append(texts[winner])
    logged = TreeLogEntry.objects.filter(kind="edited").order_by("pk")
    titles = [
        entry.difference["after"]["nodes"]["arrived"]["entry"]["title"]["en"] for entry in logged
    ]
    assert titles == won
    end = scripts["ann"].get(DRAFT).json()
    assert step_of(end["document"], "arrived")["title"]["en"] == won[-1]
    assert end["revision"] == draft["revision"] + TIMES


@stored
def test_scripts_that_open_a_draft_at_once_open_one():
    live_tree()
    scripts = [author_api(name) for name in ("ann", "ben", "cy")]

    answers = at_once(*[lambda api=api: api.post(DRAFT) for api in scripts])

    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert TreeVersion.objects.filter(state="draft").count() == 1


@stored
def test_of_two_documents_imported_at_once_one_is_stored_and_one_is_told():
    live_tree()
    scripts = [author_api(name) for name in ("ann", "ben")]
    opened(scripts[0])
    bodies = [
        {"document": small_document(title=both(f"Version of {name}")), **saw(0)}
        for name in ("ann", "ben")
    ]

    answers = at_once(*[
        lambda api=api, body=body: api.post(f"{TREE}import/", body, format="json")
        for api, body in zip(scripts, bodies, strict=True)
    ])  # fmt: skip

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert TreeVersion.objects.get(state="draft").revision == 1


@stored
def test_publishing_and_changing_at_once_never_publishes_what_nobody_looked_at():
    live_tree()
    ann, ben = author_api("ann"), author_api("ben")
    for time in range(6):
        now = opened(ann)
        mine = retitle(now["document"], "arrived", f"Looked at {time}")
        seen = ann.patch(
            DRAFT, {**saw(now["revision"]), "operations": [mine]}, format="json"
        ).json()["revision"]
        other = retitle(now["document"], "when", f"Unseen {time}")
        body = {"seen": seen, "operations": [other], "opened_at": now["opened_at"]}
        ask = {"seen": seen, "reason": "New.", "opened_at": now["opened_at"]}

        published, changed = at_once(
            lambda ask=ask: ann.post(f"{TREE}publication/", ask, format="json"),
            lambda body=body: ben.patch(DRAFT, body, format="json"),
        )

        live = TreeVersion.objects.get(state="published").document
        assert step_of(live, "when")["title"]["en"] != f"Unseen {time}"
        codes = (published.status_code, changed.status_code)
        assert codes in {(201, 404), (201, 409), (409, 200)}, codes


def make_report() -> StepReport:
    walk = open_walk(live_tree(), ("arrived", "yes"))
    return report_step(walk, "arrived", actor=None, note="Unclear", now=NOW)


@stored
def test_of_two_authors_who_close_a_report_at_once_one_does():
    for time in range(TIMES // 2):
        report = make_report() if time == 0 else report_step(
            StepReport.objects.first().walk, "when", actor=None, note="Unclear", now=NOW
        )  # fmt: skip

        told = at_once(*[
            lambda words=words, report=report: close_report(
                report, answer=words, actor=None, now=NOW
            ).answer
            for words in ("Ann's", "Ben's")
        ])  # fmt: skip

        assert "closed" in told
        report.refresh_from_db()
        assert report.answer == next(words for words in told if words != "closed")
    assert TreeLogEntry.objects.filter(kind="answered").count() == TIMES // 2


@stored
def test_a_report_is_not_closed_by_a_draft_that_was_thrown_away_meanwhile():
    report = make_report()
    tree = Tree.objects.get()
    draft = open_draft(tree, actor=None, now=NOW)
    discard_draft(TreeVersion.objects.get(pk=draft.pk), seen=0, actor=None, now=NOW)

    with pytest.raises(ValidationError) as refusal:
        close_report(report, version=draft, actor=None, now=NOW)

    assert refusal.value.code
    assert reports_of(tree).get() == report


@stored
def test_throwing_a_draft_away_and_closing_by_it_at_once_leaves_the_report_open():
    report = make_report()
    tree = Tree.objects.get()
    for _time in range(TIMES * 3 // 5):
        draft = open_draft(tree, actor=None, now=NOW)

        at_once(
            lambda draft=draft: discard_draft(draft, seen=0, actor=None, now=NOW),
            lambda draft=draft: close_report(report, version=draft, actor=None, now=NOW),
        )

        assert reports_of(tree).get() == report


@pytest.mark.django_db
def test_a_report_closed_by_a_draft_names_the_version_once_it_is_in_force():
    report = make_report()
    api = author_api("ann")
    now = opened(api)
    change = retitle(now["document"], "arrived", "Clearer?")
    api.patch(DRAFT, {**saw(0), "operations": [change]}, format="json")
    api.post(f"{TREE}reports/{report.pk}/closing/", {"mended": True}, format="json")
    api.post(f"{TREE}publication/", {**saw(1), "reason": "Clearer."}, format="json")

    (closed,) = api.get(f"{TREE}reports/", {"closed": "true"}).json()["results"]

    assert closed["mended_in"] == now["number"]
    assert api.get(f"{TREE}reports/").json()["results"] == []


@pytest.mark.django_db
def test_a_name_that_is_taken_while_a_new_tree_is_looked_at_is_told_with_a_sentence(monkeypatch):
    author = make_author("ann")
    client = signed_in(author)
    content = as_json({**small_document(), "slug": "fresh"})
    shown = look(client, content, NEW)
    planned = exchange.plan_import

    def plan_and_lose(*given: Any, **more: Any) -> Any:
        plan = planned(*given, **more)
        create_tree("fresh", both("Mine"), actor=None, now=NOW)
        return plan

    monkeypatch.setattr(exchange, "plan_import", plan_and_lose)
    answer = carry_out(client, shown, NEW)

    assert answer.status_code in (409, 422)
    assert Tree.objects.get(slug="fresh").title == both("Mine")


@stored
def test_a_new_tree_imported_twice_at_once_is_made_once():
    scripts = [client_for(make_author(name)) for name in ("ann", "ben")]
    body = {"document": {**small_document(), "slug": "fresh"}, "seen": 0}

    answers = at_once(*[
        lambda api=api: api.post("/api/v1/trees/fresh/import/", body, format="json")
        for api in scripts
    ])  # fmt: skip

    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 201
    assert codes[1] in (400, 409)
    assert Tree.objects.filter(slug="fresh").count() == 1
