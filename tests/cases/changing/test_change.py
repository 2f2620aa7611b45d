"""Changing status, priority and tags by hand."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.changing.services import Change, StaleCase, change_case, tidied
from support.cases.models import Case, CaseEvent
from support.cases.services import add_note
from tests.api.asking import V1, client_for, errors
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db


def change(case: Case, **changes) -> Case:
    seen = changes.pop("seen", case.version)
    now = changes.pop("now", NOW)
    return change_case(case, Change(**changes), seen=seen, now=now, actor=make_agent())


def test_all_is_changed_at_once_and_told_on_the_timeline():
    case = make_case()

    changed = change(case, status="waiting_customer", priority="high", tags=["VIP", " Fees  due "])

    changed.refresh_from_db()
    assert (changed.status, changed.priority) == ("waiting_customer", "high")
    assert changed.tags == ["fees due", "vip"]
    told = {line.kind: line.values for line in changed.events.all()}
    assert told["tags"] == {"added": ["fees due", "vip"], "taken": []}
    assert told["priority"] == {"before": "normal", "after": "high"}
    assert told["status"] == {"before": "new", "after": "waiting_customer"}


def test_nothing_is_changed_where_something_is_refused():
    case = make_case()

    with pytest.raises(ValidationError):
        change(case, tags=["vip"], status="closed")

    case.refresh_from_db()
    assert case.tags == []


def test_what_it_is_already_changes_nothing():
    case = make_case(tags=["vip"])

    change(case, status="new", priority="normal", tags=["Vip"])

    assert [line.kind for line in case.events.all()] == [CaseEvent.Kind.OPENED]


def test_nobody_overwrites_what_they_have_not_seen():
    case = make_case()
    seen = case.version
    change(case, tags=["first"])

    with pytest.raises(StaleCase):
        change(case, tags=["second"], seen=seen)

    case.refresh_from_db()
    assert case.tags == ["first"]


def test_a_note_is_in_nobodys_way():
    case = make_case()
    seen = case.version
    add_note(case, "Rings a bell", now=NOW, actor=make_agent())

    assert change(case, tags=["vip"], seen=seen).tags == ["vip"]


def test_a_higher_priority_brings_both_clocks_nearer():
    """Opened on Wednesday at 10:00 in London: 4 h and 18 h become 1 h and 4 h."""
    case = change(make_case(), priority="urgent", now=NOW + timedelta(minutes=30))

    assert case.first_answer_due_at == NOW + timedelta(hours=1)
    assert case.solution_due_at == NOW + timedelta(hours=4)
    assert case.due_at == case.first_answer_due_at


def test_a_clock_that_would_have_run_out_runs_out_now():
    now = NOW + timedelta(hours=6)

    assert change(make_case(), priority="urgent", now=now).solution_due_at == now


def test_a_lower_priority_takes_them_away_again_to_the_minute():
    case = make_case()
    was = (case.first_answer_due_at, case.solution_due_at)

    up = change(case, priority="urgent", now=NOW + timedelta(minutes=20))
    down = change(up, priority="normal", now=NOW + timedelta(minutes=50))

    assert (down.first_answer_due_at, down.solution_due_at) == was


def test_a_paused_clock_keeps_what_is_left_of_it():
    paused = change(make_case(), status="waiting_customer", now=NOW + timedelta(hours=1))
    raised = change(paused, priority="high", now=NOW + timedelta(hours=2))

    assert raised.solution_time_left == timedelta(hours=8)
    assert raised.due_at is None


@pytest.mark.parametrize("tags", [["x" * 41], [str(number) for number in range(21)]])
def test_tags_are_few_and_short(tags):
    with pytest.raises(ValidationError):
        tidied(tags)


def test_a_patch_answers_with_the_case_and_its_new_version():
    case = make_case()
    api = client_for(make_agent("amy"))
    address = f"{V1}cases/{case.reference}/"
    seen = api.get(address).json()["version"]

    answer = api.patch(address, {"seen": seen, "priority": "low", "tags": ["vip"]})
    late = api.patch(address, {"seen": seen, "tags": []})

    content = answer.json()
    assert (answer.status_code, content["priority"], content["tags"]) == (200, "low", ["vip"])
    assert content["version"] == api.get(address).json()["version"] != seen
    assert late.status_code == 409
    assert errors(late) == [("stale", None)]
    assert [row["reference"] for row in api.get(f"{V1}cases/?tag=VIP").json()["results"]] == [
        case.reference
    ]
    assert case.events.get(kind="tags").actor.username == "amy"


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "seen"),
        ({"status": "resolved"}, "status"),
        ({"status": "new"}, "status"),
        ({"priority": "x"}, "priority"),
        ({"tags": "vip"}, "tags"),
        ({"tags": ["x" * 41]}, "tags.0"),
    ],
)
def test_a_patch_that_cannot_be_is_refused_at_its_field(body, attr):
    case = make_case()

    given = {"seen": case.version} | body if body else body
    answer = client_for(make_agent()).patch(f"{V1}cases/{case.reference}/", given)

    assert answer.status_code == 400
    assert attr in {name for _code, name in errors(answer)}


def test_a_timeline_names_tags_and_priority(client):
    from tests.factories import sign_in

    case = change(make_case(), priority="high", tags=["vip"])

    page = sign_in(client, make_agent()).get(f"/cases/{case.reference}/").text

    assert "+ vip" in page
    assert '<span class="badge">vip</span>' in page
    assert "Normal → High" in page
