"""Leaving what is not essential: asked by a page, done by a post, by one click too."""

import re

import pytest
from django.test import Client

from support.customers.models import Customer
from support.notifications.addresses.unsubscribing import customer_of, unsubscribe_url
from support.notifications.delivery.last_look import check
from support.notifications.services import queue_message
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_of(customer: Customer) -> str:
    url = unsubscribe_url(customer.pk)
    return url[url.index("/s/") :]


def only_essential(customer: Customer) -> bool:
    customer.refresh_from_db()
    return customer.only_essential


def test_a_look_at_the_page_changes_nothing(client):
    customer = make_customer()

    response = client.get(path_of(customer))

    assert response.status_code == 200
    assert "Only what I must know" in response.content.decode()
    assert not only_essential(customer)


def test_the_button_does_it_and_the_page_says_so(client):
    customer = make_customer()

    response = client.post(f"{path_of(customer)}?lang=en", follow=True)

    assert only_essential(customer)
    assert "You get only what you must know" in response.content.decode()


def test_a_mail_program_does_it_with_one_click_and_without_cookies():
    customer = make_customer()
    program = Client(enforce_csrf_checks=True)

    response = program.post(path_of(customer), ONE_CLICK)

    assert (response.status_code, response.content, program.cookies) == (204, b"", {})
    assert only_essential(customer)
    assert program.post(path_of(customer), ONE_CLICK).status_code == 204
    assert only_essential(customer)


def test_it_can_be_taken_back_on_the_same_page(client):
    customer = make_customer(only_essential=True)

    response = client.post(path_of(customer), {"again": "1"}, follow=True)

    assert not only_essential(customer)
    assert "Only what I must know" in response.content.decode()


def test_afterwards_only_what_is_essential_leaves(client):
    customer = make_customer()
    words = {"reference": "CW-00000055", "survey_url": "https://pay.casewalk.example/survey"}
    rows = [
        queue_message(customer, event, channel="email", dedupe_key=event, context=words)
        for event in ("survey", "solution")
    ]

    client.post(path_of(customer), ONE_CLICK)

    customer.refresh_from_db()
    reasons = []
    for row in rows:
        row.customer = customer
        reasons.append(check(row, row.created_at).reason)
    assert reasons == ["opted_out", ""]


def test_the_page_speaks_the_customers_language_and_offers_the_other(client):
    customer = make_customer(locale="zh-CN")

    chinese = client.get(path_of(customer))
    english = client.get(f"{path_of(customer)}?lang=en")

    assert chinese["Content-Language"] == "zh-Hans"
    assert '<html lang="zh-Hans">' in chinese.content.decode()
    assert english["Content-Language"] == "en"
    there = f'href="{path_of(customer)}?lang=zh-hans" lang="zh-Hans"'
    assert there in english.content.decode()


def test_the_language_that_was_chosen_is_kept_after_the_post(client):
    response = client.post(f"{path_of(make_customer(locale='zh-CN'))}?lang=en", follow=True)

    assert response["Content-Language"] == "en"


def test_the_page_names_nobody_and_leaves_no_trace(client):
    customer = make_customer(name="Mock Alder")

    response = client.get(path_of(customer))

    text = response.content.decode()
    assert not any(secret in text for secret in (customer.name, customer.email, customer.phone))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "forge", [lambda t: t[:-1], lambda t: re.sub(r"^\d+", "999", t), str.upper]
)
def test_a_made_up_address_is_unknown_and_changes_nobody(client, method, forge):
    customer = make_customer()
    token = path_of(customer).split("/")[3]

    response = getattr(client, method)(f"/s/unsubscribe/{forge(token)}/")

    assert response.status_code == 404
    assert not only_essential(customer)


def test_somebody_who_was_erased_is_unknown(client):
    customer = make_customer()
    path = path_of(customer)
    customer.delete()

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "1", "1.", ".", "1.x", "\x00", "9" * 400, "é.é"])
def test_what_is_no_token_belongs_to_nobody(token):
    assert customer_of(token) is None


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_looking_and_posting_are_taken(client, method):
    assert getattr(client, method)(path_of(make_customer())).status_code == 405
