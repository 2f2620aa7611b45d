"""Who sent it, by the ways of signing that a map can name."""

import base64
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.datastructures import CaseInsensitiveMapping
from standardwebhooks.webhooks import Webhook

from support.sources.kinds.base import BadSignature, UnreadableBody
from support.sources.mapped.field_map import Signature
from support.sources.mapped.kind import Mapped
from support.sources.mapped.signatures import new_secret, verify
from support.sources.models import Source
from support.sources.registry import kind_for, kind_of
from tests.every import every

BODY = '{"id": "T1", "名": "甲"}'.encode()
NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
SECRET = "a-secret-of-the-source"


def check(signature, headers, secrets=(SECRET,), body=BODY, now=NOW):
    return verify(signature, body, CaseInsensitiveMapping(headers), list(secrets), now=now)


def mac(secret=SECRET, body=BODY, algorithm="sha256"):
    return hmac.new(secret.encode(), body, algorithm)


HEX = Signature("hmac-hex", "X-Signature")


@every(
    ("signature", "value"),
    [
        (HEX, mac().hexdigest()),
        (HEX, mac().hexdigest().upper()),
        (Signature("hmac-hex", "x-signature", "sha256="), f"sha256={mac().hexdigest()}"),
        (
            Signature("hmac-hex", "X-Signature", algorithm="sha512"),
            mac(algorithm="sha512").hexdigest(),
        ),
        (
            Signature("hmac-base64", "X-Signature"),
            base64.b64encode(mac().digest()).decode(),
        ),
        (Signature("token", "X-Signature"), SECRET),
        (Signature("token", "X-Signature", "Bearer "), f"Bearer {SECRET}"),
    ],
)
def test_what_the_source_signed_is_let_in(signature, value):
    assert check(signature, {"X-Signature": value}) == ""
    # Also while the secret changes from one to the next.
    assert check(signature, {"X-Signature": value}, secrets=("new-one", SECRET)) == ""


@every(
    ("signature", "value"),
    [
        (HEX, ""),
        (HEX, mac("another").hexdigest()),
        (HEX, mac(body=b"{}").hexdigest()),
        (HEX, "é" * 64),
        (HEX, "\udcff"),
        (Signature("hmac-hex", "X-Signature", "sha256="), mac().hexdigest()),
        (Signature("hmac-base64", "X-Signature"), mac().hexdigest()),
        (Signature("token", "X-Signature"), "guess"),
        (Signature("hmac-hex", ""), mac().hexdigest()),
    ],
)
def test_what_it_did_not_sign_is_refused_with_a_reason(signature, value):
    with pytest.raises(BadSignature, match=r"\w \w"):
        check(signature, {"X-Signature": value})


@every("secrets", [(), ("",)])
@every("scheme", ["standard", "hmac-hex", "token"])
def test_a_source_without_a_secret_lets_nothing_in(scheme, secrets):
    with pytest.raises(BadSignature, match="no secret"):
        check(Signature(scheme, "X-Signature"), {"X-Signature": ""}, secrets)


def test_a_signed_time_is_part_of_the_signature_and_ends():
    signature = Signature("hmac-hex", "x-signature", timestamp_header="x-timestamp", joint=".")
    said = str(int(NOW.timestamp() * 1000))
    headers = {
        "x-timestamp": said,
        "x-signature": mac(body=f"{said}.".encode() + BODY).hexdigest(),
    }

    assert check(signature, headers) == ""
    for wrong in ({"x-timestamp": ""}, {"x-timestamp": said[:-1] + "1"}):
        with pytest.raises(BadSignature):
            check(signature, headers | wrong)
    with pytest.raises(BadSignature, match="five minutes"):
        check(signature, headers, now=NOW + timedelta(minutes=6))


def test_standard_webhooks_name_the_event():
    secret = new_secret("standard")
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, BODY.decode()),
    }

    assert check(Signature(), headers, (new_secret("standard"), secret)) == "msg_1"
    for wrong in (b"{}", b"\xff"):
        with pytest.raises(BadSignature):
            check(Signature(), headers, (secret,), body=wrong)


def test_a_new_secret_is_long_and_never_the_same():
    for scheme in ("standard", "hmac-hex"):
        assert len(new_secret(scheme)) > 40
        assert new_secret(scheme) != new_secret(scheme)


def test_a_source_is_verified_and_read_as_its_own_map_says():
    source = Source(
        slug="nova",
        kind="mapped",
        secrets=[SECRET],
        field_map={
            "event_id": "id",
            "fields": {"reference": "ref", "status": "state"},
            "signature": {"scheme": "hmac-hex", "header": "X-Signature"},
        },
    )
    body = b'{"id": "evt_1", "ref": "P1", "state": "FAILED"}'
    headers = CaseInsensitiveMapping({"X-Signature": mac(body=body).hexdigest()})

    kind = kind_for(source)
    reading = kind.read(body, headers, source)

    assert kind.verify(body, headers, source.secrets, now=NOW) == "evt_1"
    assert [(news.reference, news.status) for news in reading.news] == [("P1", "failed")]
    assert reading.type == "FAILED"


@pytest.mark.parametrize("body", [b"\xff", b"{", b"[" * 100_000])
def test_a_signed_body_that_is_no_json_is_unreadable(body):
    kept = {"signature": {"scheme": "hmac-hex", "header": "X-Signature"}}
    headers = CaseInsensitiveMapping({"X-Signature": mac(body=body).hexdigest()})

    with pytest.raises(UnreadableBody):
        Mapped(kept).verify(body, headers, [SECRET], now=NOW)
    with pytest.raises(BadSignature):
        Mapped(kept).verify(body, {}, [SECRET], now=NOW)


def test_every_other_source_is_read_by_its_kind():
    assert kind_for(Source(kind="stripe")) is kind_of("stripe")
    with pytest.raises(KeyError):
        kind_for(Source(kind="nosuch"))
