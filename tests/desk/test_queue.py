"""The queue: what to do next."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.cases.models import Case, SavedView, Status
from support.cases.viewing.services import Draft, save_view
from support.desk.queue.queue import Selection, selected_cases
from support.staff.models import Team
from tests.desk.walking import HTMX, make_cause
from tests.factories import make_agent, make_case, make_channel, make_payment

pytestmark = pytest.mark.django_db


def shown(response):
    """The references of the rows, in their order."""
    return re.findall(r'data-ref="(CW-\w+)"', response.text)


def counts(page):
    """What the rail says of each view, in its order."""
    rail = page.partition('data-live="rail"')[2].partition("</ul>")[0]
    return re.findall(r'class="count">([\d+]+)<', rail)


def test_what_is_due_first_stands_on_top(desk):
    now = timezone.now()
    later = make_case(due_at=now + timedelta(hours=5))
    nothing = make_case(due_at=None, status=Status.WAITING_CUSTOMER)
    overdue = make_case(due_at=now - timedelta(hours=3))

    response = desk.get("/")

    assert shown(response) == [overdue.reference, later.reference, nothing.reference]
    assert "3 h overdue" in response.text
    assert "Nothing due" in response.text


def test_a_row_says_who_waits_for_what(desk):
    case = make_case(payment=make_payment(channel=make_channel(name_en="Bank of Test")))
    Case.objects.update(opened_at=timezone.now() - timedelta(hours=3))
    case.refresh_from_db()

    row = re.findall(r"<tr class=\"case-row.*?</tr>", desk.get("/").text, re.DOTALL)[0]
    told = " ".join(re.sub(r"<[^>]+>", " ", row).split())

    assert told == (
        f"{told.partition(' First answer')[0]} First answer {case.customer} {case.reference}"
        " Guide not started New Us 3 h Bank of Test Payout 120.00 GBP"
        f" {timezone.localtime(case.opened_at):%m-%d %H:%M}"
    )


def test_done_cases_are_not_in_the_way(desk):
    make_case(status=Status.RESOLVED, resolved_at=timezone.now())
    open_case = make_case()

    assert shown(desk.get("/")) == [open_case.reference]


def head(page):
    html_of = page.partition('"list-head"')[2].partition("<form")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html_of).split())


def test_a_list_of_done_cases_is_called_so_and_counts_them(desk):
    for _number in range(3):
        make_case()
    make_case(status=Status.RESOLVED, resolved_at=timezone.now())

    page = desk.get("/?status=resolved").text

    assert "Resolved 1 " in head(page)
    assert "All open" not in head(page)
    rail = page.partition('data-live="rail"')[2].partition("</ul>")[0]
    assert "aria-current" not in rail


def test_a_list_of_what_happened_says_what_and_is_counted_whole(desk):
    at = datetime(2026, 11, 3, 12, tzinfo=UTC)
    done = {"status": Status.RESOLVED, "resolved_at": at, "ending": "credited"}
    for _number in range(101):
        make_case(**done)
    make_case()

    page = desk.get("/?resolved=2026-11-01..2026-11-30").text

    assert "Ended, 1 Nov 2026 to 30 Nov 2026 101 " in head(page)
    assert "Any open status" not in page
    rail = page.partition('data-live="rail"')[2].partition("</ul>")[0]
    assert "aria-current" not in rail
    assert "Opened, 3 Nov 2026 0 " in head(desk.get("/?opened=2026-11-03").text)


def test_the_views_count_and_narrow(desk, agent):
    mine = make_case(assignee=agent)
    others = make_case(assignee=make_agent("bo"))
    free = make_case()
    Case.objects.update(due_at=timezone.now() + timedelta(hours=1))
    Case.objects.filter(pk=others.pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = desk.get("/").text

    # mine, team, unassigned, all open | outcomes, wrote | bank, customer, snoozed | late, unreached
    assert counts(page) == ["1", "0", "1", "3", "0", "0", "0", "0", "0", "1", "0"]
    assert shown(desk.get("/?view=mine")) == [mine.reference]
    assert shown(desk.get("/?view=unassigned")) == [free.reference]
    assert shown(desk.get("/?view=overdue")) == [others.reference]


def test_who_was_not_reached_stands_on_top_with_a_mark_in_words(desk):
    now = timezone.now()
    overdue = make_case(due_at=now - timedelta(days=2))
    unreached = make_case(due_at=now + timedelta(days=2), unreached_since=now)

    response = desk.get("/")

    assert shown(response) == [unreached.reference, overdue.reference]
    assert response.text.count("Not reached: call the customer</span></td>") == 1


def test_the_view_of_those_not_reached_has_done_cases_too(desk):
    now = timezone.now()
    make_case()
    done = make_case(status=Status.RESOLVED, resolved_at=now, unreached_since=now)

    response = desk.get("/?view=unreached")

    assert shown(response) == [done.reference]
    assert counts(response.text)[-1] == "1"


def test_nobody_is_told_to_call_about_a_case_of_which_machines_are_silent(desk):
    make_case(unreached_since=timezone.now(), silent_since=timezone.now())

    page = desk.get("/").text

    assert "Not reached</span></td>" in page
    assert "call the customer" not in page


def test_filters_go_together(desk):
    cause = make_cause()
    channel = make_channel()
    wanted = make_case(
        payment=make_payment(channel=channel), cause=cause, status=Status.WAITING_BANK
    )
    make_case(payment=make_payment(channel=channel), status=Status.WAITING_BANK)
    make_case(cause=cause, status=Status.WAITING_BANK)
    make_case(payment=make_payment(channel=channel), cause=cause)

    query = f"/?status=waiting_bank&channel={channel.code}&cause={cause.slug}"

    assert shown(desk.get(query)) == [wanted.reference]


def test_done_cases_are_found_by_their_status(desk):
    done = make_case(status=Status.RESOLVED, resolved_at=timezone.now())

    assert shown(desk.get("/?status=resolved")) == [done.reference]


def test_channels_and_causes_are_offered_by_their_names_without_counting_cases(desk):
    make_cause()
    channel = make_channel(name_en="Bank of Test")

    page = desk.get("/").text

    assert f'<option value="{channel.code}">Bank of Test</option>' in page
    assert '<option value="test_slow">Bank is slow</option>' in page


def test_a_chosen_filter_stays_chosen_though_nothing_is_left(desk):
    page = desk.get("/?channel=gone-bank").text

    assert '<option value="gone-bank" selected>gone-bank</option>' in page
    assert "No case fits all of these filters" in page


def test_words_lead_to_the_search_with_what_narrowed_the_queue(desk):
    answer = desk.get("/?view=overdue&q=zzzz&channel=x", follow=True)

    assert answer.redirect_chain == [("/search/?q=zzzz+channel%3Ax+is%3Alate", 302)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "No open cases."),
        ("?view=mine", "Take one of those that nobody has."),
        ("?view=overdue", "Nothing is late."),
        ("?view=unreached", "Every customer was reached."),
    ],
)
def test_an_empty_queue_says_what_to_do(desk, query, sentence):
    assert sentence in desk.get(f"/{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "status=no",
        "view=no",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999",
        "q=%00",
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_queue(desk, query):
    assert desk.get(f"/?{query}").status_code == 200


def test_fifty_rows_to_a_page_and_a_way_there_and_back(desk):
    for _number in range(51):
        make_case()

    first = desk.get("/?view=unassigned")
    second = desk.get(link("next", first))
    back = desk.get(link("prev", second))

    assert len(shown(first)) == 50
    assert len(shown(second)) == 1
    assert set(shown(first)).isdisjoint(shown(second))
    assert (shown(back), "Page 1" in back.text) == (shown(first), True)
    assert 'rel="prev"' not in back.text
    assert 'rel="next"' not in second.text
    assert "Page 2" in second.text


def link(rel, response):
    return "/" + html.unescape(re.findall(rf'rel="{rel}" href="/([^"]+)"', response.text)[0])


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queue_costs_the_same_queries_whatever_its_length(desk, agent, rows):
    cause = make_cause()
    for _number in range(rows):
        make_case(assignee=agent, cause=cause)
    desk.get("/")

    with CaptureQueriesContext(connection) as captured:
        response = desk.get("/")

    assert len(shown(response)) == rows
    about_cases = [query for query in captured if "cases_case" in query["sql"]]
    assert len(about_cases) == 4  # the page, its rows, where they stand, and the rail
    assert len(captured) <= 13  # besides: the agent, their views, colleagues, teams, what to choose


def test_htmx_gets_the_list_alone(desk):
    response = desk.get("/?view=mine", headers=HTMX)

    assert "<html" not in response.text
    assert response.text.lstrip().startswith('<div id="queue"')


def test_the_filters_are_a_plain_form_without_a_script(desk):
    page = desk.get("/").text

    assert '<form class="narrow" action="/"' in page
    assert ">Filter</button>" in page


def test_a_selection_writes_its_own_address():
    selection = Selection.read(QueryDict("view=mine&status=open&q=a%20b&page=3"))

    assert selection.page == 3
    assert selection.address() == "?view=mine&status=open&q=a+b"
    assert selection.address(page=4, status="") == "?view=mine&q=a+b&page=4"


def test_the_admin_is_offered_to_administrators_only(desk, client):
    assert 'href="/admin/"' not in desk.get("/").text
    admin = make_agent("root", is_superuser=True)
    client.force_login(admin, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert 'href="/admin/"' in client.get("/").text


def test_a_view_that_is_gone_shows_all_and_hands_none_to_mass_messages(desk, agent):
    case, selection = make_case(), Selection.read(QueryDict("view=gone"))

    assert shown(desk.get("/?view=gone")) == [case.reference]
    assert list(selected_cases(selection, agent, timezone.now())) == []


def test_saved_views_stand_on_the_rail_of_who_may_open_them(desk, agent):
    team, urgent = Team.objects.create(name="Payouts", place=9), make_case(priority="urgent")
    make_case()
    wanted = {"priority": "urgent"}
    save_view(Draft("Urgent", wanted, ("amount",), "newest"), actor=agent)
    save_view(Draft("Not seen", wanted), actor=make_agent("bo"))
    save_view(Draft("Team's", wanted, team=team), actor=make_agent("lea", is_superuser=True))

    assert "Not seen" not in (page := desk.get("/?view=urgent")).text
    assert "Team&#x27;s" not in page.text
    assert shown(page) == [urgent.reference]
    assert "has-no-assignee" in page.text
    assert "has-no-amount" not in page.text
    team.memberships.create(user=agent)
    assert "Team&#x27;s" in desk.get("/").text


def test_a_view_is_saved_changed_and_deleted_on_the_desk(desk):
    make_case(priority="high", tags=["vip"])
    given = {"name": "Dear ones", "column": ["cause", "tags"], "order": "oldest"}

    made = desk.post("/cases/views/", given | {"priority": "high", "tag": "vip", "deed": "new"})
    assert made["Location"] == "/?view=dear-ones"
    changed = {"view": "dear-ones", "name": "Dear", "status": "new", "deed": "change"}
    desk.post("/cases/views/", changed)

    row = SavedView.objects.get()
    assert (row.name, row.slug, row.columns, row.order) == ("Dear", "dear-ones", [], "due")
    assert row.wanted == {"priority": "high", "tag": "vip", "status": "new"}
    nameless = desk.post("/cases/views/", {"name": " ", "deed": "new"}, follow=True)
    assert "Please give the view a name" in nameless.text
    desk.post("/cases/views/", {"view": "dear-ones", "deed": "delete"})
    assert not SavedView.objects.exists()
