"""A mail as a letter: who wrote it, what it answers, what it says, what came with it."""

import re
from base64 import b64encode
from email.message import Message
from email.utils import getaddresses
from typing import Any

from support.mailbox.reading.aside import Aside
from support.mailbox.reading.bodies import MORE, Content
from support.mailbox.reading.quotes import new_text_of
from support.mailbox.reading.texts import addresses, field, fields, header_text

ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
MOST_ANSWERED = 50
LONGEST_SUBJECT = 300

_PASSED_ON = re.compile(r"(fwd?|转发|轉寄|wg|tr)\s*[:：]", re.IGNORECASE)
# Ticket systems put a number of their own before it.
_ANSWERS = re.compile(
    r"(\[[^\[\]]{1,60}\]\s*){0,3}\W{0,3}"
    r"(re|r|aw|sv|vs|antw|ref|rif|res|odp|ynt|fwd?|wg|tr|回复|回覆|回復|答复|答覆|转发|轉寄)"
    r"\s*(\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
_OURS = re.compile(r"\[(CW|INQ)-[0-9A-Z]{8}\]")  # as in each subject that we send
_ID = re.compile(r"<[^<>\s]{1,250}>")


def read_letter(aside: Aside, mail: Message) -> dict[str, Any]:
    """Return a letter, every value a plain bounded text; files are in base 64."""
    content = Content(aside)
    text = content.text(mail).strip()
    subject = header_text(field(mail, "Subject"))[:LONGEST_SUBJECT]
    if aside.is_cut:
        content.left_out.insert(0, MORE)
    name, address = _sender(field(mail, "From"))
    answered = _ID.findall(fields(mail, "In-Reply-To", "References"))
    return {
        "sender": address,
        "sender_name": name,
        "addressed": addresses(fields(mail, *ADDRESSED)),
        "subject": subject,
        "message_id": field(mail, "Message-ID")[:250],
        "answered": answered[:MOST_ANSWERED],
        "text": text,
        "new_text": text if _PASSED_ON.match(subject) else new_text_of(text),
        "files": [[name, b64encode(body).decode()] for name, body in content.files],
        "left_out": content.left_out[:MOST_ANSWERED],
    }


def with_subject(subject: str, words: str) -> str:
    """Return what a mail says, below a subject that is its writer's own and stands nowhere else."""
    is_ours = _ANSWERS.match(subject) or _OURS.search(subject)
    is_own = bool(subject) and not is_ours and subject not in words
    return f"{subject}\n\n{words}".strip() if is_own else words


def _sender(value: str) -> tuple[str, str]:
    """Return name and address; of several senders, or none that can be read, no address."""
    found = [address for _name, address in getaddresses([value]) if "@" in address]
    address = found[0] if len(found) == 1 and addresses(found[0]) else ""
    name = header_text(value.rpartition("<")[0].strip().strip('"'))
    return name[:200], address[:254]
