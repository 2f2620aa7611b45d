"""Codes that were met and that nothing explains."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support.payments.models import CodeOverride, Payment
from support.payments.unknown_codes import unknown_codes
from tests.factories import make_channel, make_payment
from troubleshooting.causes.models import Cause
from troubleshooting.causes.services import learn_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


def met(scheme, code, times=1, **more):
    channel = more.pop("channel", None) or make_channel(schemes=[])
    for _ in range(times):
        make_payment(channel=channel, failure_scheme=scheme, failure_code=code, **more)


def listed(since=timedelta(hours=1), **more):
    return [
        (one.scheme, one.code, one.count) for one in unknown_codes(timezone.now() - since, **more)
    ]


def test_the_most_frequent_stand_first_and_what_is_known_does_not_stand_there():
    met("nacha", "R01", 5)
    met("nacha", "R99", 2)
    met("our bank", "E7", 3)
    met("", "X77")
    met("", "")

    assert listed() == [("our bank", "E7", 3), ("nacha", "R99", 2), ("", "X77", 1)]
    assert listed(limit=1) == [("our bank", "E7", 3)]


def test_a_code_is_counted_over_all_channels_and_told_with_its_newest_payment():
    first, second = make_channel(schemes=[]), make_channel(schemes=[])
    met("our bank", "E7", 2, channel=first, failure_message="older words")
    met("our bank", "E7", 1, channel=second, failure_message="newer words", reference="PAY-NEW")

    (one,) = unknown_codes(timezone.now() - timedelta(hours=1))

    assert (one.count, one.scheme_slug) == (3, "")
    assert one.channels == tuple(sorted([first.name_en, second.name_en]))
    assert one.reference == "PAY-NEW"


def test_a_scheme_that_is_known_by_another_name_is_told_as_it_stands_here():
    met("ACH", "R99")

    (one,) = unknown_codes(timezone.now() - timedelta(hours=1))

    assert (one.scheme, one.scheme_slug) == ("ACH", "nacha")


def test_a_guess_from_another_scheme_does_not_make_a_code_known():
    met("our bank", "R01")

    assert listed() == [("our bank", "R01", 1)]


def test_a_code_that_was_learnt_or_that_its_channel_explains_is_gone():
    channel = make_channel(schemes=[])
    met("our bank", "E7")
    met("our bank", "E8", channel=channel)
    learn_code("our bank", "E7", Cause.objects.get(slug="card_expired"))
    CodeOverride.objects.create(
        channel=channel, code="E8", cause=Cause.objects.get(slug="card_expired")
    )

    assert listed() == []


def test_a_code_that_says_it_in_words_is_known():
    met("our bank", "insufficientFunds")

    assert listed() == []


def test_older_payments_are_left_out():
    met("our bank", "E7")
    Payment.objects.update(updated_at=timezone.now() - timedelta(days=3))

    assert listed() == []
    assert listed(timedelta(days=4)) == [("our bank", "E7", 1)]


def test_it_costs_the_same_however_many_payments_there_are(django_assert_num_queries):
    met("our bank", "E7", 3)
    listed()
    with django_assert_num_queries(3):  # the mark for each table of ours, and the payments
        listed()

    for number in range(10):
        met("our bank", f"F{number}")
    listed()

    with django_assert_num_queries(3):
        assert len(listed()) == 11
