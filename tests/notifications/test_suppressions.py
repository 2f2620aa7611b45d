"""Addresses that nothing is sent to."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from support.notifications.models import Channel, State, Suppression
from support.notifications.models.suppression import forgotten
from support.notifications.outbox.suppressions import release, suppress
from support.notifications.returns.mail_reports import mail_complained
from tests.notifications.making import NOW, make_customer, make_notification, send

pytestmark = pytest.mark.django_db
LI = "li@example.test"


def bounced(address: str = LI, words: str = "550 5.1.1 no such user") -> Suppression:
    return suppress(Channel.EMAIL, address, why=Suppression.Why.BOUNCED, words=words, now=NOW)


def erased(address: str) -> Suppression:
    row = bounced(address)
    row.address = forgotten(row.address)
    row.save()
    return row


def test_a_suppressed_address_is_held_in_any_spelling() -> None:
    bounced("Li@Example.test")

    assert Suppression.objects.holding(Channel.EMAIL, "LI@example.TEST").get().why == "bounced"
    assert not Suppression.objects.holding(Channel.SMS, LI).exists()


def test_small_letters_are_postgresqls_for_those_that_look_and_those_that_write() -> None:
    bounced("İ@x.test")

    message = send(make_notification(make_customer(email="İ@x.test")))

    assert message.reason == "suppressed"
    assert Suppression.objects.holding(Channel.EMAIL, "İ@X.test").exists()


def test_a_second_reason_leaves_the_first_in_force() -> None:
    first = bounced()

    second = suppress(
        Channel.EMAIL, LI, why="complained", words="spam", now=NOW + timedelta(days=1)
    )

    assert second == first
    assert (second.why, second.created_at) == ("bounced", NOW)
    assert Suppression.objects.count() == 1


def test_an_address_that_was_erased_stays_suppressed_for_its_first_reason() -> None:
    first = erased("Li@Example.test")

    second = suppress(Channel.EMAIL, LI, why="complained", words="spam", now=NOW)

    assert (second, second.why) == (first, "bounced")
    assert not Suppression.objects.filter(address__contains="@").exists()


def test_a_report_from_before_a_release_is_known_by_an_address_that_was_erased() -> None:
    release(erased(LI), actor=None, now=NOW + timedelta(hours=1))
    row = make_notification(make_customer(email=LI), address=LI, state=State.SENT, sent_at=NOW)

    assert not mail_complained(row, recipient=LI, words="spam", at=NOW, now=NOW + timedelta(days=1))


def test_the_providers_words_are_kept_without_the_address() -> None:
    row = bounced(words=f"550 5.1.1 <{LI}> no such\r\nuser")

    assert LI not in row.words
    assert row.words.startswith("550 5.1.1")


def test_a_release_says_who_and_when_and_a_second_changes_nothing() -> None:
    agent, other = (User.objects.create_user(name) for name in ("mei", "ana"))
    row = bounced()

    release(row, actor=agent, now=NOW + timedelta(hours=1))
    again = release(row, actor=other, now=NOW + timedelta(hours=2))

    assert (again.released_by, again.released_at) == (agent, NOW + timedelta(hours=1))
    assert not Suppression.objects.holding(Channel.EMAIL, LI).exists()


def test_an_address_may_be_suppressed_again_after_its_release() -> None:
    release(bounced(), actor=None, now=NOW)

    again = suppress(Channel.EMAIL, LI, why="complained", words="", now=NOW + timedelta(days=1))

    assert Suppression.objects.holding(Channel.EMAIL, LI).get() == again
    assert Suppression.objects.count() == 2


def test_an_unknown_reason_is_a_bug() -> None:
    with pytest.raises(ValueError, match="nonsense"), transaction.atomic():
        suppress(Channel.EMAIL, LI, why="nonsense", words="", now=NOW)

    assert not Suppression.objects.exists()
