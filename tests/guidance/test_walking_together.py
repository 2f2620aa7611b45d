"""Customer and agent at one walk: in whatever order and however fast, it is the walk of one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.cases.links import link_for
from support.cases.models import Case
from support.guidance.hearing import hear_step
from support.guidance.services import answer_step
from tests.factories import NOW, make_agent
from tests.portal.walking import asked_case, walk_of
from tests.reference import load_reference
from troubleshooting.walks.choices import Choice
from troubleshooting.walks.engine import Answer, follow
from troubleshooting.walks.services import StaleWalk

CHOICES = [("seen", "found"), ("seen", "nothing"), ("right", "yes"), ("right", "no")]
TURNS = st.lists(st.tuples(st.sampled_from(["agent", "customer"]), st.sampled_from(CHOICES)))


def take(who, case, choice, *, agent, link, seen=None):
    """Answer as the agent or as the customer, on what they see now."""
    walk = walk_of(case)
    seen = walk.answers_seen if seen is None else seen
    if who == "agent":
        return answer_step(case, walk, Choice(*choice), seen=seen, actor=agent, now=NOW)
    return hear_step(case, walk, Choice(*choice), seen=seen, link=link, now=NOW)


@pytest.mark.django_db
class TestInTurns:
    @pytest.fixture
    def case(self):
        return asked_case()

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(turns=TURNS)
    def test_the_walk_is_that_of_one_person_who_gave_the_answers_that_were_taken(self, case, turns):
        with transaction.atomic():
            agent, link = make_agent(), link_for(case, NOW)
            taken: list[Answer] = []
            for who, (node, option) in turns:
                stood = walk_of(case).position().step_at(node)
                try:
                    take(who, case, (node, option), agent=agent, link=link)
                except ValidationError:
                    continue
                assert who == "agent" or stood is None or stood.answer.source == "customer"
                taken.append(Answer(len(taken) + 1, node, option, source=who))
            walk = walk_of(case)
            alone = follow(walk.version.graph, taken)
            assert walk.position() == alone
            assert [row.source for row in walk.rows] == [answer.source for answer in taken]
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_at_once_one_is_first_and_the_other_is_told_without_a_deadlock():
    load_reference()
    case, agent = asked_case(), make_agent()
    link = link_for(case, NOW)
    for _round in range(6):
        seen, barrier = walk_of(case).answers_seen, Barrier(4)

        def press(who, option, seen=seen, barrier=barrier):
            try:
                mine = Case.objects.get(pk=case.pk)
                barrier.wait(timeout=10)
                take(who, mine, ("seen", option), agent=agent, link=link, seen=seen)
            except (StaleWalk, ValidationError) as error:
                return error
            finally:
                connection.close()
            return who

        with ThreadPoolExecutor(4) as threads:
            pressed = [("agent", "found"), ("customer", "nothing")] * 2
            results = list(threads.map(lambda one: press(*one), pressed))

        assert sum(isinstance(result, str) for result in results) <= 1
        rows = walk_of(case).rows
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert len(rows) - seen == sum(isinstance(result, str) for result in results)
    assert len(walk_of(case).rows) >= 1
