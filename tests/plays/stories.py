"""Payments as they go through time: what is heard of each and what a person does, step by step."""

from dataclasses import dataclass, field
from datetime import timedelta

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """What happens so long after the step before.

    A rung with its code is heard from the payment system, an ending and a taking up again are a
    person's, what the customer says comes from their page or in a letter, and with none of these
    only time passes. Where the story knows it, it tells whether they are asked for something then.
    """

    after: timedelta
    rung: str = ""
    code: str = ""
    ending: str = ""
    note: str = ""
    reopens: bool = False
    asks: str = ""  # what a person writes to them, who is waited for then
    says: str = ""  # "page" or "letter": that they have done what they were asked
    is_asked: bool | None = None
    is_new: bool = False  # what is heard is of another kind than the cause that was found
    again: bool = False  # two people have it sent again; what is heard later is of that
    anew: bool = False  # heard of another payment, by which the first one was paid


@dataclass(frozen=True)
class Story:
    name: str
    steps: tuple[Step, ...]
    is_silent: bool = False
    is_discreet: bool = False
    is_refund: bool = False


@dataclass(frozen=True)
class Play:
    """One story in one direction for a customer of one language."""

    story: Story
    direction: str
    locale: str
    is_slow: bool = field(default=False)  # nothing leaves the outbox meanwhile

    def __str__(self) -> str:
        return f"{self.story.name} · {self.direction} · {self.locale}"


def _heard(after: timedelta, rung: str, code: str = "") -> Step:
    return Step(after, rung=rung, code=code)


def _ended(ending: str, note: str = "") -> Step:
    return Step(2 * HOUR, ending=ending, note=note)


STORIES = (
    Story("pending, late, sent, returned", (
        _heard(HOUR, "pending"), Step(2 * DAY), _heard(HOUR, "sent"), Step(9 * DAY),
        _heard(HOUR, "returned", "AC04"), _ended("customer_must_act"),
    )),
    Story("sent, credited", (
        _heard(HOUR, "pending"), _heard(HOUR, "sent"), _heard(DAY, "credited"),
    )),
    Story("failed, not acted on, taken up again", (
        _heard(HOUR, "failed", "AC04"), _ended("customer_must_act"), Step(DAY, reopens=True),
    )),
    Story("failed, paid under a new reference", (
        _heard(HOUR, "failed", "AC04"), Step(DAY, rung="credited", anew=True),
        _ended("duplicate"),
    )),
    Story("silent", (
        _heard(HOUR, "failed", "MD07"), Step(2 * DAY), _heard(HOUR, "sent"),
        _heard(DAY, "credited"),
    ), is_silent=True),
    Story("credited, then returned", (
        _heard(HOUR, "failed", "AC04"), _heard(HOUR, "sent"), _heard(DAY, "credited"),
        _heard(3 * DAY, "returned", "AC04"), _ended("cannot_be_done"),
    )),
    Story("refused for a reason that is never explained", (
        _heard(HOUR, "rejected", "FRAD"), _ended("cannot_be_done"),
    ), is_discreet=True),
    Story("accepted, delivered, credited as a person knows", (
        _heard(HOUR, "pending"), _heard(HOUR, "accepted"), _heard(HOUR, "delivered"),
        _ended("credited", "They see it in their account."),
    )),
    Story("withdrawn after a failure", (
        _heard(HOUR, "failed", "AM04"), _ended("withdrawn"),
    )),
    Story("not known, failed, no answer", (
        _heard(HOUR, "unknown"), _heard(2 * HOUR, "failed", "AC04"), _ended("no_answer"),
    )),
)  # fmt: skip
_AGAIN = Step(DAY, again=True, is_asked=False)
SENT_AGAIN = (
    Story("failed, sent again, sent, credited", (
        _heard(HOUR, "failed", "AC04"), _AGAIN, _heard(HOUR, "sent"), _heard(DAY, "credited"),
    )),
    Story("failed, done by their page, sent again, failed once more", (
        Step(HOUR, rung="failed", code="AC04", is_asked=True),
        Step(HOUR, says="page", is_asked=False), _AGAIN, _heard(HOUR, "sent"),
        _heard(DAY, "failed", "AC06"), _ended("customer_must_act"),
    )),
    Story("failed, sent again, failed by another code", (
        _heard(HOUR, "failed", "AC04"), _AGAIN,
        Step(HOUR, rung="failed", code="AC06", is_asked=False, is_new=True),
    )),
    Story("failed, sent again, failed by the same code", (
        _heard(HOUR, "failed", "AC04"), _AGAIN,
        Step(HOUR, rung="failed", code="AC04", is_asked=True),
    )),
    Story("failed, failed by another code, failed by none", (
        _heard(HOUR, "failed", "AC04"), Step(HOUR, rung="failed", code="AC06", is_new=True),
        Step(HOUR, rung="failed", is_new=True),
    )),
    Story("not known, failed", (
        _heard(HOUR, "unknown"), Step(2 * HOUR, rung="failed", is_new=True),
    )),
    Story("failed, sent again, no word, late, returned", (
        _heard(HOUR, "failed", "AC04"), _AGAIN, Step(5 * DAY, is_asked=False),
        _heard(HOUR, "returned", "AC04"), _ended("cannot_be_done"),
    )),
)  # fmt: skip
_LEFT_TO_THEM = Step(2 * HOUR, ending="customer_must_act", is_asked=True)
# Of a failed payout the guide asks by itself; of a pay-in a person does, in words of their own.
_FAILED = Step(HOUR, rung="failed", code="AC04", is_asked=True)
ASKING = {
    "payout": (_FAILED,),
    "payin": (_heard(HOUR, "failed"), Step(HOUR, asks="Could you call us?", is_asked=True)),
}


def answered(way: str, asked: tuple[Step, ...]) -> tuple[Story, ...]:
    """They were asked for something and say that they did it: it is our turn until we ask again."""
    return (
        Story(f"failed, done by their {way}, sent, credited", (
            *asked, Step(HOUR, says=way, is_asked=False), Step(DAY, is_asked=False),
            Step(HOUR, rung="sent", is_asked=False),
            Step(DAY, rung="credited", is_asked=False),
        )),
        Story(f"closed until they act, done by their {way}, and so once more", (
            *asked, _LEFT_TO_THEM, Step(DAY, says=way, is_asked=False),
            Step(HOUR, says=way, is_asked=False), _LEFT_TO_THEM,
        )),
    )  # fmt: skip


# Each of these is played once in each direction, and once in each language.
RARE_STORIES = (
    Story("sent, recalled, returned", (
        _heard(HOUR, "failed", "AC04"), _heard(HOUR, "sent"), _heard(DAY, "recalled"),
        _heard(2 * DAY, "returned", "AC04"), _ended("customer_must_act"),
    )),
    Story("held, then refused", (
        _heard(HOUR, "held"), _heard(DAY, "rejected", "AC04"), _ended("cannot_be_done"),
    )),
    Story("not known and late, then credited", (
        _heard(HOUR, "unknown"), Step(3 * DAY), _heard(HOUR, "accepted"), _heard(DAY, "credited"),
    )),
    Story("refund failed, sent, credited", (
        _heard(HOUR, "failed", "AC04"), _heard(HOUR, "sent"), Step(9 * DAY),
        _heard(DAY, "credited"),
    ), is_refund=True),
    Story("cancelled, withdrawn", (
        _heard(HOUR, "cancelled"), _ended("withdrawn"),
    )),
)  # fmt: skip
PLAYS = [
    Play(story, direction, locale, is_slow=place % 2 == 1)
    for place, story in enumerate(STORIES)
    for direction in ("payout", "payin")
    for locale in ("en-GB", "zh-CN")
]
PLAYS += [
    Play(story, direction, locale, is_slow=place % 2 == 0)
    for place, story in enumerate(RARE_STORIES)
    for direction, locale in (("payout", "zh-CN"), ("payin", "en-GB"))
    if direction == "payout" or not story.is_refund
]
PLAYS += [
    Play(story, direction, locale, is_slow=(place + turn) % 2 == 1)
    for place, way in enumerate(("page", "letter"))
    for turn, (direction, asked) in enumerate(ASKING.items())
    for story in answered(way, asked)
    for locale in ("en-GB", "zh-CN")
]
PLAYS += [
    Play(story, "payout", locale, is_slow=place % 2 == 0)
    for place, story in enumerate(SENT_AGAIN)
    for locale in ("en-GB", "zh-CN")
]
