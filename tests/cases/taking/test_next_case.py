"""Take next: the case that is due next and fits, given to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import monotonic

import pytest
from django.contrib.auth.models import User
from django.db import connection

from support.cases.models import Case, CaseEvent
from support.cases.taking import next_case
from support.cases.taking.next_case import own_next, take_next
from support.staff.models import AgentProfile, Team
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment
from tests.sampling import IS_WHOLE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def due(hours: float, **columns: object) -> Case:
    return make_case(payment=None, due_at=NOW + hours * HOUR, **columns)


def test_what_is_due_next_is_taken_and_open_then():
    agent = make_agent(first_name="Amy", last_name="Adler")
    later, first = due(5), due(1)

    taken = [take_next(agent, now=NOW) for _time in range(3)]

    assert taken == [first, later, None]
    first.refresh_from_db()
    assert (first.assignee, first.status) == (agent, "open")
    line = first.events.get(kind="assigned")
    assert (line.actor, line.values) == (agent, {"assignee": "Amy Adler"})


def test_what_somebody_has_what_sleeps_and_what_others_are_at_is_not_taken():
    due(1, assignee=make_agent())
    due(1, wakes_at=NOW + HOUR)
    due(1, status="waiting_customer")
    due(1, status="resolved", resolved_at=NOW)

    assert take_next(make_agent(), now=NOW) is None


def test_a_bank_has_until_its_time_runs_out():
    late, early = due(-1, status="waiting_bank"), due(1, status="waiting_bank")

    agent = make_agent()

    assert take_next(agent, now=NOW) == late
    assert take_next(agent, now=NOW) is None
    assert take_next(agent, now=NOW + 2 * HOUR) == early
    late.refresh_from_db()
    assert late.status == "waiting_bank"


def test_a_case_fits_by_its_customers_language():
    chinese = make_case(payment=None, customer=make_customer(locale="zh-Hans"))
    agent = make_agent()
    AgentProfile.objects.create(user=agent, languages=["en"])

    assert take_next(agent, now=NOW) is None
    assert take_next(make_agent(), now=NOW) == chinese


def test_a_case_fits_by_the_kind_of_its_payment():
    channel = make_channel(method="card", direction="payin")
    card = make_case(payment=make_payment(channel=channel))
    plain = make_case(payment=None)
    agent = make_agent()
    AgentProfile.objects.create(user=agent, skills=["payout:bank_transfer"])

    assert card.skill == "payin:card"
    assert [take_next(agent, now=NOW) for _time in range(2)] == [plain, None]
    agent.profile.skills = ["payin:card"]
    agent.profile.save()
    assert take_next(agent, now=NOW) == card


def test_a_teams_cases_are_its_members_and_nobodys_are_everybodys():
    team = Team.objects.create(name="Payouts")
    member, other = make_agent(), make_agent()
    team.memberships.create(user=member)
    theirs = make_case(payment=None)
    Case.objects.filter(pk=theirs.pk).update(team=team)
    free = due(9, team=None)

    assert theirs.team_id == team.pk  # the only team takes every new case
    assert [take_next(other, now=NOW) for _time in range(2)] == [free, None]
    assert take_next(member, now=NOW) == theirs


def test_taking_costs_the_same_however_many_wait(django_assert_num_queries):
    agent = make_agent()
    for hours in range(8):
        due(hours)

    for _time in range(3):
        # What fits them, the statement that takes, the timeline; and the savepoint.
        with django_assert_num_queries(5):
            take_next(agent, now=NOW)


@pytest.mark.parametrize(
    ("head", "index"), [("_ANY", "case_free"), ("_SKILLED", "case_free_by_skill")]
)
def test_taking_reads_the_first_of_its_index_and_locks_by_the_key(head, index):
    _many()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        statement = next_case._TAKE.format(head=getattr(next_case, head))
        cursor.execute(f"EXPLAIN {statement}", GIVEN)
        plan = " ".join(line for (line,) in cursor)

    assert f"Index Scan using {index} on cases_case" in plan
    assert plan.count("Index Scan using cases_case_pkey on cases_case") == 2
    assert plan.count(" on cases_case ") == 4  # three readings and the update itself


GIVEN = {
    "agent": 1, "pools": [0], "languages": ["en"], "skills": [""], "now": NOW, "most": 40,
    "statuses": ["new"], "until": ["infinity"],
}  # fmt: skip


def test_of_ones_own_the_one_before_the_eyes_is_not_offered():
    agent = make_agent()
    first, second = due(1, assignee=agent, status="open"), due(2, assignee=agent, status="open")
    due(0.5, assignee=agent, status="open", wakes_at=NOW + HOUR)

    assert own_next(agent) == first
    assert own_next(agent, after=first.reference) == second


AGENTS, TAKES = 20, 50 if IS_WHOLE else 10


@pytest.mark.django_db(transaction=True)
def test_of_many_taken_by_twenty_at_once_none_goes_twice_and_none_is_left():
    agents = [make_agent() for _number in range(AGENTS)]
    cases = _many(AGENTS * TAKES)
    begin = Barrier(AGENTS)

    def work(agent: User) -> list[tuple[int, float, float]]:
        """Return what an agent took, each with when they asked and when they had it."""
        begin.wait(20)
        try:
            return [asked(agent) for _time in range(TAKES)]
        finally:
            connection.close()

    with ThreadPoolExecutor(AGENTS) as threads:
        taken = list(threads.map(work, agents))

    assert sorted(pk for one in taken for pk, _asked, _had in one) == sorted(cases)
    for agent, one in zip(agents, taken, strict=True):
        assert Case.objects.filter(assignee=agent, status="open").count() == TAKES
        assert [pk for pk, *_times in one] == sorted((pk for pk, *_times in one), key=cases.index)
    assert take_next(agents[0], now=NOW) is None
    assert CaseEvent.objects.filter(kind="assigned").count() == AGENTS * TAKES
    assert passed_over(cases, {pk: times for one in taken for pk, *times in one}) == []


def asked(agent: User) -> tuple[int, float, float]:
    began = monotonic()
    case = take_next(agent, now=NOW)
    assert case is not None
    return case.pk, began, monotonic()


def passed_over(cases: list[int], times: dict[int, list[float]]) -> list[int]:
    """Name the cases that somebody asked for only after another, due later, had been given."""
    found, earliest = [], float("inf")
    for pk in reversed(cases):
        began, had = times[pk]
        if began > earliest:
            found.append(pk)
        earliest = min(earliest, had)
    return found


def _many(number: int = 1000) -> list[int]:
    """Make so many cases, due one after the other, in the order of their keys."""
    first = due(0)
    columns = {
        field.attname: getattr(first, field.attname)
        for field in Case._meta.concrete_fields
        if field.attname not in ("id", "reference")
    }
    made = Case.objects.bulk_create(
        Case(**columns | {"due_at": NOW + place * timedelta(minutes=1)})
        for place in range(1, number)
    )
    return [first.pk, *(case.pk for case in made)]
