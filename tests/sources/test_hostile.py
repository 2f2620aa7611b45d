"""Every field of every kind's message, missing, empty, of a wrong type, too long or hostile."""

from collections.abc import Iterator
from typing import Any

from support.payments.ladder.rungs import Rung
from support.payments.news import BOUNDS, PaymentNews
from support.sources.kinds.payload import CONTACT_BOUNDS
from tests.every import every
from tests.sources.reading import alipay_sample, changed, reading, reading_unsigned
from tests.sources.samples import ADYEN_TRANSFER, SAMPLES
from tests.sources.test_statuses import charge, intent, wechat

VALUES: list[Any] = [
    ..., None, "", " ", "x" * 5000, "\0\x07", "\ud800", "<b>1</b>", "'; --", "NaN", "1e400", "-1",
    "٣", "9" * 40, 0, -1, 1.5, 1e308, 10**30, True, False, [], {}, [1, "a"], [{"id": "x"}],
    {"value": {"value": {}}}, {"id": ["x"]}, [[[[[]]]]],
]  # fmt: skip
PAYLOADS: list[tuple[str, str, Any]] = [
    *((kind, kind, payload) for kind, payload in SAMPLES.items() if kind != "alipay"),
    ("adyen transfer", "adyen", ADYEN_TRANSFER),
    ("stripe charge", "stripe", charge(
        "charge.failed", "failed", failure_code="card_declined", customer="cus_1",
        outcome={"type": "issuer_declined", "reason": "x"}, receipt_email="a@example.com",
        billing_details={"name": "T", "email": "a@example.com", "phone": "1"},
        payment_method_details={"type": "card"})),
    ("stripe intent", "stripe", intent(
        "payment_intent.payment_failed", "requires_payment_method", payment_method_types=["card"],
        last_payment_error={"code": "c", "decline_code": "d", "message": "m",
                            "payment_method": {"type": "card", "billing_details": {}}})),
    ("wechat payment", "wechatpay", wechat(
        out_trade_no="R", transaction_id="T", trade_state="PAYERROR", trade_state_desc="x",
        amount={"total": 1, "currency": "CNY"}, payer={"openid": "o"})),
]  # fmt: skip


def paths_of(payload: Any, before: str = "") -> Iterator[str]:
    """Yield the way to every value of a payload, those that hold others too."""
    items = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for name, value in items:
        path = f"{before}{name}"
        yield path
        if isinstance(value, dict | list):
            yield from paths_of(value, f"{path}__")


CASES = [
    (label, kind, payload, path) for label, kind, payload in PAYLOADS for path in paths_of(payload)
]


@every(("label", "kind", "payload", "path"), CASES, ids=[f"{case[0]}-{case[3]}" for case in CASES])
def test_no_value_of_any_field_breaks_a_kind(label: str, kind: str, payload: Any, path: str):
    for value in VALUES:
        for news in reading_unsigned(kind, changed(payload, **{path: value})).news:
            assert_can_be_kept(news)


def test_no_value_of_alipays_news_breaks_it():
    for name in ("out_biz_no", "order_id", "status", "trans_amount", "error_code", "fail_reason"):
        for value in VALUES:
            for news in reading("alipay", alipay_sample(**{name: value})).news:
                assert_can_be_kept(news)


def assert_can_be_kept(news: PaymentNews) -> None:
    """All that is read is text of bounded length that PostgreSQL takes, or a plain value."""
    for name, value in vars(news).items():
        if isinstance(value, str) and name not in ("status", "direction", "contradiction"):
            assert len(value) <= BOUNDS[name], name
            assert_storable(value)
    for name, value in vars(news.contact).items():
        assert len(value) <= CONTACT_BOUNDS.get(name, 0), name
        assert_storable(value)
    assert news.status in ("", *Rung)
    assert news.direction in ("", "payin", "payout")
    for one in news.references:
        assert 0 < len(one.value) <= BOUNDS["reference"]
        assert_storable(one.value)
    for unread in news.unread:
        assert len(unread.field) <= 100
        assert len(unread.value) <= 120
        assert_storable(f"{unread.field}{unread.value}")


def assert_storable(text: str) -> None:
    assert "\0" not in text
    text.encode()
