"""What agents see of the public form: the text in the outbox, and on the case what is proven."""

import pytest

from support.cases.models import Case
from support.portal.asking.proving import send_texts
from tests.asking.test_attacked import keep
from tests.asking.world import DETAILS, ask, confirm, link_of, texts
from tests.factories import NOW, make_agent, make_customer, make_payment, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    return sign_in(client, make_agent(is_superuser=True))


def test_the_text_stands_in_the_outbox_with_no_word_of_who_asked(desk):
    keep(1, words="Zwetschge")
    send_texts(NOW)

    pages = [desk.get("/outbox/").text, desk.get(f"/outbox/{texts()[0].pk}/").text]

    assert all("Link of the public form" in page for page in pages)
    assert all("Zwetschge" not in page for page in pages)


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("PO-MINE", "sent to where the payment’s customer is reached."),
        ("PO-THEM", "find out who they are before you tell them anything of it."),
        ("", "and named no payment."),
    ],
)
def test_the_case_says_what_the_link_proves(desk, client, reference, told):
    for name in ("mine", "them"):
        customer = make_customer(email=f"{name}@example.test")
        make_payment(customer=customer, reference=f"PO-{name.upper()}")
    ask(client, reference, "mine@example.test")
    confirm(client, link_of("mine@example.test"), **DETAILS)

    page = desk.get(f"/cases/{Case.objects.get().reference}/").text

    assert "Asked at the public form" in page
    assert told in page
