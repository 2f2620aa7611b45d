"""What kind of mail it is: a person's, or one that no person wrote."""

import re
from email.message import Message
from typing import Any

from support.mailbox.reading.texts import field, fields, header_text

PERSON, AUTOMATIC, BOUNCE, COMPLAINT = "person", "automatic", "bounce", "complaint"

_AUTOMATIC = (
    "X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply", "X-Loop",
    "X-Auto-Reply-From", "X-FC-MachineGenerated", "List-Id", "List-Post", "Feedback-ID",
)  # fmt: skip
_BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
# What only a program begins a subject with; and what a person may write about as well, so that it
# counts only where nothing but a stop follows: "外出：…", not "外出期间未收到款".
_SUBJECT = re.compile(
    r"(re:\s*|回复[:：]\s*|答复[:：]\s*)?\[?"
    r"(auto(matic|mated|mated email)?[- ]?(reply|response|antwort)"
    r"|automatische antwort|réponse automatique|respuesta automática|risposta automatica"
    r"|vacation (reply|notice)|自动回复|自動回覆|自動回復|自动答复|自动应答|假期自动"
    r"|(out of (the )?office|away from (my|the) office|on vacation|abwesenheit(snotiz)?"
    r"|休假|外出|不在办公室)(通知|中)?(?=\s*([^\w\s]|until\b|till\b|$)))",
    re.IGNORECASE,
)
ROBOT = re.compile(r"(mailer-daemon|postmaster)@|mail delivery (sub)?system", re.IGNORECASE)


def kind_of(mail: Message, report: dict[str, Any]) -> str:
    """Return the kind; only a person's mail may be a customer's words."""
    if report["complaint"]:
        return COMPLAINT
    if report["recipients"] or report["gone"] or report["waiting"] or report["failed_recipients"]:
        return BOUNCE
    if ROBOT.search(field(mail, "From")):
        return BOUNCE
    if field(mail, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return AUTOMATIC
    if field(mail, "Return-Path") == "<>":
        return AUTOMATIC
    is_marked = bool(fields(mail, *_AUTOMATIC).strip())
    is_bulk = field(mail, "Precedence").lower() in _BULK
    is_said = bool(_SUBJECT.match(header_text(field(mail, "Subject"))))
    return AUTOMATIC if is_marked or is_bulk or is_said else PERSON
