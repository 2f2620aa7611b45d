"""What stands in WeChat Pay's resources: transfers, details of transfers, payments, refunds.

Amounts are in fen. A transfer's "SUCCESS" says that WeChat Pay has paid it out.
"""

from dataclasses import replace

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.payload import Fields
from support.sources.kinds.words import Words, explained

TRANSFER_WORDS = Words(
    "wechatpay",
    statuses={
        "accepted": Rung.CREATED,
        "init": Rung.CREATED,
        "wait_pay": Rung.HELD,  # an administrator of the merchant has to confirm it
        "processing": Rung.CREATED,
        "wait_user_confirm": Rung.HELD,  # the payee has to
        "transfering": Rung.CREATED,
        "success": Rung.SENT,
        "fail": Rung.FAILED,
        "canceling": Rung.CREATED,
        "cancelled": Rung.CANCELLED,
    },
    types={},
)
TRADE_WORDS = Words(
    "wechatpay",
    statuses={
        "success": Rung.SENT,
        "refund": Rung.SENT,  # the refund itself is told as one
        "notpay": Rung.CREATED,
        "userpaying": Rung.PENDING,
        "closed": Rung.CANCELLED,
        "revoked": Rung.CANCELLED,
        "payerror": Rung.FAILED,
    },
    types={},
)
REFUND_WORDS = Words(
    "wechatpay",
    statuses={
        "success": Rung.SENT,
        "processing": Rung.CREATED,
        "closed": Rung.CANCELLED,
        "abnormal": Rung.FAILED,  # the card is void or frozen: the merchant has to pay otherwise
    },
    types={},
)


def read_resource(notice: Fields, told: Fields) -> PaymentNews | None:
    """Return what a resource says, or None where it is not of one payment."""
    if "out_bill_no" in told or "out_detail_no" in told:
        return _transfer(notice, told)
    if "out_refund_no" in told:
        return _refund(notice, told)
    if "out_trade_no" in told:
        return _payment(notice, told)
    return None


def _transfer(notice: Fields, told: Fields) -> PaymentNews:
    standing = TRANSFER_WORDS.read("", told.first("state", "detail_status"))
    news = PaymentNews(
        reference=told.first("out_bill_no", "out_detail_no", bound="reference"),
        references=_ids(told, "transfer_bill_no", "detail_id"),
        status=standing.status,
        status_said=standing.said,
        occurred_at=told.moment("update_time") or notice.moment("create_time"),
        direction="payout",
        amount=told.minor("transfer_amount", "CNY"),
        currency="CNY",
        method="wallet",
        created_at=told.time_text("create_time") or told.time_text("initiate_time"),
        contact=Contact(customer_id=told.whole("openid", "customer_id")),
    )
    return explained(news, "wechatpay", told.text("fail_reason", "failure_code"))


def _payment(notice: Fields, told: Fields) -> PaymentNews:
    standing = TRADE_WORDS.read("", told.text("trade_state"))
    payer = told.inside("payer").whole("openid", "customer_id")
    news = PaymentNews(
        reference=told.whole("out_trade_no", "reference"),
        references=_ids(told, "transaction_id"),
        status=standing.status,
        status_said=standing.said,
        occurred_at=told.moment("success_time") or notice.moment("create_time"),
        direction="payin",
        method="wallet",
        contact=Contact(customer_id=payer),
    )
    said = told.text("trade_state_desc", "failure_message")
    return explained(_with_amount(news, told, "total"), "wechatpay", "", said)


def _refund(notice: Fields, told: Fields) -> PaymentNews:
    standing = REFUND_WORDS.read("", told.first("refund_status", "status"))
    news = PaymentNews(
        reference=told.whole("out_refund_no", "reference"),
        references=_ids(told, "refund_id"),
        status=standing.status,
        status_said=standing.said,
        occurred_at=told.moment("success_time") or notice.moment("create_time"),
        direction="refund",
        method="wallet",
        counterparty_account=told.text("user_received_account", "counterparty_account"),
    )
    return _with_amount(news, told, "refund")


def _with_amount(news: PaymentNews, told: Fields, name: str) -> PaymentNews:
    """Notices of refunds name no currency: WeChat Pay's own is meant."""
    amount = told.inside("amount")
    currency = amount.currency("currency") or "CNY"
    return replace(news, amount=amount.minor(name, currency), currency=currency)


def _ids(told: Fields, *names: str) -> tuple[Reference, ...]:
    found = (told.whole(name, "reference") for name in names)
    return tuple(Reference("provider_id", value) for value in found if value)
