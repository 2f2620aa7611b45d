"""One order at the source, ever: two people at once, a crash, a lost answer, a walk anew."""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from support.guidance.beginning import begin_walk
from support.intake.services import Event, receive_news
from support.operations.money.asking import ask_source, ask_step, confirm_step
from support.operations.money.models import MoneyStep, State, Why
from support.operations.money.sending import send_orders, settle
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.sending.leases import LEASE
from support.sources.kinds.simulator.book import Mood
from support.sources.looking.asking import ask_look_up
from support.sources.looking.calling import Came
from support.sources.models import Access, LookUp
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


def test_who_looks_at_once_does_not_learn_that_it_never_came(simulator, book, now):
    """The order may still be under way: only who asks after that time learns it."""
    case = failed_case(book)
    step = confirmed(case, now)
    book.mood = Mood.DIES_BEFORE
    send_orders()
    book.mood = Mood.WELL
    look(timezone.now())  # asks again for when it can be under way no more

    ask_look_up(step.attempt, why=LookUp.Why.BY_HAND, now=timezone.now())
    look(timezone.now())

    step.refresh_from_db()
    assert step.state == State.UNKNOWN
    with pytest.raises(ValidationError):
        ask_step(case, AGAIN, actor=make_agent("dan"), now=timezone.now())


def test_an_address_that_finds_nothing_is_not_believed_that_the_order_never_came(
    simulator, book, now
):
    step = confirmed(failed_case(book), now)
    book.mood = Mood.DIES_AFTER
    send_orders()
    book.mood, right = Mood.WELL, simulator.look_up_address
    Access.objects.update(look_up_address=f"{right}-of-elsewhere")

    look(timezone.now() + timedelta(minutes=11))
    look(timezone.now() + timedelta(minutes=40))
    step.refresh_from_db()
    assert step.state == State.UNKNOWN
    with pytest.raises(ValidationError):
        ask_step(step.case, AGAIN, actor=make_agent("dan"), now=timezone.now())

    Access.objects.update(look_up_address=right)
    ask_source(step.case, now=timezone.now())
    look(timezone.now() + timedelta(minutes=41))
    step.refresh_from_db()
    assert (step.state, book.ordered()) == (State.DONE, [step.key])


def told_of(step):
    """Let the source tell by itself of what the order makes."""
    told = PaymentNews(step.key, status="created", occurred_at=timezone.now())
    receive_news(Event("first", source="bank"), told, now=timezone.now())


@pytest.mark.parametrize("came", [Came(404, words="HTTP 404"), Came(words="no answer")])
def test_what_the_source_told_of_while_it_was_ordered_is_done(simulator, book, now, came):
    """Its news came first: it has the order, whatever it answers to who gave it."""
    step = confirmed(failed_case(book), now)
    MoneyStep.objects.update(state=State.SENDING, sent_at=now)
    told_of(step)

    settle(step.pk, came, now)

    step.refresh_from_db()
    assert (step.state, step.case.payment.reference) == (State.DONE, step.key)


def test_what_the_source_has_told_of_is_never_ordered_anew(simulator, book, now):
    step = confirmed(failed_case(book), now)
    book.mood = Mood.DIES_BEFORE
    send_orders()
    told_of(step)
    book.mood = Mood.WELL  # and yet it does not find it

    look(timezone.now() + timedelta(minutes=11))
    look(timezone.now() + timedelta(minutes=30))

    step.refresh_from_db()
    assert step.state == State.DONE
    assert Payment.objects.count() == 2


def test_an_order_that_somebody_gave_already_is_not_given(simulator, book, now):
    step = confirmed(failed_case(book), now)
    told_of(step)

    send_orders()

    step.refresh_from_db()
    assert (step.state, book.ordered()) == (State.DONE, [])


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


def test_of_a_source_that_speaks_no_http_what_it_said_is_cut(simulator, book, now):
    step = confirmed(failed_case(book), now)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=_say_nonsense, args=(door,))
        thread.start()
        port = door.getsockname()[1]
        Access.objects.update(order_address=f"http://127.0.0.1:{port}/{{reference}}")
        assert send_orders() == 1
        thread.join()

    step.refresh_from_db()
    assert (step.state, len(step.words)) == (State.UNKNOWN, 200)


def _say_nonsense(door: socket.socket) -> None:
    caller, _address = door.accept()
    with caller:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 200 OK\r\n" + b"no header " * 40 + b"\r\n\r\n")
