"""Payments from before the ladder: what was known of them is its first word."""

from importlib import import_module

import pytest
from django.db import connection

from support.payments.models import Payment, PaymentStatus
from tests.factories import make_payment

migration = import_module("support.payments.migrations.0004_ladder_of_before")


@pytest.mark.django_db
def test_success_of_before_was_never_more_than_sent():
    done, failed = make_payment(status="succeeded", failure_code=""), make_payment()
    PaymentStatus.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(migration.FILL)

    rows = PaymentStatus.objects.order_by("payment").values_list(
        "payment", "status", "said", "code", "source"
    )
    assert list(rows) == [
        (done.pk, "sent", "sent", "", "casewalk"),
        (failed.pk, "failed", "failed", "AC04", "casewalk"),
    ]
    assert set(PaymentStatus.objects.values_list("occurred_at", "read_at")) == set(
        Payment.objects.values_list("updated_at", "updated_at")
    )
    assert set(Payment.objects.values_list("source", flat=True)) == {"casewalk"}
