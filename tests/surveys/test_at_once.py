"""Two at once: nobody is asked twice, and what is answered or proven counts once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from support.cases.links import link_for
from support.cases.models import Case
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Channel, Notification
from support.portal.contacting.codes import MOST_TRIES, digits_in
from support.portal.contacting.models import ContactCode
from support.portal.contacting.services import ask_change, enter_codes
from support.surveys.asking import ask_due
from support.surveys.models import Survey
from support.surveys.services import rate
from tests.factories import NOW, make_case, make_customer
from tests.surveys.world import DAY, ended_case

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do things in a connection each; return what came of them."""

    def done(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [one.result(timeout=30) for one in [threads.submit(done, deed) for deed in deeds]]


def test_two_rounds_at_once_ask_each_customer_once():
    customer = make_customer()
    for _number in range(4):
        ended_case(customer=customer)

    at_once(*[lambda: ask_due(NOW + DAY)] * 3)

    assert Notification.objects.filter(event="survey").count() == 1
    assert Survey.objects.count() == 4


def test_while_one_round_is_under_way_another_does_nothing():
    ended_case()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('surveys', 0))")

        assert at_once(lambda: ask_due(NOW + DAY)) == [0]

    assert ask_due(NOW + DAY) == 1


def test_two_taps_at_once_are_one_answer():
    case = ended_case()

    at_once(*[lambda: rate(case, 4, "", now=NOW)] * 4)

    assert Survey.objects.get().times == 1
    assert case.events.filter(kind="rated").count() == 1


def changing() -> Case:
    case = make_case(customer=make_customer(email="old@example.net"))
    ask_change(case, Channel.EMAIL, "new@example.net", now=timezone.now())
    return case


def code_for(address: str) -> str:
    row = Notification.objects.get(event="contact-code", address=address)
    words = words_of(row).text
    return next(word for word in words.split() if len(digits_in(word)) == len(word.strip()) == 6)


def test_the_same_codes_twice_at_once_change_it_once():
    case = changing()
    link = link_for(case, timezone.now())
    new, old = code_for("new@example.net"), code_for("old@example.net")

    found = at_once(*[lambda: enter_codes(link, new, old, now=timezone.now())] * 3)

    assert sum(one.link is not None for one in found) == 1
    assert case.events.filter(kind="contact").count() == 1
    assert Notification.objects.filter(event="contact-changed").count() == 2


def test_many_tries_at_once_are_no_more_than_five():
    link = link_for(changing(), timezone.now())

    at_once(*[lambda: enter_codes(link, "000000", "", now=timezone.now())] * 8)

    assert ContactCode.objects.get(is_of_new_address=True).tries == MOST_TRIES
