"""What each payment system's words mean, and what is no news: a table a kind."""

from typing import Any

from support.payments.ladder.rungs import Rung
from tests.every import every
from tests.sources.reading import alipay_sample, changed, news_of, reading, sample
from tests.sources.samples import ADYEN_TRANSFER, STRIPE

ITEM = "notificationItems__0__NotificationRequestItem"


def stripe(type_: str, **object_: Any) -> Any:
    told = {"id": "x_1", "amount": 1000, "currency": "eur"} | object_
    return changed(STRIPE, type=type_, data__object=told)


def charge(type_: str, status: str, **more: Any) -> Any:
    return stripe(type_, object="charge", payment_intent="pi_1", status=status, **more)


def intent(type_: str, status: str, **more: Any) -> Any:
    return stripe(type_, object="payment_intent", status=status, **more)


def adyen(name: str, success: str) -> Any:
    return sample("adyen", **{f"{ITEM}__eventCode": name, f"{ITEM}__success": success})


def transfer(status: str, **more: Any) -> Any:
    return changed(ADYEN_TRANSFER, data__status=status, data__reason="approved", **more)


def paypal(status: str) -> Any:
    return sample(
        "paypal",
        event_type=f"PAYMENT.PAYOUTS-ITEM.{status}",
        resource__transaction_status={"SUCCEEDED": "SUCCESS"}.get(status, status),
    )


def wise(state: str, before: str = "processing") -> Any:
    return {
        "event_type": "transfers#state-change",
        "data": {
            "resource": {"type": "transfer", "id": 111},
            "current_state": state,
            "previous_state": before,
            "occurred_at": "2026-11-18T10:00:00Z",
        },
    }


def razorpay(entity: str, status: str) -> Any:
    told = {"id": f"{entity}_1", "amount": 100, "currency": "INR", "status": status}
    return {"event": f"{entity}.updated", "payload": {entity: {"entity": told}}}


def wechat(**resource: Any) -> Any:
    return sample("wechatpay", resource=resource)


def trade(status: str) -> Any:
    return {
        "notify_id": "n1", "notify_type": "trade_status_sync", "trade_status": status,
        "out_trade_no": "REF-1", "trade_no": "T1", "total_amount": "1.00",
        "notify_time": "2026-11-18 18:00:00",
    }  # fmt: skip


def alipay_answer(**answer: Any) -> Any:
    told = {"out_biz_no": "REF-1", "trans_amount": "1.00"} | answer
    return {"alipay_fund_trans_uni_transfer_response": told}


MEANT: list[tuple[str, Any, Rung]] = [
    ("stripe", stripe("payout.created", object="payout", status="pending"), Rung.CREATED),
    ("stripe", stripe("payout.updated", object="payout", status="in_transit"), Rung.SENT),
    ("stripe", stripe("payout.paid", object="payout", status="paid"), Rung.SENT),
    ("stripe", stripe("payout.failed", object="payout", status="failed"), Rung.FAILED),
    ("stripe", stripe("payout.canceled", object="payout", status="canceled"), Rung.CANCELLED),
    ("stripe", charge("charge.pending", "pending"), Rung.CREATED),
    ("stripe", charge("charge.succeeded", "succeeded"), Rung.SENT),
    ("stripe", charge("charge.failed", "failed"), Rung.FAILED),
    ("stripe", charge("charge.expired", "succeeded"), Rung.CANCELLED),
    ("stripe", intent("payment_intent.created", "requires_payment_method"), Rung.CREATED),
    ("stripe", intent("payment_intent.requires_action", "requires_action"), Rung.PENDING),
    ("stripe", intent("payment_intent.processing", "processing"), Rung.CREATED),
    ("stripe", intent("payment_intent.succeeded", "succeeded"), Rung.SENT),
    ("stripe", intent("payment_intent.canceled", "canceled"), Rung.CANCELLED),
    ("stripe", stripe("refund.created", object="refund", status="pending"), Rung.CREATED),
    ("stripe", stripe("refund.updated", object="refund", status="succeeded"), Rung.SENT),
    ("stripe", stripe("charge.refund.updated", object="refund", status="failed"), Rung.FAILED),
    ("stripe", stripe("refund.updated", object="refund", status="requires_action"), Rung.HELD),
    ("adyen", adyen("AUTHORISATION", "true"), Rung.CREATED),
    ("adyen", adyen("AUTHORISATION", "false"), Rung.FAILED),
    ("adyen", adyen("PENDING", "true"), Rung.PENDING),
    ("adyen", adyen("CAPTURE", "true"), Rung.SENT),
    ("adyen", adyen("CAPTURE_FAILED", "true"), Rung.FAILED),
    ("adyen", adyen("CANCELLATION", "true"), Rung.CANCELLED),
    ("adyen", adyen("EXPIRE", "true"), Rung.CANCELLED),
    ("adyen", adyen("REFUND", "true"), Rung.SENT),
    ("adyen", adyen("REFUND", "false"), Rung.FAILED),
    ("adyen", adyen("REFUND_FAILED", "true"), Rung.RETURNED),
    ("adyen", adyen("REFUNDED_REVERSED", "true"), Rung.RETURNED),
    ("adyen", adyen("PAYOUT_THIRDPARTY", "true"), Rung.SENT),
    ("adyen", adyen("PAYOUT_DECLINE", "true"), Rung.REJECTED),
    ("adyen", adyen("PAIDOUT_REVERSED", "true"), Rung.RETURNED),
    ("adyen", transfer("received"), Rung.CREATED),
    ("adyen", transfer("authorised"), Rung.CREATED),
    ("adyen", transfer("booked"), Rung.SENT),
    ("adyen", transfer("tracking"), Rung.ACCEPTED),
    ("adyen", transfer("tracking", data__tracking={"type": "internalReview"}), Rung.HELD),
    ("adyen", transfer("credited"), Rung.CREDITED),
    ("adyen", transfer("refused"), Rung.REJECTED),
    ("adyen", transfer("failed"), Rung.FAILED),
    ("adyen", transfer("returned"), Rung.RETURNED),
    ("adyen", transfer("cancelled"), Rung.CANCELLED),
    ("paypal", paypal("SUCCEEDED"), Rung.SENT),
    ("paypal", paypal("UNCLAIMED"), Rung.HELD),
    ("paypal", paypal("ONHOLD"), Rung.HELD),
    ("paypal", paypal("DENIED"), Rung.REJECTED),
    ("paypal", paypal("FAILED"), Rung.FAILED),
    ("paypal", paypal("BLOCKED"), Rung.FAILED),
    ("paypal", paypal("RETURNED"), Rung.RETURNED),
    ("paypal", paypal("REFUNDED"), Rung.RETURNED),
    ("paypal", paypal("CANCELED"), Rung.CANCELLED),
    ("wise", wise("incoming_payment_waiting"), Rung.CREATED),
    ("wise", wise("processing"), Rung.CREATED),
    ("wise", wise("funds_converted"), Rung.CREATED),
    ("wise", wise("outgoing_payment_sent"), Rung.SENT),
    ("wise", wise("bounced_back"), Rung.RETURNED),
    ("wise", wise("processing", before="bounced_back"), Rung.RETURNED),
    ("wise", wise("funds_refunded"), Rung.RETURNED),
    ("wise", wise("charged_back"), Rung.RETURNED),
    ("wise", wise("cancelled"), Rung.CANCELLED),
    ("wise", wise("unknown"), Rung.UNKNOWN),
    ("wise", sample("wise", data__failure_reason_code="MANDATE_NOT_FILLED_IN"), Rung.HELD),
    ("wise", sample("wise", event_type="transfers#refund"), Rung.RETURNED),
    ("wise", {"event_type": "transfers#active-cases",
              "data": {"resource": {"id": 1}, "active_cases": ["x"]}}, Rung.HELD),
    ("checkout", sample("checkout", type="payment_approved"), Rung.CREATED),
    ("checkout", sample("checkout", type="payment_captured"), Rung.SENT),
    ("checkout", sample("checkout", type="payment_paid"), Rung.SENT),
    ("checkout", sample("checkout", type="payment_returned"), Rung.RETURNED),
    ("checkout", sample("checkout", type="payment_expired"), Rung.CANCELLED),
    ("checkout", sample("checkout", type="payment_refunded"), Rung.SENT),
    ("razorpay", razorpay("payment", "authorized"), Rung.CREATED),
    ("razorpay", razorpay("payment", "captured"), Rung.SENT),
    ("razorpay", razorpay("payment", "failed"), Rung.FAILED),
    ("razorpay", razorpay("refund", "processed"), Rung.SENT),
    ("razorpay", razorpay("payout", "queued"), Rung.HELD),
    ("razorpay", razorpay("payout", "processing"), Rung.CREATED),
    ("razorpay", razorpay("payout", "processed"), Rung.SENT),
    ("razorpay", razorpay("payout", "reversed"), Rung.RETURNED),
    ("razorpay", razorpay("payout", "rejected"), Rung.REJECTED),
    ("alipay", alipay_sample(status="SUCCESS"), Rung.SENT),
    ("alipay", alipay_sample(status="DEALING"), Rung.CREATED),
    ("alipay", alipay_sample(status="REFUND"), Rung.RETURNED),
    ("alipay", trade("WAIT_BUYER_PAY"), Rung.CREATED),
    ("alipay", trade("TRADE_SUCCESS"), Rung.SENT),
    ("alipay", trade("TRADE_CLOSED"), Rung.CANCELLED),
    ("alipay", alipay_answer(code="10000", status="SUCCESS"), Rung.SENT),
    ("alipay", alipay_answer(code="40004", sub_code="PAYEE_NOT_EXIST"), Rung.FAILED),
    ("alipay", alipay_answer(code="40004", sub_code="SYSTEM_ERROR"), Rung.UNKNOWN),
    ("alipay", alipay_answer(code="20000", sub_code="isp.unknow-error"), Rung.UNKNOWN),
    ("wechatpay", wechat(out_bill_no="R", state="SUCCESS"), Rung.SENT),
    ("wechatpay", wechat(out_bill_no="R", state="WAIT_USER_CONFIRM"), Rung.HELD),
    ("wechatpay", wechat(out_bill_no="R", state="CANCELLED"), Rung.CANCELLED),
    ("wechatpay", wechat(out_detail_no="R", detail_status="FAIL"), Rung.FAILED),
    ("wechatpay", wechat(out_trade_no="R", trade_state="SUCCESS"), Rung.SENT),
    ("wechatpay", wechat(out_trade_no="R", trade_state="PAYERROR"), Rung.FAILED),
    ("wechatpay", wechat(out_refund_no="R", refund_status="SUCCESS"), Rung.SENT),
    ("wechatpay", wechat(out_refund_no="R", refund_status="ABNORMAL"), Rung.FAILED),
]  # fmt: skip


@every(("kind", "payload", "rung"), MEANT)
def test_a_word_means_what_its_payment_system_says(kind: str, payload: Any, rung: Rung):
    news = news_of(kind, payload)

    assert news.status == rung
    assert news.reference
    assert not news.contradiction
    assert not news.unread


def test_only_adyens_credited_says_that_money_arrived():
    arrived = [(kind, payload) for kind, payload, rung in MEANT if rung is Rung.CREDITED]

    assert [(kind, payload["data"]["status"]) for kind, payload in arrived] == [
        ("adyen", "credited")
    ]


PASSED_OVER: list[tuple[str, Any]] = [
    ("stripe", stripe("customer.created", object="customer")),
    ("stripe", stripe("charge.refunded", object="charge", status="succeeded")),
    ("stripe", stripe("charge.dispute.created", object="dispute")),
    ("stripe", stripe("payout.reconciliation_completed", object="payout", status="paid")),
    ("stripe", {"id": "evt_1"}),
    ("stripe", {}),
    ("adyen", adyen("REPORT_AVAILABLE", "true")),
    ("adyen", adyen("CANCELLATION", "false")),
    ("adyen", changed(ADYEN_TRANSFER, type="balancePlatform.balanceAccount.updated")),
    ("adyen", changed(ADYEN_TRANSFER, data__category="internal")),
    ("adyen", {}),
    ("paypal", {"id": "WH-1", "event_type": "PAYMENT.PAYOUTSBATCH.SUCCESS"}),
    ("paypal", {}),
    ("wise", {"event_type": "balances#update", "data": {}}),
    ("wise", {}),
    ("checkout", {"id": "evt_1", "type": "dispute_received"}),
    ("checkout", {}),
    ("razorpay", {"event": "payment.downtime.started", "payload": {}}),
    ("razorpay", {"event": "order.paid", "payload": {"order": {"entity": {"id": "o"}}}}),
    ("razorpay", {}),
    ("alipay", {"notify_id": "n", "msg_method": "alipay.open.auth.appauth.cancelled"}),
    ("alipay", {"alipay_fund_account_query_response": {"code": "10000"}}),
    ("wechatpay", wechat(out_batch_no="B", batch_status="FINISHED")),
    ("wechatpay", {}),
]


@every(("kind", "payload"), PASSED_OVER)
def test_what_is_no_news_of_a_payment_is_passed_over_and_says_why(kind: str, payload: Any):
    found = reading(kind, payload)

    assert found.news == ()
    assert found.why_none


def test_wises_trial_message_is_no_news():
    found = reading("wise", wise("processing"), {"x-test-notification": "true"})

    assert (found.news, found.why_none) == ((), "a test message")


def test_a_stripe_payout_that_failed_after_it_was_paid_has_come_back():
    payload = stripe("payout.updated", object="payout", status="failed", failure_code="no_account")
    payload["data"]["previous_attributes"] = {"status": "paid"}

    assert news_of("stripe", payload).status == Rung.RETURNED


CONTRADICTIONS = [
    ("stripe", stripe("payout.paid", object="payout", status="failed")),
    ("stripe", charge("charge.failed", "succeeded")),
    ("stripe", intent("payment_intent.succeeded", "canceled")),
    ("paypal", sample("paypal", event_type="PAYMENT.PAYOUTS-ITEM.SUCCEEDED")),
    ("razorpay", sample("razorpay", event="payout.processed")),
]


@every(("kind", "payload"), CONTRADICTIONS)
def test_a_message_that_disagrees_with_itself_is_marked(kind: str, payload: Any):
    assert news_of(kind, payload).contradiction.startswith("The type of the event says")


def test_a_word_that_nobody_knows_is_kept_and_means_nothing():
    news = news_of("wise", wise("on_a_boat"))

    assert (news.status, news.status_said) == ("", "on_a_boat")
