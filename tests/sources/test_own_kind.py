"""Casewalk's own form, told by another payment system at the door of its source."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from support.payments.models import Payment
from tests.factories import payment_event
from tests.sources.door import make_source, post, send
from tests.sources.signing import NOW, OLD, signer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]


@pytest.fixture
def at_that_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("key", [0, 1])
def test_an_event_is_read_as_at_the_own_door(tree: Any, key: int):
    make_source("casewalk", slug="ledger")
    signer = signer_of("casewalk")
    event = payment_event(reference="PAY-7", status="returned")

    answer = post(signer.post(event, key=signer.keys[key]), "ledger")

    assert answer.status_code == 200
    payment = Payment.objects.get()
    assert (payment.reference, payment.status, payment.source) == ("PAY-7", "returned", "ledger")
    assert payment.channel.code == "demo-cn-instant"


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_!"], ["whsec_QUJDRA=="]])
def test_without_its_secret_nobody_is_let_in(secrets: list[str]):
    make_source("casewalk", secrets=secrets)

    assert send("casewalk", payment_event()).status_code == 401


def test_an_old_event_is_refused():
    make_source("casewalk")
    posted = signer_of("casewalk").post(payment_event(), at=NOW - OLD)

    assert post(posted, "casewalk").status_code == 401


def test_the_secrets_of_the_own_door_open_no_source(settings: Any):
    signer = signer_of("casewalk")
    settings.PAYMENT_EVENT_SECRETS = list(signer.secrets)
    make_source("casewalk", secrets=["whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="])

    assert send("casewalk", payment_event()).status_code == 401


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 400), (b"{}", 422)])
def test_what_is_no_event_is_refused(body: bytes, status: int):
    make_source("casewalk")

    assert send("casewalk", body).status_code == status
    assert not Payment.objects.exists()
