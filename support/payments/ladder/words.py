"""Everybody's words for where a payment stands, read as a rung of our ladder.

The meanings are what the providers document of them: ISO 20022's external code sets (pacs.002,
pain.002, the tracker's G codes), docs.stripe.com, docs.adyen.com, docs.wise.com,
developer.paypal.com, docs.truelayer.com, docs.mangopay.com, docs.moderntreasury.com,
razorpay.com/docs, WeChat Pay's and Alipay's transfer queries. "Paid", "succeeded" and "settled" are
sent: each of them may still come back, and says nothing of the payee's account. Only the words for
"credited" are credited.
"""

import unicodedata

from support.payments.ladder.rungs import Rung

LONGEST = 60  # a longer word is no word

_WORDS: dict[Rung, str] = {
    Rung.CREATED: """
        created new initiated init queued scheduled registered requested received RCVD submitted
        pending_submission approved authorised authorized authorizing authorization_required
        requires_capture requires_confirmation ready draft started
        已受理 已创建
    """,
    Rung.PENDING: """
        pending processing in_progress in_process inprocess waiting awaiting delayed ongoing dealing
        wait_pay userpaying notpay requires_action customer_action_required transfering transferring
        处理中 转账中 em_processamento en_proceso
    """,
    Rung.SENT: """
        sent paid succeeded success successful succeed settled settling executed booked completed
        complete done finished finalized confirmed cleared processed posted captured paid_out
        payout_paid in_transit intransit transmitted dispatched released outgoing_payment_sent
        transaction_success trade_success trade_finished
        ACTC ACCP ACFC ACWC ACSC ACSP+G000 ACSP+G001 G000 G001
        成功 交易成功 支付成功 转账成功 concluida concluido liquidada liquidado completado
    """,
    Rung.UNKNOWN: """
        unknown unknow timeout timed_out time_out indeterminate in_doubt undetermined uncertain
        deemed deemed_approved deemed_success outcome_unknown 未知 超时
    """,
    Rung.HELD: """
        held hold on_hold onhold unclaimed blocked frozen suspended review in_review
        under_review manual_review needs_approval pending_approval awaiting_approval
        waiting_approval compliance_review waiting_recipient_input_to_proceed wait_user_confirm
        PDNG BLCK G003 G004 ACSP+G003 ACSP+G004 待审核 冻结
    """,
    Rung.ACCEPTED: "accepted ACSP ACPD ACWP G002 ACSP+G002 tracking",
    Rung.DELIVERED: "delivered ACSP+G005 ACSP+G006 G005 G006",
    Rung.CANCELLED: """
        cancelled canceled cancel canceling cancelling CANC voided void aborted abandoned withdrawn
        revoked closed trade_closed mch_cancel 已撤销 已关闭 已取消 cancelada cancelado
    """,
    Rung.REJECTED: """
        rejected reject RJCT denied deny 已拒绝 拒绝 rejeitado rejeitada rechazado rechazada
    """,
    Rung.FAILED: """
        failed fail failure failing unsuccessful error errored err payerror declined decline refused
        attempt_failed payment_failed payout_failed processor_declined gateway_rejected
        settlement_declined authorization_declined requires_payment_method undeliverable expired
        authorization_expired lapsed 失败 交易失败 转账失败 已过期 falha falhou fallido
        nao_realizado
    """,
    Rung.CREDITED: "credited ACCC CPUC 已入账",
    Rung.RECALLED: "recalled recall recall_requested cancellation_requested",
    Rung.RETURNED: """
        returned return reversed reversal reversing bounced bounced_back bounce sent_back refunded
        refund funds_refunded charged_back chargeback reclaimed paid_back
        已退回 已退款 退票 退汇 devolvido devolvida devuelto devuelta
        estornado estornada
    """,
}
# Where a scheme means another thing by a word than most do.
_OWN_WORDS: dict[str, dict[Rung, str]] = {
    # A payout that waits for its bank's next run, and an intent that waits for the bank.
    "stripe": {Rung.CREATED: "pending processing"},
    # "tracking" is a transfer on its way to the payee's bank.
    "adyen": {Rung.CREATED: "pending received authorised", Rung.HELD: "pending_approval"},
    "wise": {
        Rung.CREATED: "processing funds_converted incoming_payment_waiting "
        "incoming_payment_initiated",
    },
    "paypal": {Rung.CREATED: "pending", Rung.REJECTED: "denied", Rung.FAILED: "blocked"},
    # A payout order that was taken, not one that a bank took.
    "wechatpay": {Rung.CREATED: "accepted processing transfering"},
    "razorpay": {Rung.CREATED: "pending queued processing"},
    "xendit": {Rung.CREATED: "accepted"},
}


def read_status(word: object, *, scheme: str = "") -> Rung | None:
    """Read a source's word for a status, or None where nobody told us what it means.

    Capitals, blanks, hyphens and underscores make no difference. `scheme` is the failure scheme
    or the provider's name: some mean their own by a common word.
    """
    if not isinstance(word, str) or len(word) > LONGEST:
        return None
    bare = _bare(word)
    family = scheme.casefold().replace("-", "_").partition("_")[0]
    return _READ_OWN.get(family, {}).get(bare) or _READ.get(bare)


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _by_word(words: dict[Rung, str]) -> dict[str, Rung]:
    return {_bare(word): rung for rung, listed in words.items() for word in listed.split()}


_READ = _by_word(_WORDS)
_READ_OWN = {scheme: _by_word(words) for scheme, words in _OWN_WORDS.items()}
