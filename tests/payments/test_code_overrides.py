"""A channel's own meaning of a code."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support.guidance.facts import build_facts
from support.payments.models import CodeOverride
from support.payments.models.overrides import overrides_of
from tests.factories import NOW, make_channel, make_payment
from troubleshooting.causes.models import Cause, Scheme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


def override(channel, code, cause, scheme=None):
    row = CodeOverride(
        channel=channel,
        scheme=Scheme.objects.get(slug=scheme) if scheme else None,
        code=code,
        cause=Cause.objects.get(slug=cause),
    )
    row.clean()
    row.save()
    return row


def causes_of(channel, scheme, code):
    payment = make_payment(channel=channel, failure_scheme=scheme, failure_code=code)
    return [row["cause"] for row in build_facts(payment, now=NOW)["code_matches"]]


def test_a_code_means_on_its_channel_what_the_channel_says():
    ours, other = make_channel(), make_channel()
    override(ours, " r01 ", "account_closed", "nacha")

    assert causes_of(ours, "ACH", "R01") == ["account_closed"]
    assert causes_of(other, "ACH", "R01") == ["insufficient_funds"]


def test_a_change_to_it_counts_at_once():
    channel = make_channel()
    row = override(channel, "R01", "account_closed", "nacha")
    assert causes_of(channel, "nacha", "R01") == ["account_closed"]

    row.cause = Cause.objects.get(slug="account_frozen")
    row.save()
    assert causes_of(channel, "nacha", "R01") == ["account_frozen"]

    row.delete()
    assert causes_of(channel, "nacha", "R01") == ["insufficient_funds"]


def test_without_a_scheme_it_is_for_the_code_in_any_even_one_that_nobody_knows():
    channel = make_channel()
    override(channel, "X9", "card_expired")

    assert causes_of(channel, "our bank", "x9") == ["card_expired"]
    assert causes_of(channel, "", "X9") == ["card_expired"]


def test_a_channel_has_a_code_once():
    channel = make_channel()
    override(channel, "X9", "card_expired")

    with pytest.raises(IntegrityError), transaction.atomic():
        override(channel, "X9", "account_closed")


def test_what_can_be_no_code_is_refused():
    with pytest.raises(ValidationError) as refused:
        override(make_channel(), "  ", "card_expired")

    assert "code" in refused.value.message_dict


def test_they_are_read_once_until_one_changes(django_assert_num_queries):
    channel = make_channel()
    override(channel, "X9", "card_expired")
    overrides_of(channel.pk)

    with django_assert_num_queries(1):  # the mark
        assert overrides_of(channel.pk) == {("", "X9"): "card_expired"}
