"""Words of a payload for ours, where the admin's table says nothing of them.

Statuses are read by `payments.ladder.words`, which every door shares.
"""

import re

from support.payments.ladder.rungs import NOT_MADE, TROUBLE
from support.payments.ladder.words import read_status
from support.payments.models.payee import read_payee_check

_DIRECTIONS = {
    "payout": "payout payouts outgoing outbound outward out withdrawal disbursement transfer_out "
    "remittance credit_transfer",
    "refund": "refund refunds",
    "payin": "payin pay_in pay-in incoming inbound inward in charge collection deposit payment "
    "purchase sale checkout",
}
# Cards, wallets and debits by the names that providers' fields give them.
_METHODS = {
    "bank_transfer": "bank_transfer banktransfer bank transfer wire ach sepa sepa_credit_transfer "
    "swift imps neft rtgs nip fps bank_account",
    "direct_debit": "direct_debit directdebit sepa_debit bacs_debit ach_debit us_bank_account "
    "autogiro becs_debit",
    "card": "card credit_card debit_card credit debit visa mastercard mc amex unionpay scheme",
    "wallet": "wallet alipay wechatpay wechat_pay paypal apple_pay google_pay mobile_money mpesa",
    "bank_redirect": "bank_redirect upi ideal bancontact eps p24 sofort netbanking blik fpx",
}
_BETWEEN = re.compile(r"[.#:/_-]")
# "dispute.closed" and "cancel.failed" end with the status of something else than the payment.
_OF_ANOTHER = {"dispute", "disputes", "chargeback", "cancel", "cancellation", "void", "recall"}
_OF_REFUNDS = {"refund", "refunds"}
_BY_WORD = {
    field: {word: ours for ours, words in table.items() for word in words.split()}
    for field, table in (("direction", _DIRECTIONS), ("method", _METHODS))
}


def our_word(field: str, said: str, scheme: str = "") -> str:
    """Return our word for what a payload says, "" where nobody told us what it means."""
    if field == "status":
        return _status(said, scheme)
    if field == "payee_check":
        return read_payee_check(said)
    return _BY_WORD[field].get(said.strip().casefold().replace(" ", "_").replace("-", "_"), "")


def _status(said: str, scheme: str) -> str:
    """Read a status, or the type of an event that ends with one: "transfer.failed".

    Not where words before the end contradict it: "late_failure_settled".
    """
    if whole := read_status(said, scheme=scheme):
        return whole
    *before, last = _BETWEEN.split(said[:100].casefold())
    rung = read_status(last, scheme=scheme)
    earlier = {read_status(word, scheme=scheme) for word in before if word not in _OF_REFUNDS}
    if rung is None or _OF_ANOTHER & set(before) or (rung not in TROUBLE and earlier & NOT_MADE):
        return ""
    return rung
