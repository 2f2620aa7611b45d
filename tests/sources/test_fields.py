"""Amounts, names, references and codes as payment systems really send them."""

from typing import Any

import pytest

from tests.every import every
from tests.sources.reading import alipay_sample, changed, news_of, reading, sample
from tests.sources.samples import ADYEN_TRANSFER
from tests.sources.test_statuses import ITEM, charge, intent, stripe, wechat

AMOUNTS = [
    ("stripe", 1500, "jpy", "1500"),
    ("stripe", 1500, "ISK", "15.00"),  # no decimals by ISO 4217, two in Stripe's amounts
    ("stripe", 1500, "ugx", "15.00"),
    ("stripe", 1500, "mga", "1500"),
    ("stripe", 1500, "kwd", "1.500"),
    ("stripe", -200, "eur", "-2.00"),
    ("adyen", 1500, "ISK", "15.00"),
    ("adyen", 1500, "CLP", "15.00"),
    ("adyen", 1500, "IDR", "1500"),
    ("adyen", 1500, "JPY", "1500"),
    ("checkout", 1500, "CLP", "15.00"),
    ("checkout", 1500, "ISK", "1500"),
    ("checkout", 1500, "BHD", "1.500"),
    ("razorpay", 1500, "INR", "15.00"),
]


@every(("kind", "minor", "currency", "major"), AMOUNTS)
def test_smallest_units_become_amounts(kind: str, minor: int, currency: str, major: str):
    places = {
        "stripe": ("data__object__amount", "data__object__currency"),
        "adyen": (f"{ITEM}__amount__value", f"{ITEM}__amount__currency"),
        "checkout": ("data__amount", "data__currency"),
        "razorpay": ("payload__payout__entity__amount", "payload__payout__entity__currency"),
    }
    amount, code = places[kind]

    news = news_of(kind, sample(kind, **{amount: minor, code: currency}))

    assert (news.amount, news.currency) == (major, currency.upper())


def test_an_amount_without_a_currency_is_not_guessed():
    news = news_of("stripe", sample("stripe", data__object__currency=...))

    assert (news.amount, news.currency) == ("", "")
    assert [one.field for one in news.unread] == ["data.object.amount"]


ODD_FIELDS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("stripe", {"data__object__amount": {"value": 1}}, ["data.object.amount"]),
    ("stripe", {"data__object__currency": "pesos"},
     ["data.object.currency", "data.object.amount"]),
    ("stripe", {"data__object__failure_code": ["a", "b"]}, ["data.object.failure_code"]),
    ("stripe", {"data__object__metadata": "none"}, ["data.object.metadata"]),
    ("stripe", {"created": "yesterday"}, ["created"]),
    ("paypal", {"resource__errors": "none"}, ["resource.errors"]),
    ("checkout", {"data__customer": "cus_1"}, ["data.customer"]),
    ("razorpay", {"payload__payout__entity__status_details": 7},
     ["payload.payout.entity.status_details"]),
    ("wechatpay", {"resource__transfer_amount": "88,00"}, []),
    ("wise", {"data__occurred_at": "soon"}, ["data.occurred_at"]),
]  # fmt: skip


@every(("kind", "changes", "unread"), ODD_FIELDS)
def test_one_field_that_cannot_be_read_loses_nothing_else(
    kind: str, changes: dict[str, Any], unread: list[str]
):
    news = news_of(kind, sample(kind, **changes))

    assert news.reference
    assert news.status
    assert [one.field for one in news.unread] == unread


def test_a_long_message_is_cut_and_says_so():
    news = news_of("stripe", sample("stripe", data__object__failure_message="x" * 3000))

    assert len(news.failure_message) == 1000
    assert [(one.field, one.is_cut) for one in news.unread] == [
        ("data.object.failure_message", True)
    ]


def test_an_address_that_is_too_long_is_none_rather_than_half():
    long = f"{'a' * 300}@example.com"
    news = news_of("adyen", sample("adyen", **{f"{ITEM}__additionalData__shopperEmail": long}))

    assert news.contact.email == ""
    assert [one.is_cut for one in news.unread] == [False]


def test_control_characters_are_dropped():
    news = news_of("stripe", sample("stripe", data__object__failure_message="a\0b\x1b[31m"))

    assert news.failure_message == "ab[31m"


def test_an_intent_and_its_charges_are_one_payment():
    failed = charge("charge.failed", "failed", id="ch_1")
    of_intent = intent("payment_intent.succeeded", "succeeded", id="pi_1", latest_charge="ch_1")

    names = [news_of("stripe", payload).reference for payload in (failed, of_intent)]

    assert names == ["pi_1", "pi_1"]
    assert [one.value for one in news_of("stripe", failed).references] == ["pi_1", "ch_1"]


def test_objects_that_stripe_has_expanded_are_known_by_their_ids():
    payload = charge("charge.failed", "failed", customer={"id": "cus_1", "object": "customer"})

    assert news_of("stripe", payload).contact.customer_id == "cus_1"


def test_the_issuers_reason_is_the_code_of_a_charge_that_it_declined():
    outcome = {"type": "issuer_declined", "reason": "insufficient_funds"}
    told = charge("charge.failed", "failed", failure_code="card_declined", outcome=outcome)
    blocked = charge(
        "charge.failed", "failed", failure_code="card_declined", outcome={"type": "blocked"}
    )

    codes = [news_of("stripe", payload).failure_code for payload in (told, blocked)]

    assert codes == ["insufficient_funds", "card_declined"]


def test_a_reason_of_a_payment_that_is_well_says_nothing():
    payload = stripe("payout.paid", object="payout", status="paid", failure_code="no_account")

    assert news_of("stripe", payload).failure_code == ""


def test_a_refunds_number_is_the_acquirers():
    card = {"reference": "74527", "reference_type": "acquirer_reference_number"}
    told = stripe(
        "refund.updated",
        object="refund",
        status="succeeded",
        destination_details={"type": "card", "card": card},
    )

    news = news_of("stripe", told)

    assert [(one.kind, one.value) for one in news.references][1:] == [("arn", "74527")]
    assert (news.direction, news.method) == ("payout", "card")


ADYEN_CODES = [
    ({"refusalReasonCode": "12"}, "Not enough balance", "12"),
    ({"refusalReasonRaw": "05 : Do not honor"}, "Refused", "05 : Do not honor"),
    ({"refusalReasonRaw": "51 : x"}, "Not enough balance", "Not enough balance"),
    ({}, "Expired Card", "Expired Card"),
    ({}, "Refused", "Refused"),
]


@every(("more", "reason", "code"), ADYEN_CODES)
def test_adyens_code_is_the_most_exact_that_it_gives(more: Any, reason: str, code: str):
    news = news_of(
        "adyen", sample("adyen", **{f"{ITEM}__additionalData": more, f"{ITEM}__reason": reason})
    )

    assert (news.failure_code, news.failure_message) == (code, reason)


def test_a_refund_at_adyen_is_a_payment_of_its_own():
    changes = {f"{ITEM}__eventCode": "REFUND", f"{ITEM}__originalReference": "PSP-ORIGINAL"}
    news = news_of("adyen", sample("adyen", **changes))

    assert news.reference == "PSP0000000000001"
    assert "PSP-ORIGINAL" not in [one.value for one in news.references]


def test_a_capture_at_adyen_is_of_the_payment_that_it_captures():
    changes = {
        f"{ITEM}__eventCode": "CAPTURE",
        f"{ITEM}__originalReference": "PSP-ORIGINAL",
        f"{ITEM}__reason": "Insufficient balance on payment",
    }
    news = news_of("adyen", sample("adyen", **changes))

    assert (news.reference, news.direction) == ("REF-1", "payin")
    assert "PSP-ORIGINAL" in [one.value for one in news.references]
    assert (news.failure_code, news.failure_message) == ("", "Insufficient balance on payment")


def test_every_item_of_adyens_is_a_piece_of_news():
    item = sample("adyen")["notificationItems"][0]
    other = changed({"item": item}, item__NotificationRequestItem__merchantReference="REF-2")
    report = changed({"item": item}, item__NotificationRequestItem__eventCode="REPORT_AVAILABLE")
    payload = {"notificationItems": [item, other["item"], report["item"]]}

    news = reading("adyen", payload).news

    assert [one.reference for one in news] == ["REF-1", "REF-2"]


def test_adyens_approved_is_no_reason():
    payload = changed(ADYEN_TRANSFER, data__reason="approved")

    assert news_of("adyen", payload).failure_code == ""


def test_a_payout_that_checkout_declined_is_known_by_its_code():
    payload = sample("checkout", data__response_code="50404", data__source=...)

    news = news_of("checkout", payload)

    assert (news.direction, news.method) == ("payout", "bank_transfer")


def test_a_refund_at_checkout_is_known_by_its_action():
    news = news_of("checkout", sample("checkout", type="payment_refund_declined"))

    assert (news.reference, news.direction) == ("act_1", "payout")


@pytest.mark.parametrize(
    ("recipient", "receiver", "found"),
    [
        ("EMAIL", "a@example.com", {"email": "a@example.com"}),
        ("PHONE", "+447700900001", {"phone": "+447700900001"}),
        ("PAYPAL_ID", "PAYERID1", {"customer_id": "PAYERID1"}),
    ],
)
def test_paypals_recipient_is_who_waits(recipient: str, receiver: str, found: dict[str, str]):
    payload = sample(
        "paypal",
        resource__payout_item__recipient_type=recipient,
        resource__payout_item__receiver=receiver,
    )
    contact = news_of("paypal", payload).contact

    assert {name: value for name, value in vars(contact).items() if value} == found


def test_merchants_who_name_nothing_get_the_payment_systems_own_name():
    names = {
        "stripe": news_of("stripe", sample("stripe", data__object__metadata={})),
        "adyen": news_of("adyen", sample("adyen", **{f"{ITEM}__merchantReference": ""})),
        "paypal": news_of("paypal", sample("paypal", resource__payout_item__sender_item_id=...)),
        "checkout": news_of("checkout", sample("checkout", data__reference=None)),
        "razorpay": news_of(
            "razorpay", sample("razorpay", payload__payout__entity__reference_id=None)
        ),
        "alipay": news_of("alipay", alipay_sample(out_biz_no=...)),
    }

    assert {kind: news.reference for kind, news in names.items()} == {
        "stripe": "po_1",
        "adyen": "PSP0000000000001",
        "paypal": "ITEM1",
        "checkout": "pay_1",
        "razorpay": "pout_1",
        "alipay": "2026111800001",
    }


def test_a_message_that_names_no_payment_is_read_without_a_reference():
    payload = sample("stripe", data__object__metadata={}, data__object__id=...)

    assert news_of("stripe", payload).reference == ""


def test_times_of_alipay_are_chinas():
    payload = alipay_sample(pay_date="2026-11-18 18:00:00")

    assert news_of("alipay", payload).occurred_at.isoformat() == "2026-11-18T10:00:00+00:00"


def test_wechats_refund_counts_what_was_given_back():
    news = news_of(
        "wechatpay",
        wechat(out_refund_no="R", refund_status="SUCCESS", amount={"total": 999, "refund": 100}),
    )

    assert (news.amount, news.currency, news.direction) == ("1.00", "CNY", "payout")


def test_notices_of_wechat_are_read_with_the_second_key_too():
    """The API v3 key is changed like any other."""
    from support.sources.models import Source
    from support.sources.registry import kind_of
    from tests.sources.samples import WECHATPAY
    from tests.sources.signing import API_V3_KEY, signer_of

    posted = signer_of("wechatpay").post(WECHATPAY)
    source = Source(kind="wechatpay", secrets=["x" * 32, API_V3_KEY])

    assert len(kind_of("wechatpay").read(posted.body, posted.headers, source).news) == 1


def test_a_notice_of_wechat_that_no_key_opens_cannot_be_read():
    from support.sources.kinds.base import UnreadableBody
    from support.sources.models import Source
    from support.sources.registry import kind_of
    from tests.sources.samples import WECHATPAY
    from tests.sources.signing import signer_of

    posted = signer_of("wechatpay").post(WECHATPAY)

    with pytest.raises(UnreadableBody):
        kind_of("wechatpay").read(
            posted.body, posted.headers, Source(kind="wechatpay", secrets=["x" * 32])
        )
