"""Choosing what may be said: the only way from a record to sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from support.claims.advice import ADVICE, has_task
from support.claims.claim import Claim, Slot, words_of
from support.claims.closed import CLOSED
from support.claims.days import DAYS
from support.claims.endings import ENDINGS
from support.claims.formats import is_chinese
from support.claims.money import Place, is_left_behind, leaves_open, place_of
from support.claims.next_steps import NEXT_STEPS
from support.claims.record import Occasion, Record, Turn
from support.claims.states import claims_of_states

CLAIMS: tuple[Claim, ...] = (
    *claims_of_states(),
    *ENDINGS,
    *DAYS,
    *NEXT_STEPS,
    *CLOSED,
    *ADVICE,
)
# The claims that say by when the bank is due to answer.
NAMES_BANK_DAY = frozenset({"next_bank", "next_bank_knows", "next_bank_why"})
RESTING = frozenset({Place.WITH_US, Place.WITH_CUSTOMER, Place.CAME_BACK})
MONEY_AT = 3  # the place of that in an SMS
# So many characters may an SMS say beside its reference and link, for three segments.
LONGEST_SHORT = {"en": 340, "zh": 104}


@dataclass(frozen=True)
class Said:
    """The sentences of each slot, in one language; a slot with nothing to say is left out.

    `keys` are the claims that were chosen, `words` what they may name. `cause` is the cause's
    sentence, "" where none may be told.
    """

    slots: Mapping[Slot, tuple[str, ...]]
    words: Mapping[str, str]
    keys: tuple[str, ...]
    cause: str
    language: str

    def text(self, *slots: Slot) -> str:
        """Return the sentences of some slots as running text."""
        between = "" if is_chinese(self.language) else " "
        return between.join(sentence for slot in slots for sentence in self.slots.get(slot, ()))


def compose(
    record: Record, occasion: Occasion = Occasion.PAGE, claims: Iterable[Claim] = CLAIMS
) -> Said:
    """Say everything that holds of a record on an occasion, and nothing else."""
    words = words_of(record)
    slots: dict[Slot, list[str]] = {}
    keys = []
    is_of = (None, (record.direction, record.state))
    for claim in claims:
        if claim.of in is_of and claim.holds(record, occasion):
            slots.setdefault(claim.slot, []).append(claim.said(words, record.language))
            keys.append(claim.key)
    told = {slot: tuple(sentences) for slot, sentences in slots.items()}
    return Said(told, words, tuple(keys), record.told_cause, record.language)


def message_words(record: Record, occasion: Occasion, *, is_move: bool = False) -> dict[str, str]:
    """Return what a message says of a record, under the names that its text uses.

    `is_move` is one that is sent because the payment itself moved.
    `in_short` is what an SMS says, bounded to what it can hold. `expected` and `next_news` are
    days, "" where none may be promised.
    """
    said = compose(record, occasion)
    words = said.words
    return {
        "headline": said.text(Slot.TITLE),
        "what_happened": said.text(Slot.HAPPENED, Slot.NEWS),
        "cause_sentence": said.cause,
        "where_money_is": said.text(Slot.MONEY, Slot.DAY),
        "what_next": said.text(Slot.NEXT),
        "what_to_do": said.text(Slot.TO_DO, Slot.UNTIL, Slot.CAUTION, Slot.CONTACT),
        "caution": said.text(Slot.CAUTION),
        "how_to_reach_us": said.text(Slot.CONTACT),
        "in_short": in_short(said, record, occasion, is_move=is_move),
        "expected": words["expected"] if "day_promised" in said.keys else "",
        "next_news": words["bank_by"] if NAMES_BANK_DAY & {*said.keys} else "",
    }


def in_short(said: Said, record: Record, occasion: Occasion, *, is_move: bool = False) -> str:
    """Return an SMS's sentences: as many as it holds, the most needed first taken, in order."""
    parts = list(_parts_by_need(said, record, occasion, is_move=is_move))
    between = "" if is_chinese(said.language) else " "
    left = LONGEST_SHORT["zh" if is_chinese(said.language) else "en"]
    kept: list[tuple[int, str]] = []
    for place, sentence in parts:
        is_new = not any(sentence in told for _place, told in kept)
        # That it came back tells where it is.
        is_told = place == MONEY_AT and any(at == 0 for at, _told in kept)
        is_new = is_new and not (is_told and place_of(record) is Place.CAME_BACK)
        if sentence and is_new and (not kept or len(sentence) + len(between) <= left):
            kept.append((place, sentence))
            left -= len(sentence) + len(between)
    return between.join(sentence for _place, sentence in sorted(kept))


def _parts_by_need(
    said: Said, record: Record, occasion: Occasion, *, is_move: bool
) -> Iterator[tuple[int, str]]:
    """Yield sentences with their place in the text; what the customer needs most comes first."""
    if occasion is Occasion.ASKED:
        yield 1, said.text(Slot.NEWS)
        yield 0, said.cause
        return
    yield from _news_by_need(said, record, is_move=is_move)
    if record.is_over:  # that it is closed has to be told, however long the rest is
        yield 2, said.text(Slot.NEWS)
    if leaves_open(record) and record.state != "credited":  # nobody else goes on with it
        yield 6, said.text(Slot.TO_DO)
    yield 1, said.cause
    if has_task(record, occasion) and not record.cause_gives_task:  # else nothing tells them it
        yield 6, said.text(Slot.TO_DO)
    if is_left_behind(record) and record.state != "credited":
        yield 6, said.text(Slot.TO_DO)
    yield 7, said.text(Slot.CAUTION)  # who pays again without looking may pay twice
    yield 0, said.text(Slot.HAPPENED)
    yield 7, said.text(Slot.BY)
    # Of money under way what happened tells where it is.
    yield MONEY_AT, said.text(Slot.MONEY) if place_of(record) in RESTING else ""
    day = said.text(Slot.DAY)
    yield 4, day if record.is_moving and record.promised_at else ""
    if record.turn in (Turn.US, Turn.BANK):
        yield 5, said.text(Slot.NEXT)
    yield 2, said.text(Slot.NEWS)
    yield 4, day
    yield 8, said.text(Slot.CALL)


def _news_by_need(said: Said, record: Record, *, is_move: bool) -> Iterator[tuple[int, str]]:
    """Yield what is new: why it was not made, or is late, was told before."""
    yield 9, said.text(Slot.ASK)  # nothing goes on before they answer
    if record.again_on is not None:
        yield 2, said.text(Slot.NEWS)
    if is_move:
        yield 0, said.text(Slot.HAPPENED)
    if record.bank_is_late:
        yield 5, said.text(Slot.NEXT)
        yield 0, said.text(Slot.HAPPENED)
        yield 7, said.text(Slot.CAUTION)
