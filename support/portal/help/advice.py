"""What somebody can do themselves by their own answers, nobody having looked at their payment.

Of a cause only what customers may be told, and only where it is theirs to act: what we or a bank
do, we do not do for a payment that nobody has named.
"""

import re
from dataclasses import dataclass, replace

from support.cases.models import Status
from support.claims.advice import ADVICE
from support.claims.asking import PAYING, WARNING, parted
from support.claims.formats import is_chinese
from support.guidance.models import HelpWalk
from support.payments.models import Direction
from support.payments.news import REFUND
from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import filled
from troubleshooting.walks.showing.words import in_language

# A sentence names the payment by its reference, which here nobody knows: in English and Chinese.
_NAMED = {
    False: re.compile(
        r"(?:\b(?:the|your) )?(?:\b(payment|payout|deposit|debit) )?\{reference\}", re.IGNORECASE
    ),
    True: re.compile(r"(?:您的)?(付款|出款|充值)? ?\{reference\} ?"),
}
_CALLED = {
    "payout": ("payout", "出款"),
    "payin": ("payment", "款项"),
    "refund": ("payment", "付款"),
}
# Who is to pay once more looks first whether the payment went through after all.
_LOOK_FIRST = next(claim for claim in ADVICE if claim.key == "not_before_looking")


@dataclass(frozen=True)
class Advice:
    """`title` and `body` are an outcome's own words for customers; `to_do` and `why` its cause's.

    Where nothing of it `is_known`, either all `is_well`, or we have to look.
    """

    title: str = ""
    body: str = ""
    to_do: str = ""
    why: str = ""
    caution: str = ""
    is_well: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.title or self.to_do)


def advice_of(walk: HelpWalk, language: str) -> Advice:
    """Say what their answers lead to, in the active language."""
    node = walk.position().present
    if not node.is_outcome:
        return Advice()
    cause = Cause.named(node.cause)
    if cause is not None and not cause.is_open:
        return Advice()
    voice = node.customer
    advice = Advice(
        title=in_language(voice.title) if voice else "",
        body=in_language(voice.body) if voice else "",
        is_well=node.status == Status.RESOLVED,
    )
    if cause is None or node.status != Status.WAITING_CUSTOMER:
        return advice
    return _by_cause(advice, walk, cause, language)


def _by_cause(advice: Advice, walk: HelpWalk, cause: Cause, language: str) -> Advice:
    direction = "" if walk.about == REFUND else walk.about
    sentence = cause.customer_message(language, direction)
    to_do, why = parted(unnamed(sentence, walk.about, language), language)
    pays = walk.about == Direction.PAYIN and PAYING.search(to_do) and not WARNING.search(sentence)
    caution = _LOOK_FIRST.said({}, language) if pays else ""
    return replace(advice, to_do=to_do, why=why, caution=caution)


def unnamed(sentence: str, about: str, language: str) -> str:
    """Let a cause's sentence speak of a payment whose reference nobody knows."""
    chinese = is_chinese(language)

    def this(found: re.Match[str]) -> str:
        what = (found[1] or _CALLED[about][chinese]).lower()
        if chinese:
            return f"该笔{what}"
        begins = found.start() == 0 or found.string[: found.start()].endswith((". ", "! ", "? "))
        return f"{'This' if begins else 'this'} {what}"

    return filled(_NAMED[chinese].sub(this, sentence), {})
