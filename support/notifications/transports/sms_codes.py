"""What the codes of SMS providers mean for a message, when it is sent and in receipts."""

import re
from dataclasses import dataclass

from support.notifications.models.states import Reason


@dataclass(frozen=True)
class Refusal:
    """Why a provider did not take or deliver an SMS, and whether trying again is useless."""

    reason: Reason
    is_permanent: bool = True


OUR_FAULT = Refusal(Reason.TECHNICAL, is_permanent=False)
LATER = Refusal(Reason.BUSY, is_permanent=False)
REFUSED = Refusal(Reason.REFUSED)

# https://www.twilio.com/docs/api/errors. What can't be found here is refused for this recipient.
_TWILIO = {
    OUR_FAULT: {
        20003, 20005, 20404, 20422, 21212, 21219, 21601, 21603, 21606, 21607, 21609, 21659, 21660,
        21661, 21701, 21702, 21703, 21704, 21705, 21709, 30002, 30009, 30032, 30034, 63038,
    },
    LATER: {14107, 20429, 21611, 30001, 30022, 30023, 30027},
    Refusal(Reason.NO_ADDRESS): {21211, 21214, 21217, 21401, 21421, 21614, 30005, 30006, 30011},
    Refusal(Reason.SUPPRESSED): {21610},
    Refusal(Reason.BLOCKED): {21408, 21612, 30004, 30007, 30018, 30024, 30450},
    Refusal(Reason.EXPIRED): {30003, 30036},
    Refusal(Reason.UNWORDED): {21602, 21605, 21617, 30019},
    Refusal(Reason.TECHNICAL): {30008, 30010, 30017, 30500},
}  # fmt: skip
TWILIO = {code: refusal for refusal, codes in _TWILIO.items() for code in codes}

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

# What networks write into receipts (SMPP 3.4, appendix B), as Kannel hands it on.
_STATED = re.compile(r"\bstat:([A-Z]{5,7})\b")
_SMPP = {
    "EXPIRED": Refusal(Reason.EXPIRED),
    "UNDELIV": REFUSED,
    "REJECTD": Refusal(Reason.BLOCKED),
    "DELETED": Refusal(Reason.TECHNICAL),
    "UNKNOWN": Refusal(Reason.TECHNICAL),
}


def twilio_refusal(code: int | None) -> Refusal:
    return REFUSED if code is None else TWILIO.get(code, REFUSED)


def aliyun_refusal(code: str) -> Refusal | None:
    """Return what a code means; None for one of which nobody knows whether the SMS went out."""
    if code in ALIYUN:
        return ALIYUN[code]
    found = (said for start, said in _ALIYUN_BEGINNINGS.items() if code.startswith(start))
    return next(found, None)


def smpp_refusal(words: str) -> Refusal:
    """Read the words of a network's receipt."""
    stated = _STATED.search(words.upper().replace("STAT:", "stat:"))
    return _SMPP.get(stated[1], REFUSED) if stated else REFUSED
