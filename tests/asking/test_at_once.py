"""Two at once: one case, one ask, one text."""

import pytest
from django.test import Client
from django.utils import timezone

from support.cases.models import Case, Message
from support.notifications.models import Channel
from support.portal.asking.models import Ask, Asker
from support.portal.asking.proving import send_texts
from tests.asking.test_attacked import keep
from tests.asking.world import EMAIL, ask, key_in, link_of, texts
from tests.factories import NOW, make_customer, make_payment
from tests.surveys.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("reference", ["PO-77", "", "PO-NONE"])
def test_the_same_press_twice_at_once_is_one_case(monkeypatch, reference):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_payment(customer=make_customer(email=EMAIL), reference="PO-77")
    ask(Client(), reference)
    link = link_of()
    typed = {"about": "payout", "happened": "-", "amount": "1", "name": "Mina"}
    once = {"once": key_in(Client().get(link).text), **typed}

    answers = at_once(*[lambda: Client().post(link, once)] * 3)

    assert [answer.status_code for answer in answers] == [302] * 3
    assert Case.objects.count() == Message.objects.count() == 1


def test_two_asks_of_one_payment_at_once_are_one_case(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_payment(customer=make_customer(email=EMAIL), reference="PO-77")
    for _ask in range(2):
        ask(Client(), "PO-77")
    link = link_of()
    keys = [str(one.key) for one in Ask.objects.all()]

    at_once(*[lambda key=key: Client().post(link, {"once": key}) for key in keys])

    assert Case.objects.count() == 1
    assert Message.objects.count() == 2


def test_the_same_form_and_the_same_round_twice_at_once_are_one():
    at_once(*[lambda: keep(1)] * 3)
    at_once(*[lambda: send_texts(NOW)] * 3)

    assert Asker.objects.count() == Ask.objects.count() == len(texts()) == 1


def test_forms_of_one_contact_at_once_are_all_kept_and_send_one_text():
    at_once(*[lambda number=number: keep(number) for number in range(4)])
    send_texts(NOW)

    assert Ask.objects.count() == 4
    assert [(row.channel, row.address) for row in texts()] == [(str(Channel.EMAIL), EMAIL)]
