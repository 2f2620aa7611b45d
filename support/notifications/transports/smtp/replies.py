"""What mail servers mean by their codes, in a dialogue and in a report that comes later."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from support.notifications.models.states import Reason


class Stage(Enum):
    """Where in the dialogue a server said no."""

    SENDER = auto()
    RECIPIENT = auto()
    CONTENT = auto()


@dataclass(frozen=True)
class Verdict:
    reason: Reason
    is_permanent: bool


LONGEST_WORDS = 2000

_ENHANCED = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")  # RFC 3463; no IP address
_REASON_OF_STATUS = {
    "1.7": Reason.BLOCKED,  # these two speak of the sender's address
    "1.8": Reason.BLOCKED,
    "2.1": Reason.NO_ADDRESS,  # the mailbox is closed
    "2.2": Reason.MAILBOX_FULL,
    "2.3": Reason.REFUSED,  # too long for this mailbox
    "4.4": Reason.NO_ADDRESS,  # the domain takes no mail
    "4.7": Reason.EXPIRED,  # tried for as long as the server tries
}
_REASON_OF_CLASS = {
    "1": Reason.NO_ADDRESS,
    "2": Reason.REFUSED,
    "3": Reason.BLOCKED,
    "4": Reason.REFUSED,
    "5": Reason.REFUSED,  # the server did not understand the address
    "6": Reason.REFUSED,
    "7": Reason.BLOCKED,
}
# For servers that only write a sentence. qq.com and 163.com are among them.
_REASON_OF_WORDS = {
    Reason.BUSY: r"frequency limit|too many connections|try again later",
    Reason.MAILBOX_FULL: r"mailbox (is )?full|over ?quota|quota exceed|exceeded (mailbox|storage)"
    r"|not enough space|邮箱(空间)?已?满|容量不足",
    Reason.BLOCKED: r"\bspam|blacklist|block|denied|\bDT:SP|\bMI:|polic(y|ies)|reputation|\bSPF\b"
    r"|DMARC|DKIM",
    Reason.NO_ADDRESS: r"(no such|unknown|invalid|bad|nonexist\w*) (\w+ )?"
    r"(user|mailbox|recipient|address|account)"
    r"|(user|mailbox|recipient|account|address)( \S+)? "
    r"(is |was )?(not found|unknown|invalid|disabled|suspended|does ?n[o']t exist|not exist)"
    r"|no mailbox|doesn't have an? \S+ account|用户不存在|地址不存在|帐号不存在",
}
# What makes it somebody else's fault, or one that passes, whatever the status says of an address.
_NOT_THE_ADDRESS = re.compile(
    r"\bspam|black ?list|block ?list|polic(y|ies)|reputation|\bSPF\b|DMARC|DKIM|\bsender|MAIL FROM"
    r"|frequency|\brate\b|too many|later|temporar|grey ?list|gray ?list|deferred|throttl"
    r"|频率|稍后|暂时|垃圾|发件人",
    re.IGNORECASE,
)


def verdict_of(code: int, words: str, stage: Stage) -> Verdict:
    """Say what a refusal means for the message; `words` is the reply without its code."""
    status = status_of(words)
    is_permanent = 500 <= code < 600
    if status and status[0] in "45":
        # Where the two disagree the three digits count, for servers act by them.
        reason = reason_of_status(status, words)
    else:
        reason = _reason_of_bare_code(code, words, stage)
    if stage is Stage.SENDER and reason in (Reason.NO_ADDRESS, Reason.MAILBOX_FULL):
        reason = Reason.BLOCKED  # there is no recipient yet whose fault it could be
    if is_permanent and reason is Reason.BUSY:
        return Verdict(reason, is_permanent=False)  # qq.com says 550 to too many in a minute
    if not is_permanent and reason is not Reason.MAILBOX_FULL:
        return Verdict(Reason.BUSY, is_permanent=False)
    return Verdict(reason, is_permanent)


def reason_of_status(status: str, words: str = "") -> Reason:
    """Return what an enhanced status code like 5.1.1 says, its class and words read with it.

    That there is no such address, which ends all mail to it, has to be said for good and not be
    contradicted: by a full box, a rate, "try later", or by a refusal of the sender.
    """
    reason = _reason_of_code(status, words)
    if reason is not Reason.NO_ADDRESS:
        return reason
    if (told := reason_of_words(words)) in (Reason.MAILBOX_FULL, Reason.BUSY):
        return told
    if status[0] == "4":
        return Reason.EXPIRED
    return Reason.BLOCKED if _is_contradicted(words) else reason


def _reason_of_code(status: str, words: str) -> Reason:
    _class, subject, detail = status.split(".")
    if status == "5.4.1" and "recipient address rejected" in words.lower():
        return Reason.NO_ADDRESS  # Exchange Online's way to say it
    if known := _REASON_OF_STATUS.get(f"{subject}.{detail}"):
        return known
    if (subject, detail) in (("0", "0"), ("5", "0")):
        return reason_of_words(words) or Reason.REFUSED
    if status[0] == "4" and subject == "4":
        return Reason.EXPIRED
    return _REASON_OF_CLASS.get(subject, Reason.REFUSED)


def status_of(words: str) -> str:
    """Return the first enhanced status code in a reply, or ""."""
    found = _ENHANCED.search(words)
    return found[0] if found else ""


def reason_of_words(words: str) -> Reason | None:
    """Return what a sentence says where there is no code, as far as it can be told."""
    for reason, pattern in _REASON_OF_WORDS.items():
        if re.search(pattern, words[:LONGEST_WORDS], re.IGNORECASE):
            is_of_address = reason is Reason.NO_ADDRESS
            return Reason.BLOCKED if is_of_address and _is_contradicted(words) else reason
    return None


def _is_contradicted(words: str) -> bool:
    return _NOT_THE_ADDRESS.search(words[:LONGEST_WORDS]) is not None


def _reason_of_bare_code(code: int, words: str, stage: Stage) -> Reason:
    if code in (452, 552) and stage is Stage.RECIPIENT:
        return Reason.MAILBOX_FULL
    if told := reason_of_words(words):
        return told
    if code == 552:
        return Reason.MAILBOX_FULL
    if stage is not Stage.RECIPIENT:
        return Reason.BLOCKED
    return Reason.REFUSED
