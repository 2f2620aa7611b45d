"""Real failures, read from what their payment systems send."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from support.cases.models import Case
from support.payments.models import Payment
from support.sources.models import Source
from tests.every import every
from tests.sources.door import make_source, post
from tests.sources.reading import news_of
from tests.sources.real_payments import kind_of_record, payload_of, records
from tests.sources.signing import signer_of

# What the flat records call otherwise: by the name that the code's table has, and on the ladder.
SCHEMES = {"stripe": "stripe_payout", "paypal": "paypal_payout"}
STATUSES = {"pending": "held"}
NO_AMOUNT = ("wise",)  # whose messages name none


def test_every_record_of_a_payment_system_with_a_kind_is_among_them():
    assert len(records()) == 32
    assert {kind_of_record(record) for record in records()} == {
        "stripe", "adyen", "paypal", "wise", "checkout", "razorpay", "alipay", "wechatpay",
    }  # fmt: skip


@every("record", records(), ids=lambda record: record["reference"])
def test_a_real_payment_is_read_as_what_it_was(record: dict[str, Any]):
    kind = kind_of_record(record)
    news = news_of(kind, payload_of(record))
    scheme = record["failure_scheme"]
    if scheme == "adyen" and record["direction"] == "payout":
        scheme = "adyen_transfer"

    assert news.reference == record["reference"]
    assert news.direction == record["direction"]
    assert news.method == record["method"]
    assert news.status == STATUSES.get(record["status"], record["status"])
    if kind not in NO_AMOUNT:
        assert Decimal(news.amount) == Decimal(record["amount"])
        assert news.currency == record["currency"].upper()
    assert news.failure_code == (record["failure_code"] or "")
    if record["failure_code"] or record["failure_message"]:
        assert news.failure_scheme == SCHEMES.get(scheme, scheme)
    assert not news.unread
    assert not news.contradiction


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted({kind_of_record(record) for record in records()}))
def test_real_payments_come_in_by_the_door_and_none_is_refused(kind: str, tree: Any, paypal: Any):
    make_source(kind)
    expected = {
        record["reference"]: record for record in records() if kind_of_record(record) == kind
    }

    for reference, record in expected.items():
        Source.objects.update(channel_rules=[{"channel": record["channel"]}])
        posted = signer_of(kind).post(payload_of(record), at=datetime.now(UTC))
        assert post(posted, kind).status_code in (200, 204), reference

    for payment in Payment.objects.select_related("channel"):
        record = expected.pop(payment.reference)
        assert payment.channel.code == record["channel"]
        assert payment.direction == record["direction"]
        assert payment.status == STATUSES.get(record["status"], record["status"])
        assert payment.failure_code == (record["failure_code"] or "")
        if kind not in NO_AMOUNT:
            assert (payment.amount, payment.currency) == (
                Decimal(record["amount"]),
                record["currency"].upper(),
            )
    assert expected == {}
    assert Case.objects.count() == Payment.objects.count()
