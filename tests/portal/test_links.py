"""Who gets to see the page at all, and what must not happen to it on the way."""

from datetime import timedelta

import pytest
from django.core.signing import Signer

from support.cases.links import LIFETIME, link_for, revoke_link
from support.cases.models.link import signer
from tests.factories import NOW, make_agent
from tests.portal.world import address_of, case_of, make_message

pytestmark = pytest.mark.django_db


def assert_says_nothing_of(case, response):
    text = response.content.decode()
    payment = case.payment
    for secret in (
        case.reference,
        payment.reference,
        payment.amount_label,
        payment.channel.public_name_en,
        case.customer.name,
        case.customer.email,
    ):
        assert secret not in text


def test_the_link_alone_opens_the_page(client):
    case = case_of()

    response = client.get(address_of(case))

    assert response.status_code == 200
    assert case.reference in response.content.decode()


@pytest.mark.parametrize("place", [0, 5, 12, 13, 20, -1])
def test_a_link_with_one_changed_letter_is_unknown(client, place):
    case = case_of()
    token = address_of(case).split("/")[2]
    letters = list(token)
    letters[place] = "x" if letters[place] != "x" else "y"

    response = client.get(f"/s/{''.join(letters)}/")

    assert response.status_code == 404
    assert_says_nothing_of(case, response)


def test_a_link_that_lost_its_end_is_unknown(client):
    case = case_of()
    token = address_of(case).split("/")[2]

    response = client.get(f"/s/{token[:-4]}/")

    assert response.status_code == 404
    assert_says_nothing_of(case, response)


def test_a_bare_key_without_our_signature_is_unknown(client):
    case = case_of()
    key = link_for(case, NOW).key

    assert client.get(f"/s/{key}/").status_code == 404
    assert client.get(f"/s/{key}./").status_code == 404


def test_a_key_signed_for_another_purpose_is_unknown(client):
    key = link_for(case_of(), NOW).key
    token = Signer(salt="something-else", sep=".", algorithm="sha1").sign(key)

    assert client.get(f"/s/{token}/").status_code == 404


def test_a_well_signed_key_that_no_case_has_is_unknown(client):
    assert client.get(f"/s/{signer().sign('nobody')}/").status_code == 404


@pytest.mark.parametrize("token", ["%00", "..", "%F0%9F%92%B8", "a" * 3000, "<script>", "a.b.c"])
def test_nonsense_is_answered_kindly(client, token):
    response = client.get(f"/s/{token}/")

    assert response.status_code == 404
    assert "This link does not work" in response.content.decode()
    assert "<script" not in response.content.decode()


def test_an_expired_link_says_so_and_nothing_of_the_case(client):
    case = case_of()
    address = address_of(case, NOW - LIFETIME)

    response = client.get(address)

    assert response.status_code == 410
    assert "This link has ended" in response.content.decode()
    assert_says_nothing_of(case, response)


def test_a_link_is_good_until_the_moment_it_expires(client, present):
    case = case_of()
    link = link_for(case, NOW)
    address = address_of(case)
    case.links.filter(pk=link.pk).update(expires_at=present + timedelta(seconds=1))
    before = client.get(address).status_code
    case.links.filter(pk=link.pk).update(expires_at=present)

    assert (before, client.get(address).status_code) == (200, 410)


def test_a_revoked_link_ends_and_the_next_one_works(client):
    case = case_of()
    old = address_of(case)
    revoke_link(case, NOW)

    response = client.get(old)

    assert response.status_code == 410
    assert_says_nothing_of(case, response)
    assert address_of(case) != old
    assert client.get(address_of(case)).status_code == 200


def test_one_link_opens_one_case_only(client):
    mine, other = case_of(), case_of()

    text = client.get(address_of(mine)).content.decode()

    assert mine.reference in text
    assert other.reference not in text
    assert other.payment.reference not in text


@pytest.mark.parametrize("kind", ["good", "unknown", "ended"])
def test_no_cache_no_index_and_no_referrer_whatever_the_link(client, kind):
    case = case_of()
    address = "/s/nonsense/" if kind == "unknown" else address_of(case)
    if kind == "ended":
        revoke_link(case, NOW)

    response = client.get(address)

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("kind", ["good", "unknown", "ended"])
def test_refusals_are_written_in_both_languages_and_pages_name_theirs(client, kind):
    case = case_of(locale="zh-CN")
    address = "/s/nonsense/" if kind == "unknown" else address_of(case)
    if kind == "ended":
        revoke_link(case, NOW)

    response = client.get(address)

    text = response.content.decode()
    if kind == "good":
        assert response["Content-Language"] == "zh-Hans"
        assert '<html lang="zh-Hans">' in text
    else:
        assert response["Content-Language"] == "en, zh-Hans"
        assert '<section class="card answer" lang="en">' in text
        assert '<section class="card answer" lang="zh-Hans">' in text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent_to_the_page(client, method):
    response = getattr(client, method)(address_of(case_of()))

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response["Cache-Control"] == "private, no-store"


def test_a_link_checker_that_asks_for_the_head_changes_nothing(client):
    case = case_of()
    address = address_of(case)
    before = list(case.links.values())

    response = client.head(address)

    assert response.status_code == 200
    assert response.content == b""
    assert list(case.links.values()) == before
    assert case.events.count() == 1


def test_reading_sets_no_cookie_even_for_an_agent_who_is_signed_in(client):
    client.force_login(make_agent())

    response = client.get(address_of(case_of()), {"lang": "zh-hans"})

    assert response.status_code == 200
    assert not response.cookies


def test_the_page_holds_one_form_to_us_nothing_from_elsewhere_and_one_script_to_copy(client):
    case = case_of()
    make_message(case)

    address = address_of(case)
    text = client.get(address).content.decode()

    assert text.count("<script") == text.count("js/copy") == 1
    assert text.count("<form") == text.count(f' action="{address}messages/?lang=en#write-us"') == 1
    for unwanted in ("<iframe", "style=", "onclick", "http://", "https://"):
        assert unwanted not in text
