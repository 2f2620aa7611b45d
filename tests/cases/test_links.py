"""The customer's link: signed, expiring, revocable, one at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from support.cases.links import LIFETIME, find_link, link_for, revoke_link
from support.cases.models import StatusLink
from tests.factories import NOW, make_case

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def token_of(link: StatusLink) -> str:
    return link.url.rstrip("/").rsplit("/", 1)[1]


def test_a_link_leads_to_its_case():
    case = make_case()
    make_case()

    link = link_for(case, NOW)

    assert find_link(token_of(link)) == link
    assert link.case == case
    assert link.is_valid(NOW)


def test_a_link_is_short_enough_for_an_sms_and_says_nothing_of_the_case():
    case = make_case()
    url = link_for(case, NOW).url

    assert url.startswith("http://127.0.0.1:8000/s/")
    assert len(token_of(link_for(case, NOW))) < 60
    assert case.reference not in url


def test_every_message_carries_the_same_link():
    case = make_case()

    assert link_for(case, NOW) == link_for(case, NOW + timedelta(days=1))
    assert StatusLink.objects.count() == 1


def test_a_link_dies_after_its_time():
    link = link_for(make_case(), NOW)

    assert link.is_valid(NOW + LIFETIME - SECOND)
    assert not link.is_valid(NOW + LIFETIME)


def test_a_link_that_is_used_again_late_lives_longer():
    case = make_case()
    link_for(case, NOW)

    early = link_for(case, NOW + LIFETIME / 2)
    assert early.expires_at == NOW + LIFETIME

    late = link_for(case, NOW + LIFETIME / 2 + SECOND)
    assert late.expires_at == NOW + LIFETIME * 1.5 + SECOND


def test_a_revoked_link_is_dead_at_once_and_the_next_message_has_another():
    case = make_case()
    old = link_for(case, NOW)

    assert revoke_link(case, NOW) == 1

    old.refresh_from_db()
    assert not old.is_valid(NOW + SECOND)
    new = link_for(case, NOW + SECOND)
    assert token_of(new) != token_of(old)
    assert new.is_valid(NOW + SECOND)
    assert find_link(token_of(old)) == old


def test_revoking_twice_changes_nothing_more():
    case = make_case()
    link_for(case, NOW)
    revoke_link(case, NOW)

    assert revoke_link(case, NOW + SECOND) == 0
    assert StatusLink.objects.get().revoked_at == NOW


@pytest.mark.parametrize("change", ["key", "signature", "cut", "empty", "unsigned"])
def test_a_changed_token_leads_nowhere(change: str):
    token = token_of(link_for(make_case(), NOW))
    key, _dot, signature = token.rpartition(".")
    other = "B" if token[0] == "A" else "A"
    changed = {
        "key": other + token[1:],
        "signature": f"{key}.{'A' * len(signature)}",
        "cut": token[:-1],
        "empty": "",
        "unsigned": key,
    }[change]

    assert find_link(changed) is None


def test_a_token_signed_with_another_key_leads_nowhere(settings):
    token = token_of(link_for(make_case(), NOW))

    settings.SECRET_KEY = "another key"

    assert find_link(token) is None


def test_keys_cannot_be_guessed():
    keys = {link_for(make_case(), NOW).key for _time in range(20)}

    assert len(keys) == 20
    assert all(len(key) >= 12 for key in keys)


def test_the_database_refuses_two_live_links_of_a_case():
    link = link_for(make_case(), NOW)

    with pytest.raises(IntegrityError, match="one_live_link_per_case"), transaction.atomic():
        StatusLink.objects.create(case=link.case, expires_at=NOW)
