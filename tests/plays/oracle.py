"""What may be read of a payment, told by a few facts and without a look at how it is composed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

ENGLISH: Mapping[str, str] = {
    "arrived": r"was credited|money is in the account|has arrived",
    "failed": r"\bfailed\b|was rejected|was cancelled|did not arrive|was not paid in time"
    r"|too little money|has not been completed",
    "back": r"came back|back with us|sent back|way back to you",
    "moving": r"was sent on|was sent, arrival|is on its way(?! back)|reached the receiving"
    r"|bank accepted",
    "pending": r"is pending|no result yet",
    "closed": r"[Tt]he case is closed|Case closed:|Closed as",
    "never": r"(?<![Nn]ot )\bsolved\b|\bretry\b|send it again|nobody: it is|\bagain-",
    "do not pay": r"not pay again",
    "made again": r"asked for it to be made again",
    "asked": r"We need something from you|We need you to act|has not been done yet"
    r"|“I have done it”|tell us on your status page|I have done it\b"
    r"|Please (?:add another|do what we asked)",
}
CHINESE: Mapping[str, str] = {
    "arrived": r"已(?:于[^，。]{1,14})?到账|已在收款账户",
    "failed": r"失败|被拒绝|已(?:于[^，。]{1,14})?取消|未能到账|未能按时汇出|余额不足|尚未完成",
    "back": r"已(?:于[^，。]{1,14})?退回|退回我们|回到我们|原路退回|正在退回您",
    "moving": r"在途|到账待确认|到达收款银行|已受理您的|已(?:于[^，。]{1,14})?受理您的出款",
    "pending": r"仍在处理中",
    "closed": r"工单(?:因此|就此|已|暂时|先行)关闭|工单关闭：|重复，已关闭",
    "never": r"已解决|重试|重新发出|提现|again-",
    "do not pay": r"暂勿重复付款",
    "made again": r"安排重新办理",
    "asked": r"需要您配合|需要您办理|办理的事项尚未完成|“我已完成”|请在进度页面告知|我已完成"
    r"|请在个人资料中添加|消息办理：",
}
PROMISE = {
    "en": re.compile(r"should arrive by (\d+ \w+ \d{4})"),
    "zh": re.compile(r"(?<!原)预计最迟(\d{4}年\d+月\d+日)到账"),
}
ORDERED = {
    "en": re.compile(r"on (\d+ \w+ \d{4}) we asked for it"),
    "zh": re.compile(r"我们已于(\d{4}年\d+月\d+日)安排"),
}
ASKS = {"en": r"\bPlease\b|\bplease\b", "zh": "(?<![申邀])请(?!求)"}
SAYS = {"en": ENGLISH, "zh": CHINESE}
STATES = ("arrived", "failed", "back", "moving", "pending")
MAY_SAY = {
    "credited": {"arrived"},
    "failed": {"failed"}, "rejected": {"failed"}, "cancelled": {"failed"},
    "returned": {"back", "failed"},
    "sent": {"moving"}, "accepted": {"moving"}, "delivered": {"moving"},
    "pending": {"pending"}, "created": {"pending"},
}  # fmt: skip
MOVES = ("sent", "accepted", "delivered")


@dataclass(frozen=True)
class Facts:
    """Where the money is by the story, whether it moves, the promised day, whose turn it is."""

    direction: str
    rung: str
    is_done: bool
    ending: str
    promised_on: date | None
    is_silent: bool
    is_discreet: bool
    is_asked: bool | None = None  # whether they have something to do; None where nobody says
    is_new: bool = False  # whether the trouble is another one than the cause was found for
    again_on: date | None = None  # when people had it sent again, which this rung is of

    @property
    def is_again(self) -> bool:
        return self.again_on is not None

    @property
    def state(self) -> str:
        return "credited" if self.ending == "credited" else self.rung

    @property
    def may_promise(self) -> bool:
        is_waited_for = self.direction == "payout" and self.rung in MOVES and not self.is_done
        return is_waited_for and not (self.is_silent or self.is_discreet)


def written(day: date, language: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day:%-d %B %Y}"


def untruths(text: str, language: str, facts: Facts) -> Iterator[str]:
    """Yield what a text says that the facts do not."""
    said = {name for name, pattern in SAYS[language].items() if re.search(pattern, text)}
    allowed = set() if facts.is_silent else MAY_SAY.get(facts.state, set())
    for name in STATES:
        if name in said and name not in allowed:
            yield f"says {name} of money that is {facts.state}"
    if "never" in said:
        yield "says what is never said"
    if "closed" in said and not facts.is_done:
        yield "says closed of a case that goes on"
    yield from _of_deeds(said, text, language, facts)
    if "do not pay" in said and facts.direction == "payout":
        yield "tells somebody not to pay who waits for money"
    for day in PROMISE[language].findall(text):
        if not facts.may_promise:
            yield f"promises {day} for money that does not move"
        elif facts.promised_on is None or day != written(facts.promised_on, language):
            yield f"promises {day}, the record {facts.promised_on}"


def _of_deeds(said: set[str], text: str, language: str, facts: Facts) -> Iterator[str]:
    if "made again" in said and not facts.is_again:
        yield "says that it was sent again, and it was not"
    for day in ORDERED[language].findall(text):
        if facts.again_on is None or day != written(facts.again_on, language):
            yield f"says that it was sent again on {day}"
    if "asked" in said and facts.is_asked is False:
        yield "asks them for what they have done"


def untruths_of_cause(
    told: Sequence[str], asks: str, text: str, language: str, facts: Facts
) -> Iterator[str]:
    """Yield what the sentences that are told of a cause deny of the story, or of the rest.

    `asks` is what the cause asks for, as `tests.claims.sayings` has it.
    """
    asking = [part for part in told if re.search(ASKS[language], part)]
    if told:
        yield from _untrue_of(facts)
    if bool(asking) and "a" not in asks:
        yield "asks for something that nobody has read in it"
    if asking and facts.is_asked is False:
        yield "asks for what they have done"
    if asking and facts.ending == "withdrawn":
        yield "asks something of somebody who no longer wants it"
    if asking and facts.is_again and facts.rung in ("", *MOVES):
        yield "asks for what was to be done before it was sent again"
    if asking and "p" in asks and re.search(SAYS[language]["do not pay"], text):
        yield "asks them to pay, and not to"
    if facts.is_asked and "a" in asks and told and not asking:
        yield "leaves out what they have to do"


def _untrue_of(facts: Facts) -> Iterator[str]:
    """Yield why no cause may be told at all."""
    if facts.is_silent:
        yield "tells a cause of which only people may speak"
    if facts.state == "credited":
        yield "tells why money did not arrive, and it did"
    if facts.is_new:
        yield "tells why something else failed"
    if facts.is_discreet and facts.state in ("failed", "rejected"):
        yield "says of what is never explained that it is not over"


def unsaid(text: str, language: str, facts: Facts) -> Iterator[str]:
    """Yield what a page must say and does not: what became of the money, and that it is over."""
    if facts.is_silent:
        return
    wanted = MAY_SAY.get(facts.state, set())
    if wanted and not any(re.search(SAYS[language][name], text) for name in wanted):
        yield f"does not say {'/'.join(sorted(wanted))}"
    if facts.is_again and not (facts.is_done or re.search(SAYS[language]["made again"], text)):
        yield "does not say that it was sent again"
    if facts.is_asked and not re.search(SAYS[language]["asked"], text):
        yield "does not say that it is theirs to act"
    if facts.is_done and not re.search(SAYS[language]["closed"], text):
        yield "does not say that it is over"
