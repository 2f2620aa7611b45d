"""Who may tell: every kind, by its own signature."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils.datastructures import CaseInsensitiveMapping

from support.sources.kinds.base import BadSignature, NotVerifiable, Reading, UnreadableBody
from support.sources.models import Source
from support.sources.registry import kind_of
from tests.every import every
from tests.sources.paypal_server import PayPalServer
from tests.sources.samples import ADYEN_TRANSFER, SAMPLES
from tests.sources.signing import NOW, OLD, Posted, signer_of, tampered

pytestmark = pytest.mark.usefixtures("paypal")
KINDS = every("kind", SAMPLES)
TIMED = [kind for kind in SAMPLES if signer_of(kind).has_time]
WITH_HEADER = [kind for kind in SAMPLES if signer_of(kind).header]


def verify(kind: str, posted: Posted, secrets: tuple[str, ...] | None = None) -> str:
    secrets = signer_of(kind).secrets if secrets is None else secrets
    headers = CaseInsensitiveMapping(posted.headers)
    return kind_of(kind).verify(posted.body, headers, secrets, now=NOW)


def read(kind: str, posted: Posted) -> Reading:
    verify(kind, posted)
    source = Source(kind=kind, secrets=list(signer_of(kind).secrets))
    return kind_of(kind).read(posted.body, CaseInsensitiveMapping(posted.headers), source)


@KINDS
def test_a_message_signed_as_documented_is_let_in_and_named(kind: str):
    posted = signer_of(kind).post(SAMPLES[kind])

    assert 1 < len(verify(kind, posted)) <= 100
    assert verify(kind, posted) == verify(kind, posted)


@KINDS
def test_the_second_secret_is_as_good(kind: str):
    signer = signer_of(kind)

    assert verify(kind, signer.post(SAMPLES[kind], key=signer.keys[1]))


@KINDS
def test_a_changed_letter_is_noticed(kind: str):
    with pytest.raises(BadSignature):
        verify(kind, tampered(signer_of(kind).post(SAMPLES[kind])))


@KINDS
def test_without_the_right_secret_nobody_is_let_in(kind: str):
    signer = signer_of(kind)
    posted = signer.post(SAMPLES[kind], key=signer.keys[1])
    only_the_first = tuple(secret for secret in signer.secrets if secret != signer.secrets[1])

    with pytest.raises(BadSignature):
        verify(kind, posted, only_the_first)


@KINDS
def test_a_source_without_secrets_lets_nobody_in(kind: str):
    with pytest.raises(BadSignature):
        verify(kind, signer_of(kind).post(SAMPLES[kind]), ())


@every("kind", WITH_HEADER)
def test_a_missing_header_is_said(kind: str):
    posted = signer_of(kind).post(SAMPLES[kind])
    headers = dict(posted.headers)
    del headers[signer_of(kind).header]

    with pytest.raises(BadSignature, match="missing"):
        verify(kind, replace(posted, headers=headers))


@every("kind", TIMED)
@every("age", [OLD, -OLD], ids=["old", "dated ahead"])
def test_a_message_of_another_time_is_refused(kind: str, age: Any):
    with pytest.raises(BadSignature):
        verify(kind, signer_of(kind).post(SAMPLES[kind], at=NOW - age))


ODD = ["…", "\udcff\udc00", "x" * 100_000, "t=,v1=", "t=١٢,v1=0", "=" * 8, "algorithm=,", "AA=="]
SIGNED_HEADERS = [
    ("stripe", "Stripe-Signature"),
    ("adyen", "HmacSignature"),
    ("paypal", "PayPal-Cert-Url"),
    ("paypal", "PayPal-Transmission-Id"),
    ("paypal", "PayPal-Transmission-Sig"),
    ("wise", "X-Signature-SHA256"),
    ("checkout", "Cko-Signature"),
    ("razorpay", "X-Razorpay-Signature"),
    ("wechatpay", "Wechatpay-Timestamp"),
    ("wechatpay", "Wechatpay-Nonce"),
    ("wechatpay", "Wechatpay-Signature"),
]


@every(("kind", "header"), SIGNED_HEADERS)
@every("odd", ODD, ids=range(len(ODD)))
def test_no_odd_header_is_more_than_a_wrong_signature(kind: str, header: str, odd: str):
    posted = signer_of(kind).post(SAMPLES[kind])

    with pytest.raises(BadSignature):
        verify(kind, replace(posted, headers=posted.headers | {header: odd}))


GARBAGE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"a=b&sign=AA==",
    b'{"x_response":1,"sign":"AA=="}',
]


@KINDS
@every("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_not_let_in_whoever_signed_it(kind: str, body: bytes):
    headers = signer_of(kind).post(SAMPLES[kind]).headers

    with pytest.raises(BadSignature):
        verify(kind, Posted(body, headers))


@every("kind", ["stripe", "wise", "checkout", "razorpay", "wechatpay"])
@every("body", GARBAGE[:5], ids=range(5))
def test_garbage_that_is_signed_rightly_is_unreadable(kind: str, body: bytes):
    posted = signer_of(kind).post(body)

    with pytest.raises(UnreadableBody):
        read(kind, posted)


@every("secret", ["", "zz", "-----BEGIN PUBLIC KEY-----\nAA==", "x" * 4000])
@KINDS
def test_a_secret_that_is_none_lets_nobody_in(kind: str, secret: str):
    with pytest.raises(BadSignature):
        verify(kind, signer_of(kind).post(SAMPLES[kind]), (secret,))


def test_adyens_transfers_are_signed_as_a_whole():
    posted = signer_of("adyen").post(ADYEN_TRANSFER)

    assert verify("adyen", posted).startswith("sha256:")
    with pytest.raises(BadSignature):
        verify("adyen", tampered(posted))


def test_each_of_adyens_items_has_to_be_signed():
    one = SAMPLES["adyen"]["notificationItems"][0]
    signed = signer_of("adyen").post(SAMPLES["adyen"])
    both = signer_of("adyen").post({"notificationItems": [one, one]})

    assert verify("adyen", both)
    unsigned = signed.body.replace(b"}]}", b'}, {"NotificationRequestItem": {"success": "true"}}]}')
    with pytest.raises(BadSignature):
        verify("adyen", replace(signed, body=unsigned))


def test_adyens_older_libraries_escape_what_they_sign():
    import base64
    import hashlib
    import hmac
    import json

    key = signer_of("adyen").keys[0]
    item = {"pspReference": "P", "merchantReference": "a:b\\c", "eventCode": "CAPTURE"}
    text = "P:::a\\:b\\\\c:::CAPTURE:"
    mac = hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).digest()
    item |= {"additionalData": {"hmacSignature": base64.b64encode(mac).decode()}}
    body = json.dumps({"notificationItems": [{"NotificationRequestItem": item}]}).encode()

    assert verify("adyen", Posted(body, {}))


def test_alipays_key_is_read_as_its_console_shows_it():
    pem = signer_of("alipay").secrets[0]
    bare = "".join(pem.splitlines()[1:-1])

    assert verify("alipay", signer_of("alipay").post(SAMPLES["alipay"]), (bare,)) == "notify-1"


def test_alipays_answers_are_signed_as_their_letters_stand():
    answer = {"alipay_fund_trans_uni_transfer_response": {"code": "40004", "out_biz_no": "REF-1"}}
    posted = signer_of("alipay").post(answer)

    assert verify("alipay", posted).startswith("sha256:")
    with pytest.raises(BadSignature):
        verify("alipay", tampered(posted))


def test_wechats_trial_signature_is_refused():
    """WeChat Pay sends wrong signatures on purpose, to see whether they are noticed."""
    posted = signer_of("wechatpay").post(SAMPLES["wechatpay"])
    signature = "WECHATPAY/SIGNTEST/" + posted.headers["Wechatpay-Signature"]

    with pytest.raises(BadSignature):
        verify(
            "wechatpay",
            replace(posted, headers=posted.headers | {"Wechatpay-Signature": signature}),
        )


def test_a_platform_certificate_is_as_good_as_the_key():
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    from tests.sources.signing import key_pair

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Pay")])
    private = key_pair("wechat")[0]
    certificate = (
        x509.CertificateBuilder(name, name, private.public_key(), 1, NOW, NOW + timedelta(days=9))
        .sign(private, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )

    assert verify(
        "wechatpay", signer_of("wechatpay").post(SAMPLES["wechatpay"]), (certificate.decode(),)
    )


def test_stripes_signatures_of_other_schemes_prove_nothing():
    posted = signer_of("stripe").post(SAMPLES["stripe"])
    older = posted.headers["Stripe-Signature"].replace("v1=", "v0=")

    with pytest.raises(BadSignature):
        verify("stripe", replace(posted, headers={"Stripe-Signature": older}))


def test_paypal_is_asked_for_a_token_once(paypal: PayPalServer):
    posted = signer_of("paypal").post(SAMPLES["paypal"])

    assert verify("paypal", posted) == verify("paypal", posted) == "WH-1"

    assert paypal.asked.count("/v1/oauth2/token") == 1


def test_a_token_that_ended_early_is_replaced(paypal: PayPalServer):
    posted = signer_of("paypal").post(SAMPLES["paypal"])
    verify("paypal", posted)
    paypal.forgets_tokens = True

    assert verify("paypal", posted) == "WH-1"


def test_the_very_bytes_of_an_event_go_to_paypal():
    body = b'{ "id":"WH-1",\n  "event_type" : "X", "n": 1.10, "REF-1": "\\u00e9" }'

    assert verify("paypal", signer_of("paypal").post(body)) == "WH-1"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_when_paypal_cannot_say_nobody_can(paypal: PayPalServer, status: int):
    paypal.fails_with = status

    with pytest.raises(NotVerifiable):
        verify("paypal", signer_of("paypal").post(SAMPLES["paypal"]))


def test_a_paypal_that_does_not_answer_is_no_answer(paypal: PayPalServer, monkeypatch: Any):
    from support.sources.kinds.paypal import verifying

    monkeypatch.setattr(verifying, "APIS", {"api-m.paypal.com": "http://127.0.0.1:9"})

    with pytest.raises(NotVerifiable):
        verify("paypal", signer_of("paypal").post(SAMPLES["paypal"]))


@pytest.mark.parametrize(
    "address",
    [
        "http://api.paypal.com/v1/notifications/certs/X",
        "https://api.paypal.com.example.test/v1/notifications/certs/X",
        "https://user@api.paypal.com/certs",
        "https://api.paypal.com:8443/certs",
        "https://127.0.0.1/certs",
        "https://[::1/certs",
        "file:///etc/passwd",
    ],
)
def test_a_certificate_that_is_not_at_paypals_is_not_even_asked_about(
    paypal: PayPalServer, address: str
):
    posted = signer_of("paypal").post(SAMPLES["paypal"])

    with pytest.raises(BadSignature):
        verify("paypal", replace(posted, headers=posted.headers | {"PayPal-Cert-Url": address}))

    assert paypal.asked == []


@pytest.mark.parametrize(
    "secret",
    [
        "https://client:wrong@api-m.paypal.com/WH0",
        "https://client:secret@evil.example.test/WH0",
        "https://client:secret@api-m.paypal.com/",
        "https://api-m.paypal.com/WH0",
    ],
)
def test_only_paypal_is_asked_and_only_with_whole_credentials(secret: str):
    with pytest.raises(BadSignature):
        verify("paypal", signer_of("paypal").post(SAMPLES["paypal"]), (secret,))
