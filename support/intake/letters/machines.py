"""Whether a mail that says nothing of it reads like a machine's: then a person decides, not we."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from support.cases.models import Case, Message
from support.inquiries.codes import Answer
from support.inquiries.proposing import proposed
from support.mailbox.reading import kinds

BEGINNING = 400  # characters: a machine says at once that it is one
# Nobody reads a mail and answers it so quickly; clocks differ by a little.
TOO_QUICK = timedelta(seconds=20)
CLOCKS_DIFFER = timedelta(seconds=30)

_BACK = r".{0,80}\b(until|till|through|from|back|return\w*|reply|respond\w*|limited|no access)\b"
_SOON = r".{0,60}(尽快|盡快|稍后|稍後|之后|之後|工作日|第一时间).{0,12}"
_ANSWER = r"(回复|回覆|回復|回信|答复|处理|處理|联系|聯繫|聯絡)"
_LETTER = r"(邮件|郵件|来信|來信|信件)"
_SAYS_SO = re.compile(
    r"\bauto(matic|mated|matically|-generated|-?reply|-?response)\b.{0,20}"
    r"(reply|response|message|e-?mail|generated|sent)|\bauto-?reply\b"
    rf"|\b(out of (the |my )?office|away from (the|my) (office|desk)){_BACK}"
    r"|\b(am|be|are|is) (currently |now )?on (annual |sick |parental )?"
    rf"(leave|vacation|holidays?){_BACK}"
    r"|\bthank(s| you) for (contacting|your (e-?mail|message|enquiry|inquiry))\b.{0,160}"
    r"\b(received your|been received|get back to|be in touch|(will|shall) (reply|respond|answer))\b"
    r"|自动(回复|答复|回信|应答|发送|生成)|自動(回覆|回復|答覆|發送)"
    rf"|(休假|度假|外出|出差|不在办公室|不在辦公室).{{0,60}}{_ANSWER}"
    rf"|({_LETTER}.{{0,6}}(已|已经|已經).{{0,2}}(收到|收悉)|收到了?[您你]的?{_LETTER}){_SOON}{_ANSWER}",
    re.IGNORECASE | re.DOTALL,
)
_THING = r"(request|ticket|case|message|e-?mail|enquiry|inquiry|query)\b"
_MONEY = r"(payments?|funds?|money|transfers?|amounts?)\b"
_ASKED = r"(工单|工單|请求|請求|邮件|郵件|来信|來信|案件|个案|個案)"
_TAKEN = r"(创建|創建|建立|受理|收到|登记|登記)"
# What a help desk says once it has got something: only of what was asked, never of the money.
_HAS_GOT = re.compile(
    rf"\b{_THING}((?!{_MONEY})([^.;:!?\n]|\.(?= ?\d))){{0,60}}?"
    r"\b(has|have|was|were|is|are)( now| just| successfully| been)* "
    r"(received|created|opened|logged|registered|assigned)\b(?! (with|at|by) the\b)"
    r"|\b((acknowledg\w*|confirm\w*)( that)? we( have|'ve|’ve)?( now| just)? (received|got)"
    rf"|receipt of) your ((?!{_MONEY})\w+ ){{0,2}}{_THING}"
    rf"|{_ASKED}[^。；：，,\n款钱]{{0,12}}(已|已经|已經).{{0,3}}{_TAKEN}"
    rf"|(已|已经|已經)(为您|為您)?{_TAKEN}了?(您|你|贵行|貴行)?的?{_ASKED}",
    re.IGNORECASE,
)


def is_automatic(found: Mapping[str, Any]) -> bool:
    """Tell whether no person's words are in a mail.

    What only says that a program sent it may be of a person at a help desk.
    """
    if found["kind"] != kinds.GENERATED:
        return bool(found["kind"] == kinds.AUTOMATIC)
    begins = found["letter"]["new_text"][:BEGINNING]
    return bool(_SAYS_SO.search(begins)) or _is_receipt(begins)


def _is_receipt(words: str) -> bool:
    """Tell whether a help desk only says that it has got something, and nothing of the payment."""
    says = proposed(words) if _HAS_GOT.search(words) else None
    return says in ("", Answer.PDCR)


def reads_like_one(
    words: str, case: Case, *, written_at: float | None, answered_at: datetime | None
) -> bool:
    """Tell by what a mail for a case says, by how quickly it came, and whether it was said before.

    `written_at` are its own clock's seconds, `answered_at` is when the mail left that it answers.
    Of a case that goes on a person may well say the same twice.
    """
    if _SAYS_SO.search(words[:BEGINNING]):
        return True
    if written_at is not None and answered_at is not None:
        took = timedelta(seconds=written_at - answered_at.timestamp())
        if -CLOCKS_DIFFER < took < TOO_QUICK:
            return True
    said = case.messages.filter(medium=Message.Medium.EMAIL, author=None, body=words)
    return case.is_done and said.exists()
