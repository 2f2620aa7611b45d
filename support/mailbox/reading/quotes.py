"""New text apart from what it answers. In doubt all of it is new: nothing that was written is lost.

A quote is folded only where nothing new stands below it. How programs begin one is told by
mail-parser-reply for many languages, and by a table of our own for those it does not know.
"""

import re
from functools import cache

from mailparser_reply.constants import MAIL_LANGUAGES

LONGEST_LINE = 300
LINES_OF_A_HEAD = 3
LINES_OF_A_SIGNATURE = 8

# Lines after which all is somebody else's: QQ, Foxmail, 163, Outlook and others.
_RULES = re.compile(
    r"-{2,}\s*(original message|original|原始邮件|原始郵件|原邮件|原始信件|邮件原件|回复的原邮件"
    r"|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}"
    r"|[-_=]{2,}\s*(回复的原邮件|原始邮件|Replied Message)\s*[-_=|]*",
    re.IGNORECASE,
)
# What somebody passes on is what they want to say.
_PASSED_ON = re.compile(
    r"-{2,}\s*(forwarded message|转发邮件|转发的邮件|轉寄的郵件|自动转发)\s*-{2,}"
    r"|begin forwarded message:|开始转发的邮件[:：]|以下是转发的邮件[:：]",
    re.IGNORECASE,
)
# "On …, Li wrote:" as our own table has it; 163 and Gmail break it over lines.
_WROTE = re.compile(
    r"(在|於|于)?\s*.{0,160}?\d{1,4}\s*[年/.\-]\s*\d{1,2}\s*[月/.\-]\s*\d{1,4}.{0,200}"
    r"(写道|寫道|撰写|wrote|写到|寫到|来信|來信)\s*[:：]?"
    r"|(at|on)\s.{0,200}\d{4}.{0,200}wrote\s*[:：]"
    r"|.{1,120}<\s?[^<>\s]{1,200}@[^<>\s]{1,200}>\s*(于|於|在)?.{0,80}"
    r"(写道|寫道|wrote|написал|пишет|schrieb|escribió|escreveu|ha scritto|a écrit)\s*[:：]",
    re.IGNORECASE | re.DOTALL,
)
_FIELD = re.compile(
    r"[*\s|]*(from|sent|date|to|cc|subject|发件人|寄件者|寄件人|发送时间|发送日期|寄件日期|日期|时间"
    r"|收件人|收件者|抄送|副本|主题|主旨|标题)[*\s|]*[:：].*",
    re.IGNORECASE,
)
_FROM = re.compile(r"[*\s|]*(from|发件人|寄件者|寄件人)[*\s|]*[:：]", re.IGNORECASE)
_SENT_BY = re.compile(
    r"(sent from|get outlook for|sent with|sent via)\b.{0,80}"
    r"|(发自|来自|發自|發送自|从|使用)\s?.{0,40}(iphone|ipad|手机|手機|邮箱|郵箱|邮件|郵件|outlook|android"
    r"|安卓|foxmail|发送|發送|客户端|大师|mail)\s?.{0,40}",
    re.IGNORECASE,
)
# Whoever says so has written between the lines of what they answer.
_ANSWERED = r"(answer(s|ed)?|repl(y|ies|ied)|comment(s|ed)?|respon(ded|ses?)|remarks?|notes?)"
_PLACE = r"(below|in-?line|in (red|blue|green|bold|capitals)|between the lines|under (your|each))"
_BETWEEN = re.compile(
    rf"\bsee (((my|our|the) )?{_ANSWERED} )?{_PLACE}\b"
    rf"|\b{_ANSWERED}\b[^.:!?\n]{{0,20}}\b{_PLACE}\b"
    rf"|\b{_PLACE} (are|is|you find|you will find) (my|our|the) {_ANSWERED}\b"
    r"|(见|看)下文|(见|看)(红|蓝)(色)?字|(红|蓝|绿|黑)(色)?(的)?(字|部分|标)"
    r"|(?<!没有)(?<!收到)(?<!等待)(回复|回答|答复|答案|回覆)(都|已)?(请)?(见|在|于|写在)了?(下|原文|正文|邮件[里中])"
    r"|逐(条|一)(回复|回答|答复)|(写|填|标|答)(在|于)了?(原文|正文|邮件[里中])"
    r"|(在|于)(原文|正文|下面|下方)(逐条|一一|分别|都|已)?(回复|回答|答复|标注|批注)",
    re.IGNORECASE,
)


def new_text_of(text: str) -> str:
    """Return what a mail says of its own, without quote and signature at its end."""
    lines = _without_quote_above(text.split("\n"))
    end = _begin_of_quote(lines)
    kept = _without_signature(lines[:end])
    new = "\n".join(kept).strip()
    return text.strip() if not new or _BETWEEN.search(new) else new


def _without_quote_above(lines: list[str]) -> list[str]:
    """Return lines without a marked quote at their top, if all below it is new."""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    begin = _end_of_head(lines, first) or first
    end = begin
    while end < len(lines) and (lines[end].startswith(">") or not lines[end].strip()):
        end += 1
    is_quote = any(line.startswith(">") for line in lines[begin:end])
    return (
        lines[end:] if is_quote and not any(line.startswith(">") for line in lines[end:]) else lines
    )


def _begin_of_quote(lines: list[str]) -> int:
    """Return the line at which a quote begins that lasts to the end, else how many there are."""
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        if _PASSED_ON.fullmatch(line.strip()):
            return len(lines)
        after = _end_of_head(lines, place)
        if after and _has_words(lines[:place]):
            head = " ".join(lines[place:after])
            return place if _is_quote_to_the_end(head, lines[after:]) else len(lines)
        if line.startswith(">") and _has_words(lines[:place]) and _all_quoted(lines[place:]):
            return place
    return len(lines)


def _end_of_head(lines: list[str], place: int) -> int:
    """Return the line behind the head of a quote that begins here, 0 where none does."""
    line = lines[place].strip()
    if len(line) > LONGEST_LINE or line.startswith(">"):
        return 0
    if _RULES.fullmatch(line):
        return place + 1
    if re.fullmatch(r"[-_]{20,}", line) and _is_fields(lines[place + 1 : place + 6]):
        return place + 1
    if _FROM.match(line) and _is_fields(lines[place : place + 5]):
        return place + 1
    for end in range(place + 1, min(place + LINES_OF_A_HEAD, len(lines)) + 1):
        last = lines[end - 1].strip()
        if not last or last.startswith(">"):
            break
        if _is_wrote(_joined(lines[place:end])):
            # What a later line begins by itself does not begin here: this line is new text.
            begins_later = any(_is_wrote(_joined(lines[at:end])) for at in range(place + 1, end))
            return 0 if begins_later else end
    return 0


def _joined(lines: list[str]) -> str:
    """Return lines as one, "" where that is longer than any head of a quote."""
    joined = " ".join(line.strip() for line in lines)
    return joined if len(joined) <= 2 * LONGEST_LINE else ""


def _is_wrote(head: str) -> bool:
    if head[-1:] not in ":：" and not head.endswith(("写道", "寫道")):
        return False
    return bool(_WROTE.fullmatch(head)) or any(one.match(head) for one in _wrote_in_languages())


@cache
def _wrote_in_languages() -> list["re.Pattern[str]"]:
    heads = [one["wrote_header"] for one in MAIL_LANGUAGES.values() if "wrote_header" in one]
    return [re.compile(head, re.IGNORECASE | re.MULTILINE) for head in heads]


def _is_fields(lines: list[str]) -> bool:
    """Whether at least three lines are fields of a mail, as Outlook writes them above a quote."""
    return sum(bool(_FIELD.fullmatch(line.strip())) for line in lines) >= 3


def _is_quote_to_the_end(head: str, lines: list[str]) -> bool:
    """Whether below a head all is quoted: every line is marked, or none is.

    "On 1 March the bank wrote:" begins no quote of a mail, which names an address.
    """
    if any(line.startswith(">") for line in lines):
        return _all_quoted(lines)
    return "@" in head or bool(_RULES.fullmatch(head.strip())) or not _is_wrote(head)


def _all_quoted(lines: list[str]) -> bool:
    """Whether what is not marked is a signature, or nothing."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    rest = [line for line in _without_signature(lines) if line.strip()]
    return all(line.startswith(">") for line in rest)


def _without_signature(lines: list[str]) -> list[str]:
    """Return lines without the signature at their end: few lines behind "--", or "Sent from …"."""
    lines = list(lines)
    while lines and (not lines[-1].strip() or _SENT_BY.fullmatch(lines[-1].strip())):
        lines.pop()
    for place in range(len(lines) - 1, max(len(lines) - 2 - LINES_OF_A_SIGNATURE, -1), -1):
        if lines[place].rstrip() == "--":
            return lines[:place]
    return lines


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() and not line.startswith(">") for line in lines)
