"""One order at the source, ever: two people at once, a crash, a lost answer, a walk anew."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from support.guidance.beginning import begin_walk
from support.operations.money.asking import ask_step, confirm_step
from support.operations.money.models import MoneyStep, State, Why
from support.operations.money.sending import send_orders
from support.payments.models import Payment
from support.sending.leases import LEASE
from support.sources.kinds.simulator.book import Mood
from tests.factories import make_agent
from tests.notifications.workers import PROJECT, test_database_url, wait_until
from tests.operations.money.steps import AGAIN, asked, confirmed, failed_case, look
from tests.reference import load_reference

pytestmark = pytest.mark.django_db(transaction=True)
SEND = "from support.operations.money.sending import send_orders; send_orders()"
CHILD = f"import django; django.setup(); {SEND}"


@pytest.fixture
def now():
    return timezone.now()


def at_once(*acts):
    """Do things in threads that begin at the same moment; return what each came to."""
    together, came = Barrier(len(acts)), []

    def run(act):
        together.wait(20)
        try:
            came.append(act())
        except ValidationError as error:
            came.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(came) == len(acts)
    return came


def test_two_who_press_send_again_at_once_make_one_step(simulator, book, now):
    case, people = failed_case(book), [make_agent(f"p{number}") for number in range(4)]

    came = at_once(*(lambda one=one: ask_step(case, AGAIN, actor=one, now=now) for one in people))

    assert came.count("asked_already") == 3
    assert MoneyStep.objects.count() == 1


def test_two_who_confirm_at_once_give_one_order_however_many_workers_there_are(
    simulator, book, now
):
    step = asked(failed_case(book), now)
    people = [make_agent(f"p{number}") for number in range(3)]

    came = at_once(*(lambda one=one: confirm_step(step, actor=one, now=now) for one in people))
    at_once(*([send_orders] * 4))
    look(timezone.now())
    send_orders()

    assert came.count("not_waiting") == 2
    assert book.ordered() == [step.key]
    step.refresh_from_db()
    assert step.state == State.DONE


def test_a_worker_killed_while_it_gave_the_order_gives_it_never_again(simulator, book, now):
    case = failed_case(book)
    step = confirmed(case, now)
    book.mood = Mood.HANGS
    given = {
        "DATABASE_URL": test_database_url(), "DJANGO_SETTINGS_MODULE": "config.settings",
        "WEBHOOK_NETWORKS": "127.0.0.0/8",
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-c", CHILD], cwd=PROJECT, env=os.environ | given)
    wait_until(book.ordered)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    book.mood = Mood.WELL

    assert send_orders() == 0  # its lease has not lapsed yet
    MoneyStep.objects.update(lease_until=timezone.now() - LEASE)
    assert send_orders() == 0
    step.refresh_from_db()
    assert step.state == State.UNKNOWN
    look(timezone.now())

    step.refresh_from_db()
    assert step.state == State.DONE
    assert book.ordered() == [step.key]


def test_a_lost_answer_is_found_out_by_looking_and_by_nothing_else(simulator, book, now):
    case = failed_case(book)
    step = confirmed(case, now)
    book.mood = Mood.DIES_AFTER

    send_orders()
    step.refresh_from_db()
    assert step.state == State.UNKNOWN
    with pytest.raises(ValidationError):
        ask_step(case, AGAIN, actor=make_agent("dan"), now=timezone.now())
    book.mood = Mood.BROKEN
    for hour in range(30):
        look(now + timedelta(hours=hour))
        send_orders()
    step.refresh_from_db()
    assert step.state == State.UNKNOWN  # no answer is none

    assert book.ordered() == [step.key]


def test_an_order_that_never_came_ends_only_once_it_could_not_be_under_way(simulator, book, now):
    case = failed_case(book)
    step = confirmed(case, now)
    book.mood = Mood.DIES_BEFORE
    send_orders()
    book.mood = Mood.WELL

    look(timezone.now())
    step.refresh_from_db()
    assert step.state == State.UNKNOWN
    look(timezone.now() + timedelta(minutes=5))
    step.refresh_from_db()
    assert step.state == State.UNKNOWN
    look(timezone.now() + timedelta(minutes=11))
    send_orders()

    step.refresh_from_db()
    assert (step.state, step.why) == (State.REFUSED, Why.NEVER_CAME)
    assert Payment.objects.count() == 1
    assert book.ordered() == [step.key]


def test_a_walk_anew_orders_nothing(simulator, book, now):
    load_reference()
    case = failed_case(book)
    step = confirmed(case, now)
    begin_walk(case, now=now)

    send_orders()
    case.refresh_from_db()
    for _time in range(2):
        begin_walk(case, now=now)
        send_orders()

    assert book.ordered() == [step.key]
