"""What is named a one-time code, a password or a card's security code."""

import re
from collections.abc import Iterator

from troubleshooting.discretion.hidden import MARKS, Hidden, Kind

_NAMES = {
    Kind.CODE: (
        "verification code", "verification number", "one-time code", "one time code",
        "one-time passcode", "one time passcode", "one-time password", "one time password",
        "one-time pin", "authentication code", "auth code", "security code", "sms code",
        "login code", "sign-in code", "confirmation code", "passcode", "otp",
        "验证码", "驗證碼", "校验码", "校驗碼", "动态码", "動態碼", "动态密码", "動態密碼",
        "动态口令", "動態口令", "短信码", "短信碼", "一次性密码", "一次性密碼", "确认码", "確認碼",
    ),
    Kind.PASSWORD: (
        "password", "passphrase", "passwd", "pwd", "pin",
        "密码", "密碼", "口令",
    ),
    Kind.CVV: (
        "cvv", "cvv2", "cvc", "cvc2", "cvn", "cvn2", "csc", "cav2", "card security code",
        "security code", "last three digits", "安全码", "安全碼", "后三位", "後三位", "末三位",
    ),
}  # fmt: skip
# Nearly every text has none of these, and then none of the names.
SIGNS = (
    "code", "码", "碼", "pass", "pin", "pwd", "otp", "cv", "csc", "cav2", "digits", "口令", "三位",
)  # fmt: skip

# Words between a name and what it names, and marks, some of which leave no doubt.
_LINK = (
    r"(?:[ \t\r\n]|[:=\"'(\[<「『【>→–\-]"
    r"|\b(?:is|was|are|be|number|numbers|no|digits?|code|below|here)\b"
    r"|如下|就是|数字|數字|是|为|為|号|號|呢){0,8}"
)
_CODE = re.compile(
    rf"({_LINK})((?:[A-Za-z]{{1,3}}-)?\d(?:[ \-]?\d){{3,7}}(?!\d)(?![.,]\d)"
    r"|(?=[A-Za-z]*\d)[A-Za-z0-9]{4,8}(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_CVV = re.compile(rf"({_LINK})(\d(?: ?\d){{2,3}})(?![\d%])(?![.,]\d)", re.IGNORECASE)
_PIN = re.compile(rf"({_LINK})(\d(?:[ \-]?\d){{3,11}})(?!\d)", re.IGNORECASE)
_PASSWORD = re.compile(rf"({_LINK})([!-~]{{3,64}})", re.IGNORECASE)
# "123456 is your verification code", "123456是您的验证码".
_BEFORE = re.compile(
    r"(?<![A-Za-z0-9_])(?<!\d[\-])(\d(?:[ \-]?\d){3,7})"
    r"(?:[\s\"'”’」】)]|is|as|your|the|my|a|是|为|為|您|你|我|的|本次|登录|\(){1,10}$",
    re.IGNORECASE,
)
_SURE = re.compile(r"[:=\"'「『【]")
_CLOSING = "\"'.,;!?)]>"
_DATE = re.compile(r"\d{1,4}[\-/.]\d{1,2}(?:[\-/.]\d{1,4})?|\d{1,2}:\d{2}")
_COUNTED = re.compile(r"\d+\s*(?:[年月日时点分秒天次位个個种種遍]|days?|times?|hours?|minutes?)")
_NOT_SAID = re.compile(
    r"wrong|incorrect|invalid|expired|required|reset|locked|blocked|correct|right|fine|broken|known"
    r"|unknown|forgotten|lost|stolen|missing|changed|needed|safe|secure|strong|weak|old|new|same"
    r"|none|secret|private|hidden|empty|accepted|refused|rejected|protected|encrypted|valid|set"
    r"|sent|not|never|yes|no",
    re.IGNORECASE,
)
_END = re.compile(r"\s*(?:$|[.,;!?。，；！？)\n\"'”’」』】])")


def secrets_in(text: str) -> Iterator[Hidden]:
    """Find what is named a secret in a text as it is read."""
    lowered = text.lower()
    if len(lowered) != len(text):  # some capitals grow when they are made small
        lowered = "".join(mark.lower() if mark.isascii() else mark for mark in text)
    if not any(sign in lowered for sign in SIGNS):
        return
    for kind, names in _NAMES.items():
        for name in names:
            for place in _places(lowered, name):
                found = _named_at(text, kind, name, place)
                if found is not None and not text.endswith(MARKS, 0, found.start):
                    yield found


def _places(text: str, name: str) -> Iterator[int]:
    place = text.find(name)
    while place >= 0:
        stop = place + len(name)
        if not name.isascii() or not (_is_letter(text, place - 1) or _is_letter(text, stop)):
            yield place
        place = text.find(name, stop)


def _is_letter(text: str, place: int) -> bool:
    mark = text[place : place + 1] if place >= 0 else ""
    return mark.isascii() and mark.isalpha()


def _named_at(text: str, kind: Kind, name: str, place: int) -> Hidden | None:
    stop = place + len(name)
    if kind == Kind.PASSWORD:
        return _pin_at(text, stop) if name == "pin" else _password_at(text, stop)
    found = (_CODE if kind == Kind.CODE else _CVV).match(text, stop)
    if found and not _COUNTED.match(text, found.start(2)):
        return Hidden(kind, *found.span(2))
    if kind == Kind.CODE and (found := _BEFORE.search(text[max(0, place - 40) : place])):
        offset = max(0, place - 40)
        return Hidden(kind, offset + found.start(1), offset + found.end(1))
    return None


def _pin_at(text: str, place: int) -> Hidden | None:
    found = _PIN.match(text, place)
    return Hidden(Kind.PASSWORD, *found.span(2)) if found else None


def _password_at(text: str, place: int) -> Hidden | None:
    """Return the word after the name if it is what one would type, and not what is said of it."""
    found = _PASSWORD.match(text, place)
    if found is None:
        return None
    link, word = found[1], found[2].rstrip(_CLOSING)
    if len(word) < 3 or word[0] in "{<[" or MARKS in word or not set(word) - {"*"}:
        return None
    start = found.start(2)
    if not link and not any(mark.isdecimal() for mark in word):
        return None  # "passwords", "密码App"
    if word.isalpha():
        is_said = _NOT_SAID.fullmatch(word) or not _END.match(text, start + len(word))
        is_linked = bool(_SURE.search(link)) or bool(re.search(r"is|was|是|为|為", link))
        if is_said or not is_linked:
            return None
    elif not _is_typed(text, start, word, link):
        return None
    return Hidden(Kind.PASSWORD, start, start + len(word))


def _is_typed(text: str, start: int, word: str, link: str) -> bool:
    if _DATE.fullmatch(word) or _COUNTED.match(text, start):
        return False
    has_digit = any(mark.isdecimal() for mark in word)
    return bool(_SURE.search(link)) or (has_digit and len(word) >= 4)
