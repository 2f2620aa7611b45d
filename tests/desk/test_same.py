"""Who may be the same customer, on the page of a case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from support.cases.models import Case
from support.customers.models import CustomerJoin
from tests.desk.walking import HTMX
from tests.factories import make_case, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    """A case, and that of somebody else at its address."""
    case = make_case(customer=make_customer(name="Mock Alder", email="a@example.net"))
    return case, make_case(customer=make_customer(name="M Alder", email="A@example.net"))


def joining(case, other):
    return reverse("case-join", args=[case.reference, other.customer_id])


def undoing(case):
    return reverse("case-undo-join", args=[case.reference, CustomerJoin.objects.get().pk])


def test_the_page_names_who_may_be_the_same_with_a_link_to_look(desk, pair):
    case, other = pair

    page = desk.get(reverse("case", args=[case.reference])).text

    assert "May be the same:" in page
    assert f'<a href="/cases/{other.reference}/"><bdi>M Alder</bdi></a>' in page
    assert "same e-mail" in page
    assert joining(case, other) in page


def test_where_nobody_is_alike_the_page_says_nothing(desk):
    page = desk.get(reverse("case", args=[make_case().reference])).text

    assert "May be the same" not in page


def test_a_press_joins_and_another_undoes_it_without_javascript(desk, agent, pair):
    case, other = pair

    answer = desk.post(joining(case, other))

    assert answer.status_code == 302
    assert answer.url.endswith("#same")
    page = desk.get(answer.url).text
    assert "The same:" in page
    assert "Amy Adler" in page
    assert Case.objects.get(pk=other.pk).customer_id == case.customer_id

    assert desk.post(undoing(case)).status_code == 302

    assert Case.objects.get(pk=other.pk).customer_id == other.customer_id
    assert "May be the same:" in desk.get(answer.url).text
    timeline = desk.get(reverse("case-part", args=[case.reference, "stream"])).text
    assert "Joined with another customer" in timeline
    assert "Parted from another customer again" in timeline
    assert other.reference in timeline


def test_htmx_gets_the_part_and_hears_of_the_timeline(desk, pair):
    case, other = pair

    answer = desk.post(joining(case, other), headers=HTMX)

    assert answer.status_code == 200
    assert 'id="same"' in answer.text
    assert "stream-changed" in answer["HX-Trigger"]


def test_what_can_not_be_joined_is_said_on_the_page(desk, pair):
    case, _other = pair

    answer = desk.post(joining(case, make_case()), headers=HTMX)

    assert answer.status_code == 422
    assert "They share neither e-mail nor phone." in answer.text


def test_who_is_no_agent_joins_nobody(client, pair, django_user_model):
    case, other = pair
    assert client.post(joining(case, other)).status_code == 302  # to the sign-in page
    client.force_login(django_user_model.objects.create_user("reader"))

    assert client.post(joining(case, other)).status_code == 403
    assert not CustomerJoin.objects.exists()


def test_only_a_join_of_this_customer_is_undone_here(desk, pair):
    case, other = pair
    desk.post(joining(case, other))

    assert desk.post(undoing(make_case())).status_code == 404


def test_the_part_costs_the_same_however_many_are_alike(desk, pair):
    case, _other = pair
    address = reverse("case-part", args=[case.reference, "same"])
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _number in range(10):
        make_case(customer=make_customer(email="a@example.net"))

    with CaptureQueriesContext(connection) as many:
        desk.get(address)

    assert len(many) == len(few)


def test_an_unusable_number_stands_on_the_case_for_agents(desk):
    case = make_case(contact_phone="", contact_phone_said="07700 9001")

    page = desk.get(reverse("case", args=[case.reference])).text

    assert "07700 9001 is not usable" in page


def test_a_name_is_only_a_name(desk, pair):
    case, other = pair
    other.customer.name = "<script>alert(1)</script>"
    other.customer.save()

    with translation.override("en"):
        page = desk.get(reverse("case", args=[case.reference])).text

    assert "<script>alert(1)" not in page
