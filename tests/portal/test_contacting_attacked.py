"""Who holds a link and no more neither takes a case over nor learns where it is written to."""

import pytest

from support.cases.correcting import edit_contact
from support.customers.contacts import Contact
from support.notifications.delivery.draining import drain
from support.notifications.models import Notification
from support.portal.contacting.codes import MOST_A_DAY
from support.portal.contacting.models import ContactChange
from support.portal.contacting.services import MOST_CHANGES
from tests.factories import NOW, make_agent, make_customer
from tests.portal.test_contacting import NEW, OLD, again, ask, code_for, post, reload, token_of
from tests.portal.world import case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return case_of(customer=make_customer(email=OLD, phone="+447700900001"))


def test_codes_are_no_good_once_an_agent_has_changed_the_contact(client, case):
    ask(client, case)
    safe = Contact(name="", email="safe@example.net", phone="+447700900001")
    edit_contact(reload(case), safe, now=NOW, actor=make_agent())

    late = post(client, case, deed="codes", new=code_for(NEW), old=code_for(OLD))

    assert (late.status_code, reload(case).contact.email) == (422, "safe@example.net")
    assert not ContactChange.objects.filter(settled_at=None).exists()


def test_beyond_the_bound_of_a_day_a_guess_of_the_address_says_nothing(client, case):
    for number in range(MOST_CHANGES):
        ask(client, case, f"n{number}@example.net")

    wrong, right = ask(client, case, "guess@example.net"), ask(client, case, OLD)

    said = [answer.text.replace(OLD, "guess@example.net") for answer in (wrong, right)]
    assert said[0] == said[1]


def test_the_bound_of_links_does_not_tell_whether_anybody_is_reached(client, case):
    other = case_of(customer=make_customer(email="", phone=""))
    answers = []
    for one in (case, other):
        token = token_of(one)
        client.post(f"/s/{token}/end/")
        answers.append(
            [again(client, token, deed="send").status_code for _time in range(MOST_A_DAY + 1)]
        )

    assert answers[0] == answers[1]


def test_one_address_gets_no_more_codes_than_it_may_however_many_cases_ask(client):
    for number in range(6):
        one = case_of(customer=make_customer(email=f"own{number}@example.net"))
        ask(client, one, "victim@example.net")

    drain("email")

    to_victim = Notification.objects.filter(address="victim@example.net", event="contact-code")
    assert to_victim.filter(sent_at__isnull=False).count() == 1
