"""Clean failure codes, and read what the failure-code table says about one."""

import re
import unicodedata

# Group of causes -> its causes, as fixtures/causes.csv has them.
GROUP_CAUSES = {
    "technical": ("protocol_incompatible", "server_overload", "network_unstable"),
    "bank": ("bank_system_failure", "bank_processing_slow", "channel_restricted"),
    "client": ("browser_incompatible", "app_error"),
    "amount_time": ("amount_over_limit", "outside_time_window", "count_limit"),
    "request_integrity": (
        "amount_invalid",
        "method_unsupported",
        "counterparty_not_recognised",
        "request_incomplete",
        "duplicate_request",
        "currency_country_unsupported",
    ),
    "funds": ("insufficient_funds", "payout_float_insufficient"),
    "account": (
        "account_closed",
        "account_frozen",
        "account_type_unsupported",
        "name_mismatch",
        "recipient_not_ready",
        "holder_deceased",
    ),
    "risk_compliance": ("identity_incomplete", "compliance_hold", "fraud_risk"),
    "card_auth": ("card_expired", "card_lost_stolen", "credentials_invalid"),
    "authorisation": ("mandate_missing", "cancelled"),
    "merchant": ("integration_misconfigured", "batch_rejected"),
    "outcome": ("declined_unspecified", "outcome_unknown"),
}
CAUSE_GROUPS = {cause: group for group, causes in GROUP_CAUSES.items() for cause in causes}
GENERIC_CAUSE = "declined_unspecified"

# Codes of these lists were made on the way to the bank, not by the bank.
TECHNICAL_SCHEMES = frozenset({"http", "tls_alert", "errno", "payment_request_api"})
# ISO 8583 field 39 and its Chinese sister have two characters: 5 is sent for 05.
TWO_DIGIT_SCHEMES = frozenset({"iso8583", "unionpay"})

# Scheme -> other ways to write it, after small letters and without blanks and marks.
SCHEME_ALIASES = {
    "iso20022": ("pain002", "pacs002", "iso20022status", "externalstatusreason"),
    "iso20022_return": ("pacs004", "externalreturnreason"),
    "sepa": ("sct", "sdd", "sepasct", "sepasdd", "rtransaction"),
    "iso8583": ("8583", "isocard", "field39", "visa", "mastercard"),
    "unionpay": ("cup", "cups", "chinaunionpay", "upop", "银联", "中国银联"),
    "nacha": ("ach", "usach", "achreturn"),
    "bacs_arudd": ("bacs", "arudd", "bacsdd"),
    "stripe_payout": ("stripepayouts",),
    "stripe_decline": ("stripe", "stripecard", "stripedeclinecode"),
    "adyen": ("adyenrefusal", "adyencard"),
    "adyen_transfer": ("adyentransfers", "adyenpayout"),
    "paypal_payout": ("paypal", "paypalpayouts"),
    "alipay": ("支付宝", "alipaycn"),
    "wechatpay": ("wechat", "weixin", "weixinpay", "wxpay", "微信", "微信支付"),
    "fps": ("fasterpayments", "ukfps"),
    "openbanking_uk": ("openbanking", "obie", "ukob", "ukopenbanking"),
    "http": ("https", "httpstatus"),
    "tls_alert": ("tls", "ssl", "tlsalerts", "ssltlsalert"),
    "errno": ("posix", "socket", "oserror"),
    "payment_request_api": ("paymentrequest", "w3cpaymentrequest", "domexception"),
}
SCHEMES = tuple(SCHEME_ALIASES)

MAX_CODE_LENGTH = 120


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


_SCHEME_BY_NAME = {
    _squeezed(name): scheme
    for scheme, aliases in SCHEME_ALIASES.items()
    for name in (scheme, *aliases)
}


def clean_scheme(value: object) -> str | None:
    """Find the scheme that "ISO8583", "union-pay" or "银联" means, or None."""
    if not isinstance(value, str) or len(value) > MAX_CODE_LENGTH:
        return None
    return _SCHEME_BY_NAME.get(_squeezed(value))


def clean_code(value: object) -> str | None:
    """Write a code in capitals, without blanks, full-width forms or invisible marks.

    Numbers become text. None for an empty value and for what cannot be a code.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**9:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        value = str(value)
    if not isinstance(value, str) or len(value) > MAX_CODE_LENGTH:
        return None
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(mark for mark in text if mark.isprintable() and not mark.isspace()) or None


def code_candidates(scheme: str | None, code: object) -> list[str]:
    """List the ways a code may be entered in the table, the likeliest first.

    A number lost its leading zero on the way, or was given one: in the two-digit card
    schemes 5 means 05. Without a scheme both are possible.
    """
    cleaned = clean_code(code)
    if cleaned is None:
        return []
    candidates = [cleaned]
    if re.fullmatch(r"[0-9]", cleaned) and (scheme is None or scheme in TWO_DIGIT_SCHEMES):
        candidates.append(f"0{cleaned}")
    elif re.fullmatch(r"0+[0-9]+", cleaned) and scheme not in TWO_DIGIT_SCHEMES:
        candidates.append(cleaned.lstrip("0") or "0")
    if scheme in TWO_DIGIT_SCHEMES:
        candidates.reverse()
    return candidates
