"""What Aliyun's codes, delivery reports and customers' messages mean."""

from collections.abc import Mapping
from typing import Any

from support.notifications.addresses.callbacks import Sending
from support.notifications.models.states import Reason
from support.notifications.signals import Incoming
from support.notifications.transports.reports import (
    LATER,
    OUR_FAULT,
    REFUSED,
    Receipt,
    Refusal,
    Result,
)

# The codes of dysmsapi 2017-05-25, of Aliyun's gateway, and of its delivery reports.
_ALIYUN = {
    OUR_FAULT: {
        "isp.RAM_PERMISSION_DENY", "isv.OUT_OF_SERVICE", "isv.PRODUCT_UN_SUBSCRIPT",
        "isv.PRODUCT_UNSUBSCRIBE", "isv.ACCOUNT_NOT_EXISTS", "isv.ACCOUNT_ABNORMAL",
        "isv.AMOUNT_NOT_ENOUGH", "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.SMS_SIGNATURE_SCENE_ILLEGAL", "isv.INVALID_PARAMETERS", "isv.DENY_IP_RANGE",
        "isv.SMS_SIGN_ILLEGAL", "isv.EXTEND_CODE_ERROR", "isv.TEMPLATE_OVER_LIMIT",
        "SignatureDoesNotMatch", "IncompleteSignature", "SignatureNonceUsed",
        "InvalidVersion", "InvalidAction.NotFound",
    },
    LATER: {
        "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL",
        "isv.SMS_DAY_LIMIT_CONTROL", "Throttling", "ServiceUnavailable",
    },
    Refusal(Reason.NO_ADDRESS): {
        "isv.MOBILE_NUMBER_ILLEGAL", "MOBILE_NOT_ON_SERVICE", "INVALID_NUMBER",
        "MOBILE_ACCOUNT_ABNORMAL",
    },
    Refusal(Reason.BLOCKED): {
        "isv.BLACK_KEY_CONTROL_LIMIT", "isv.SMS_CONTENT_ILLEGAL", "isv.PHONENUMBER_BLACKLIST",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "MOBILE_IN_BLACK", "CONTENT_KEYWORD", "CONTENT_ERROR",
        "MOBILE_SEND_LIMIT", "SIGNATURE_ILLEGAL", "PORT_NOT_REGISTERED", "IS_CLOSED", "NO_ROUTE",
    },
    Refusal(Reason.SUPPRESSED): {"USER_REJECT"},
    Refusal(Reason.EXPIRED): {"EXPIRED", "UNDELIV"},
    Refusal(Reason.UNWORDED): {
        "isv.TEMPLATE_MISSING_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL", "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL", "isv.INVALID_JSON_PARAM", "isv.SMS_CONTENT_LENGTH_LIMIT",
    },
    Refusal(Reason.TECHNICAL): {"MOBLLE_TERMINAL_ERROR", "SP_UNKNOWN_ERROR", "SP_NOT_BY_INTER_SMS"},
}  # fmt: skip
ALIYUN = {code: refusal for refusal, codes in _ALIYUN.items() for code in codes}
_ALIYUN_BEGINNINGS = {
    "Throttling.": LATER,
    "InvalidAccessKeyId.": OUR_FAULT,
    "InvalidTimeStamp.": OUR_FAULT,
    "InvalidSecurityToken.": OUR_FAULT,
    "Forbidden.": OUR_FAULT,
    "Missing": OUR_FAULT,
    "isv.": REFUSED,
}


def aliyun_refusal(code: str) -> Refusal | None:
    """Return what a code means; None for one of which nobody knows whether the SMS went out."""
    if code in ALIYUN:
        return ALIYUN[code]
    found = (said for start, said in _ALIYUN_BEGINNINGS.items() if code.startswith(start))
    return next(found, None)


def aliyun_receipt(report: Mapping[str, Any]) -> Receipt | None:
    """Read one delivery report of Aliyun; None for one without our reference."""
    sending = Sending.of(report.get("out_id"))
    success = report.get("success")
    if sending is None or not isinstance(success, bool):
        return None
    code = str(report.get("err_code") or "")
    refusal = aliyun_refusal(code)
    return Receipt(
        sending,
        Result.ARRIVED if success else Result.FAILED,
        refusal.reason if refusal else Reason.REFUSED,
        f"{code} {report.get('err_msg') or ''}".strip(),
        str(report.get("biz_id") or ""),
    )


def read_aliyun(report: Mapping[str, object]) -> Incoming | None:
    """Read one message of a push (SmsUp); None for what is none."""
    phone, text = report.get("phone_number"), report.get("content")
    if not isinstance(phone, str) or not isinstance(text, str):
        return None
    name, to = (str(report.get(key) or "") for key in ("sequence_id", "dest_code"))
    return Incoming(phone, text, "aliyun", name, to)
