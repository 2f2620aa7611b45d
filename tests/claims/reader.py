"""Reading what was rendered: every sentence that must stand there does, and no other one.

The claims' words are what is looked for; which of them hold is the oracle's to say, and what they
name is written here a second time. Whatever is left of a text once those are taken out, the cause's
sentence and the frame, nobody knows the reason of.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import unescape

from support.claims.claim import Claim, Slot
from support.claims.composing import CLAIMS
from support.claims.record import Occasion, Record, Turn
from support.notifications.words.rendering import Rendered
from tests.claims.oracle import (
    cause_of,
    gives_task,
    is_left,
    keys_of,
    left_at,
    left_to_them,
    part_of,
    place,
    state_of,
    untruths_in,
)

BY_KEY: Mapping[str, Claim] = {claim.key: claim for claim in CLAIMS}
OF_MONEY = (Slot.MONEY, Slot.DAY)
OF_REPLY = (*OF_MONEY, Slot.CONTACT)
BODY = (
    Slot.HAPPENED, Slot.NEWS, Slot.MONEY, Slot.DAY, Slot.TO_DO, Slot.UNTIL, Slot.CAUTION,
    Slot.CONTACT, Slot.NEXT,
)  # fmt: skip
KIND = {"payout": ("payout", "出款"), "payin": ("payment", "付款"), "": ("payment", "付款")}
REPLY = {"en": "Thank you for waiting.", "zh-hans": "感谢您的等待。"}
QUESTION = {"en": "Which name is the account in?", "zh-hans": "收款账户的户名是什么？"}
LINK = "https://pay.mock.example/s/mock/"
BRAND = {"en": "Mock Pay", "zh-hans": "示例支付"}
NAME = {"en": "Mock Alder", "zh-hans": "莫可"}
# What an SMS may say beside reference and link, as three parts hold it.
ROOM = {"en": 340, "zh-hans": 104}
SEGMENTS, SPARE = 3, 3
UNFILLED = re.compile(
    r"[{}\[\]]|%\(|\bNone\b|\(\)|（）|\.\.| [，。；？]|[，；。]{2}|[;；]$", re.MULTILINE
)
OF_THE_HOUSE = re.compile(r"[Cc]asewalk|\b[a-z]+_[a-z_]+\b|acq7|again-")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LATIN = re.compile(r"[A-Za-z]{2,}")
MAY_BE_LATIN = {"PO", "CW", "App", "CNY", "UTC", "KQ", "MZ"}


def say(text: str) -> str:
    """Return a text without its blanks, which wrap as each surface likes."""
    return "".join(text.translate(_QUOTES).split())


_QUOTES = str.maketrans("“”", '""')


def day(one: date | None, language: str) -> str:
    if one is None:
        return ""
    return f"{one.year}年{one.month}月{one.day}日" if language != "en" else f"{one:%-d %B %Y}"


def amount(record: Record) -> str:
    if record.amount is None:
        return ""
    places = max(2, -int(record.amount.as_tuple().exponent))
    return f"{record.amount:,.{places}f} {'CNY' if record.language == 'en' else '元'}"


def words(record: Record, cause: str) -> dict[str, str]:
    """Return what sentences may name of a record."""
    english = record.language == "en"
    kind = ("refund", "退款") if record.is_refund else KIND[record.direction]
    about = thing = "your question" if english else "您的问题"
    if record.has_payment:
        about = f"your {kind[0]} {record.payment}" if english else f"您的{kind[1]}{record.payment}"
        if record.is_of_pay_in:
            named = record.payment
            about = f"your refund for {named}" if english else f"您的付款{named}的退款"
        written = amount(record)
        clause = f" ({written})" if english else f"（{written}）"
        thing = f"{about}{clause if written else ''}"
    hides = record.is_silent or record.is_discreet or record.turn is Turn.NOBODY
    ways = [f"write to {record.reply_to}" if english else f"发邮件至{record.reply_to}"]
    ways = (ways if record.reply_to else []) + (
        [f"call {record.phone}" if english else f"致电{record.phone}"] if record.phone else []
    )
    page = [] if record.reply_to else ["write to us on your status page" if english
                                       else "在进度页面留言"]  # fmt: skip
    between = " or " if english else "，或"
    is_told = record.has_payment and not record.is_silent
    return {
        "thing": thing, "Thing": thing[:1].upper() + thing[1:],
        "about": about, "About": about[:1].upper() + about[1:],
        "reference": record.reference, "kept": record.kept, "phone": record.phone,
        "day": day(record.since if is_told and _is_told_by_system(record) else None,
                   record.language),
        "again_on": day(record.again_on, record.language),
        "expected": day(record.promised_at, record.language),
        "not_final": "" if record.promise_is_final else (
            "Bank holidays are not final yet, so that day may still change."
            if english else "银行假期安排尚未最终确定，日期可能变动。"),
        "bank_by": "" if hides else day(record.bank_due_at, record.language),
        "answer_by": "" if hides else clock(record.answer_due_at, record.language),
        "closes_on": day(record.closes_on, record.language),
        "ways": between.join(ways), "contact": between.join(ways + page),
        "quoted": record.reference if ways else "",
        "task": part_of(cause, asking=True) if cause else "",
        "asked": record.asked, "asked_on": day(record.asked_on, record.language),
    }  # fmt: skip


def _is_told_by_system(record: Record) -> bool:
    """Whether the state that is told is the one that the payment system told, and so its day."""
    return state_of(record) == (record.rung or "no_word")


def clock(moment: datetime | None, language: str) -> str:
    if moment is None:
        return ""
    if language == "en":
        return f"{day(moment, language)}, {moment:%H:%M} (UTC)"
    return f"{day(moment, language)} {moment:%H:%M}（UTC）"


def sentence(key: str, record: Record, known: Mapping[str, str]) -> str:
    """Return how a claim reads."""
    claim = BY_KEY[key]
    text = claim.english if record.language == "en" else claim.chinese

    def kept(part: re.Match[str]) -> str:
        return part[1] if all(known[name] for name in re.findall(r"\{(\w+)\}", part[1])) else ""

    return re.sub(r"\{(\w+)\}", lambda name: known[name[1]], re.sub(r"\[(.*?)\]", kept, text))


class Expected:
    """What has to be said of a record on an occasion, found once for all that is rendered of it."""

    def __init__(self, record: Record, occasion: Occasion) -> None:
        self.record, self.occasion = record, occasion
        self.keys, self.cause = keys_of(record, occasion), cause_of(record)
        self.words = words(record, self.cause)
        self.told = {key: sentence(key, record, self.words) for key in self.keys}

    def of(self, slots: Collection[Slot]) -> list[str]:
        """Return the sentences of some slots, without blanks."""
        return [say(self.told[key]) for key in self.keys if BY_KEY[key].slot in slots]

    @property
    def title(self) -> str:
        (title,) = (self.told[key] for key in self.keys if BY_KEY[key].slot is Slot.TITLE)
        return title


def left_over(text: str, parts: Iterable[str], frame: Iterable[str]) -> Iterator[str]:
    """Yield each part that is not there, or not as often as it should be, and what is left."""
    left, parts = text, [part for part in parts if part]
    for part in sorted({*parts}, key=len, reverse=True):
        wanted = sum(other.count(part) for other in parts)
        if text.count(part) != wanted:
            yield f"says {text.count(part)} times, and not {wanted}, {part}"
        left = left.replace(part, "\n")
    for line in frame:
        left = re.sub(line, "\n", left)
    if rest := " · ".join(left.split()):
        yield f"says, and nobody knows why: {rest}"


def common(text: str, language: str) -> Iterator[str]:
    """Yield what no customer may read, whatever the record shows."""
    own = re.sub(r"https?://\S+|\S+@\S+", " ", text)
    if found := UNFILLED.search(own):
        yield f"is not filled in or not whole: {found[0]!r}"
    if found := OF_THE_HOUSE.search(own):
        yield f"has a name of the house: {found[0]}"
    if language == "en" and (found := CHINESE.search(own)):
        yield f"is in English and has {found[0]}"
    foreign = {*LATIN.findall(own)} - MAY_BE_LATIN if language != "en" else set()
    if foreign:
        yield f"is in Chinese and has {foreign}"
    if language == "en" and (found := re.search(r"[a-z][.!?][A-Z]", own)):
        yield f"has no blank between sentences: {found[0]}"


FRAMES = {
    "en": (
        "HelloMockAlder,", "Wherethemoneyis", "Whatyouneedtodo", "Whathappensnext",
        "Howtoreachus", r"Yourstatuspage\(nopasswordneeded,andweneveraskforone\):", LINK,
        "Yourstatuspage", "TheMockPaysupportteam", r"E-mail:[\w@.]+example", r"Phone:\+[\d]+",
        "Seewhereitstands",
    ),
    "zh-hans": (
        "莫可，您好：", "款项在哪里", "您需要做什么", "接下来", "如何联系我们",
        "查看进度（无需密码，我们也绝不会向您索要密码）：", LINK, "示例支付客服团队",
        r"邮箱：[\w@.]+example", r"客服电话：\+[\d]+", "查看进度",
    ),
}  # fmt: skip
FACTS = {"en": ("Case", "Reference", "Amount"), "zh-hans": ("工单号", "参考号", "金额")}
OF_EVENT = {
    "reminder": {"en": "We have not heard from you yet.", "zh-hans": "我们尚未收到您的答复。"},
    "step-needs-you": QUESTION,
    "agent-reply": REPLY,
}
TITLES = {
    "reminder": {"en": "{} (reminder)", "zh-hans": "提醒：{}"},
    "agent-reply": {"en": "Our answer about {}", "zh-hans": "关于{}的答复"},
}


def wrong_in_mail(event: str, wanted: Expected, mail: Rendered) -> Iterator[str]:
    record, language = wanted.record, wanted.record.language
    is_reply = event == "agent-reply"
    told = wanted.of(OF_REPLY if is_reply else BODY)
    told.append(say(OF_EVENT.get(event, {}).get(language, "")))
    title = title_of(event, wanted)
    if say(mail.subject) != f"[{record.reference}]{title}":
        yield f"is called {mail.subject}"
    cause = "" if is_reply else wanted.cause
    parts = [*told, say(cause), *([answers(record)] if is_reply else [])]
    facts = facts_of(record)
    colon = "：" if language != "en" else ":"
    frame = [*(SILENT[language] if record.is_silent else ()), *FRAMES[language]]
    rows = [say(f"{label}{colon}{value}") for label, value in facts]
    yield from left_over(say(mail.text), [*parts, *rows], frame)
    body, preheader = visible(mail.html)
    rows = [say(f"{label}{value}") for label, value in facts]
    found = left_over(say(body), [*parts, *rows, title], [*frame, say(BRAND[language])])
    yield from (f"HTML {one}" for one in found)
    if preheader.rstrip("…") not in " ".join(mail.text.split()):
        yield f"is shown as {preheader}"
    heading = FRAMES[language][1]
    if (heading in say(mail.text)) is not bool(wanted.of(OF_MONEY)):
        yield f"{heading} stands over nothing, or is missing"
    yield from common(f"{mail.subject[mail.subject.index(']') + 1 :]}\n{mail.text}", language)
    own_words = mail.text.replace(cause, "") if cause else mail.text
    own_words = own_words.replace(OF_EVENT.get(event, {}).get(language, "\0"), "")
    yield from untruths_in(_without_frame(own_words, language), record)


def title_of(event: str, wanted: Expected) -> str:
    title, record = wanted.title, wanted.record
    if event == "agent-reply":
        kind = kind_of(record)
        title = f"{f'your {kind}' if record.language == 'en' else f'您的{kind}'} {record.payment}"
    return say(TITLES.get(event, {}).get(record.language, "{}").format(title))


def kind_of(record: Record) -> str:
    kinds = ("refund", "退款") if record.is_refund else KIND[record.direction]
    return kinds[record.language != "en"]


def facts_of(record: Record) -> list[tuple[str, str]]:
    """Return the rows of the table: what there is to quote, and no row for what is not known."""
    values = (record.reference, record.payment, amount(record))
    rows = zip(FACTS[record.language], values, strict=True)
    return [(label, value) for label, value in rows if value]


def answers(record: Record) -> str:
    """Return what an answer begins with."""
    kind, payment, written = kind_of(record), record.payment, amount(record)
    if record.language == "en":
        clause = f" ({written})" if written else ""
        return say(f"This is our answer about your {kind} {payment}{clause}:")
    clause = f"（{written}）" if written else ""
    return say(f"关于您的{kind}{payment}{clause}，我们答复如下：")


def _without_frame(text: str, language: str) -> str:
    """Return the running text of a mail, without what stands in each."""
    lines = (line for line in text.split("\n") if line.strip())
    frames = (*FRAMES[language], *FACTS[language])
    return " ".join(line for line in lines if not any(re.match(one, say(line)) for one in frames))


@lru_cache(maxsize=4)
def visible(html: str) -> tuple[str, str]:
    """Return what a page of HTML shows, and what stands beside the subject in a list of mails."""
    body = re.sub(r"<!--.*?-->", " ", html[html.index("<body") :], flags=re.DOTALL)
    hidden = re.search(r'<div class="preheader"[^>]*>(.*?)</div>', body, re.DOTALL)
    assert hidden
    body = body.replace(hidden[0], " ")
    return plain(body), plain(hidden[1])


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


SMS_FRAMES = {
    "en": ("MockPayCW-4T7KQ2MZ:", "Reminder.", LINK),
    "zh-hans": ("工单CW-4T7KQ2MZ：", "提醒：", LINK),
}
# What a message says of a case of which nothing may be told.
SILENT = {
    "en": (
        r"Thereisnewsofyour(payment|payout|refund)[\w-]*\.(Yourstatuspageshowswhereitstands\.)?",
        r"[Yy]our(payment|payout|refund)[\w-]*stillwaitsforyou(:yourstatuspage\w+)?\.",
    ),
    "zh-hans": (r"您的(付款|出款|退款)[\w-]*(有新进展|仍待您处理)(，最新状态请见进度页面)?。",),
}
CALLS = {"en": r"Phone:\+\d+\.", "zh-hans": r"客服电话：\+\d+。"}


def wrong_in_sms(event: str, wanted: Expected, sms: Rendered) -> Iterator[str]:
    """An SMS may leave out what does not fit any more, and nothing else."""
    record, language, text = wanted.record, wanted.record.language, say(sms.text)
    if sms.segments > SEGMENTS or "…" in sms.text:
        yield f"takes {sms.segments} parts, or was cut"
    yield from common(sms.text, language)
    if event == "agent-reply":
        return
    told = [*wanted.of(set(Slot) - {Slot.TITLE}), say(wanted.cause)]
    frame = [*SMS_FRAMES[language], *(SILENT[language] if record.is_silent else ())]
    if event == "step-needs-you":
        frame += [re.escape(say(QUESTION[language])), CALLS[language]]
    yield from left_over(text, _apart(part for part in told if part in text), frame)
    room = ROOM[language] - _length(sms.text)
    for one in [wanted.cause, *(wanted.told[key] for key in _for_sms(wanted))]:
        if say(one) not in text and len(one) + SPARE <= room:
            yield f"lacks {one}, for which there is room"


def _apart(parts: Iterable[str]) -> list[str]:
    """Leave out what another one says already: an SMS says nothing twice."""
    kept: list[str] = []
    for part in sorted({*parts} - {""}, key=len, reverse=True):
        kept += [] if any(part in other for other in kept) else [part]
    return kept


def _length(text: str) -> int:
    """Return how many letters an SMS says beside its reference and link."""
    own = re.sub(r"^Mock Pay CW-\w+: (Reminder\. )?|^工单 CW-\w+：(提醒：)?|https://\S+", "", text)
    return len(own.strip()) + 1


def _for_sms(wanted: Expected) -> Iterator[str]:
    """Yield which claims an SMS tells while there is room."""
    record = wanted.record
    slots = {Slot.ASK, Slot.HAPPENED, Slot.NEWS, Slot.CAUTION, Slot.BY, Slot.DAY, Slot.CALL}
    if record.turn in (Turn.US, Turn.BANK):
        slots.add(Slot.NEXT)
    is_theirs = record.turn is Turn.CUSTOMER or left_to_them(record)
    has_no_cause = is_theirs and not (record.is_silent or gives_task(record))
    is_open = bool(left_at(record)) and "ended_credited" not in wanted.keys
    if has_no_cause or (is_open and is_left(record)):
        slots.add(Slot.TO_DO)
    if place(record) in ("with_us", "stayed", "with_them", "went_back", "unpaid"):
        slots.add(Slot.MONEY)
    slots = {Slot.NEWS} if wanted.occasion is Occasion.ASKED else slots
    yield from (key for key in wanted.keys if BY_KEY[key].slot in slots)
