"""What Alipay says of transfers and payments. Amounts are in yuan, times without a zone in China's.

A transfer's "SUCCESS" says that Alipay has paid it out; one to a bank card may come back for days,
which is the status "REFUND".
"""

from support.customers.contacts import Contact
from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.base import UnreadableBody
from support.sources.kinds.payload import Fields, read_object
from support.sources.kinds.words import Words, explained

TRANSFER_WORDS = Words(
    "alipay",
    statuses={
        "init": Rung.CREATED,
        "wait_pay": Rung.HELD,  # the merchant has to confirm it
        "dealing": Rung.CREATED,
        "success": Rung.SENT,
        "refund": Rung.RETURNED,
        "fail": Rung.FAILED,
        "closed": Rung.CANCELLED,
        "unknown": Rung.UNKNOWN,
    },
    types={},
)
TRADE_WORDS = Words(
    "alipay",
    statuses={
        "wait_buyer_pay": Rung.CREATED,
        "trade_success": Rung.SENT,
        "trade_finished": Rung.SENT,
        "trade_closed": Rung.CANCELLED,
    },
    types={},
)
ZONE = "Asia/Shanghai"
# opendocs.alipay.com, "common error codes": done, in hand, and a gateway that is not there.
_DONE, _IN_HAND, _NO_SERVICE = "10000", "10003", "20000"
# To be asked about, or sent again under the same number, never anew.
_OUTCOME_UNKNOWN = ("SYSTEM_ERROR", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error")


def read_notice(notice: Fields) -> tuple[str, PaymentNews | None]:
    """Return what kind of notice it is, and what it says of a payment, if it does."""
    name = notice.first("msg_method", "notify_type")
    if name == "alipay.fund.trans.order.changed":
        return name, _transfer(notice, _content(notice))
    if "trade_status" in notice:
        return name, _trade(notice.afresh(ZONE))
    return name, None


def read_answer(answer: Fields) -> PaymentNews | None:
    """Return what an answer of the API says of a transfer, None where it names none."""
    has_name = "out_biz_no" in answer or "order_id" in answer
    return _transfer(answer, answer) if has_name else None


def _content(notice: Fields) -> Fields:
    given = notice.raw("biz_content")
    if not isinstance(given, str):
        raise UnreadableBody("biz_content is missing")
    return read_object(given.encode("utf-8", "replace"))


def _transfer(notice: Fields, given: Fields) -> PaymentNews:
    told = given.afresh(ZONE)
    code = told.first("sub_code", "error_code", "sub_order_error_code", bound="failure_code")
    word = told.text("status") or _word_of_answer(told, code)
    standing = TRANSFER_WORDS.read("", word)
    said = told.first("sub_msg", "fail_reason", "sub_order_fail_reason", bound="failure_message")
    news = PaymentNews(
        reference=told.first("out_biz_no", "order_id", bound="reference"),
        references=_ids(told, "order_id", "pay_fund_order_id"),
        status=standing.status,
        status_said=standing.said,
        occurred_at=told.moment("pay_date") or notice.moment("utc_timestamp"),
        direction="payout",
        amount=told.text("trans_amount", "amount"),
        currency="CNY",
        method="wallet",
        unread=told.unread,
    )
    return explained(news, "alipay", code, said)


def _word_of_answer(told: Fields, code: str) -> str:
    """Say where a transfer stands by how the call for it went."""
    number = told.text("code")
    if number == _NO_SERVICE or code in _OUTCOME_UNKNOWN:
        return "unknown"
    by_number = {_DONE: "success", _IN_HAND: "dealing", "": ""}
    return by_number.get(number, "fail")


def _trade(told: Fields) -> PaymentNews:
    standing = TRADE_WORDS.read("", told.text("trade_status"))
    return PaymentNews(
        reference=told.first("out_trade_no", "trade_no", bound="reference"),
        references=_ids(told, "trade_no"),
        status=standing.status,
        status_said=standing.said,
        occurred_at=told.moment("notify_time"),
        direction="payin",
        amount=told.text("total_amount", "amount"),
        currency="CNY",
        method="wallet",
        created_at=told.time_text("gmt_create"),
        contact=Contact(customer_id=told.first("buyer_open_id", "buyer_id", bound="customer_id")),
        unread=told.unread,
    )


def _ids(told: Fields, *names: str) -> tuple[Reference, ...]:
    found = (told.whole(name, "reference") for name in names)
    return tuple(Reference("provider_id", value) for value in found if value)
