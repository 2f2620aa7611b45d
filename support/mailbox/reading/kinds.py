"""What kind of mail it is: a person's, or one that no person wrote."""

import re
from email.message import Message
from typing import Any

from support.mailbox.reading.texts import field, fields, header_text

PERSON, AUTOMATIC, GENERATED = "person", "automatic", "generated"
BOUNCE, COMPLAINT = "bounce", "complaint"
MACHINES = (AUTOMATIC, GENERATED)

_AUTOMATIC = (
    "X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply", "X-Auto-Reply-From",
)  # fmt: skip
# Help desks and lists mark what a person wrote there like what nobody did.
_GENERATED = ("X-Loop", "X-FC-MachineGenerated", "List-Id", "List-Post", "Feedback-ID")
_ANSWERING = {"auto_reply", "auto-reply"}
_BULK = {"bulk", "junk", "list"}
# What a program begins a subject with. A person may write about it as well, so it counts only where
# nothing but a stop, or what it answers, follows: "外出：…", not "外出期间未收到款".
_SUBJECT = re.compile(
    r"(re:\s*|回复[:：]\s*|答复[:：]\s*)?\[?"
    r"((auto(matic|mated|mated email)?[- ]?(reply|response|antwort)"
    r"|automatische antwort|réponse automatique|respuesta automática|risposta automatica"
    r"|vacation (reply|notice)|(假期)?(自动回复|自動回覆|自動回復|自动答复|自动应答))"
    r"(?=\s*([^\w\s]|(re|aw|回复|回覆|答复)\s*[:：]|(from|for)\b|来自|$))"
    r"|(out of (the )?office|away from (my|the) office|on vacation|abwesenheit(snotiz)?"
    r"|休假|外出|不在办公室)(通知|中)?(?=\s*([^\w\s]|until\b|till\b|$)))",
    re.IGNORECASE,
)
ROBOT = re.compile(r"(mailer-daemon|postmaster)@|mail delivery (sub)?system", re.IGNORECASE)


def kind_of(mail: Message, report: dict[str, Any]) -> str:
    """Return the kind; only a person's mail is a customer's words without a person's look."""
    if report["complaint"]:
        return COMPLAINT
    if report["recipients"] or report["gone"] or report["waiting"] or report["failed_recipients"]:
        return BOUNCE
    if ROBOT.search(field(mail, "From")):
        return BOUNCE
    submitted = field(mail, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = field(mail, "Precedence").lower()
    is_answer = submitted == "auto-replied" or precedence in _ANSWERING
    is_marked = bool(fields(mail, *_AUTOMATIC).strip()) or field(mail, "Return-Path") == "<>"
    if is_answer or is_marked or _SUBJECT.match(header_text(field(mail, "Subject"))):
        return AUTOMATIC
    is_generated = submitted not in ("", "no") or bool(fields(mail, *_GENERATED).strip())
    return GENERATED if is_generated or precedence in _BULK else PERSON
