"""What the door of a source refuses is kept, and can be let in."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from support.intake.refusals.letting_in import replay_refused
from support.intake.refusals.refused import RefusedEvent
from support.payments.models import Payment
from support.sources.models import Source
from tests.sources.door import make_source, post, send
from tests.sources.paypal_server import PayPalServer
from tests.sources.reading import changed, sample
from tests.sources.samples import SAMPLES, STRIPE, WISE
from tests.sources.signing import signer_of, tampered, written

pytestmark = pytest.mark.django_db


def refused() -> RefusedEvent:
    return RefusedEvent.objects.get()


def post_now(kind: str, payload: Any) -> Any:
    return post(signer_of(kind).post(payload, at=timezone.now()), kind)


def test_of_a_stranger_only_size_and_digest_are_kept():
    make_source("checkout")

    post(tampered(signer_of("checkout").post(SAMPLES["checkout"])), "checkout")

    kept = refused()
    assert (kept.source, kept.status, kept.code) == ("checkout", 401, "bad_signature")
    assert (kept.body, kept.size) == (None, len(written(SAMPLES["checkout"])))


@pytest.mark.parametrize("kind", ["adyen", "alipay", "paypal", "stripe", "wise"])
def test_nobodys_garbage_is_a_strangers(kind: str):
    make_source(kind)

    answer = post(signer_of("checkout").post(b"{"), kind)

    assert answer.status_code == 401
    assert refused().body is None


def test_what_the_source_sent_and_nobody_could_read_is_kept_whole():
    make_source("wise")

    assert send("wise", b'{"data": ').status_code == 400

    kept = refused()
    assert (kept.source, kept.status, kept.text) == ("wise", 400, '{"data": ')
    with pytest.raises(ValidationError) as error:
        replay_refused(kept.pk, now=timezone.now())
    assert error.value.code == "parse_error"


def test_what_names_no_payment_is_kept_and_stays_out():
    make_source("wise")

    assert send("wise", changed(WISE, data__transfer_id=...)).status_code == 422

    assert (refused().status, refused().code) == (422, "no_reference")
    with pytest.raises(ValidationError) as error:
        replay_refused(refused().pk, now=timezone.now())
    assert error.value.code == "no_reference"
    assert not Payment.objects.exists()


def test_another_story_under_the_same_id_can_be_let_in(tree: Any):
    make_source("stripe")
    post_now("stripe", STRIPE)
    other = sample("stripe", created=STRIPE["created"] + 60, data__object__amount=9900)
    assert post_now("stripe", other).status_code == 409

    answer = replay_refused(refused().pk, now=timezone.now())

    assert answer["case"]
    assert str(Payment.objects.get().amount) == "99.0000"
    assert refused().let_in_at


def test_what_a_source_sent_that_is_gone_cannot_be_let_in():
    make_source("wise")
    send("wise", b"{")
    Source.objects.all().delete()

    with pytest.raises(ValidationError) as error:
        replay_refused(refused().pk, now=timezone.now())

    assert error.value.code == "source"


def test_what_is_to_come_again_is_not_refused(paypal: PayPalServer):
    make_source("paypal")
    paypal.fails_with = 500

    send("paypal", SAMPLES["paypal"])
    send("stripe", STRIPE)  # nobody's address

    assert not RefusedEvent.objects.exists()
