"""What is wrong with a map before anything was read by it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from support.payments.ladder.rungs import Rung
from support.payments.news import REFUND
from support.sources.mapped.expressions import Unusable, parsed
from support.sources.mapped.field_map import ANY_OTHER, WORDS_BOUND, FieldMap
from support.sources.mapped.fields import FIELDS, NEEDED
from support.sources.mapped.moments import AUTO
from support.sources.mapped.signatures import ALGORITHMS, SCHEMES, STANDARD
from troubleshooting.checks.text import gettext_noop

DIRECTIONS = ("payout", "payin", REFUND)
TIMES = (AUTO, "epoch", "ms")


@dataclass(frozen=True)
class Problem:
    """A sentence about one place of a map: a field's name, or each, event_id, times, signature."""

    place: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)


def problems(field_map: FieldMap) -> list[Problem]:
    """Return what keeps a map from being saved; nothing of what a payload may turn out to lack."""
    return [
        *_missing(field_map),
        *_unusable(field_map),
        *_wrong_words(field_map),
        *_wrong_times(field_map),
        *_wrong_signature(field_map),
    ]


def _missing(field_map: FieldMap) -> Iterator[Problem]:
    references = [name for name, one in FIELDS.items() if one.group == "references"]
    if not any(name in field_map.fields for name in ("reference", *references)):
        yield Problem("reference", gettext_noop("Say where a payment's reference stands."))
    for name in NEEDED[1:]:
        if name not in field_map.fields:
            yield Problem(name, gettext_noop("Say where this stands, or write a constant in ''."))


def _unusable(field_map: FieldMap) -> Iterator[Problem]:
    others = {"each": field_map.each, "event_id": field_map.event_id}
    for place, expression in {**field_map.fields, **others}.items():
        if not expression:
            continue
        try:
            parsed(expression)
        except Unusable as error:
            sentence = gettext_noop("This expression does not work: %(value)s")
            yield Problem(place, sentence, {"value": str(error)})


def _wrong_words(field_map: FieldMap) -> Iterator[Problem]:
    ours = {"status": list(map(str, Rung)), "direction": list(DIRECTIONS)}
    for name, table in field_map.words.items():
        if len(table) > WORDS_BOUND:
            sentence = gettext_noop("A table has %(limit)s words at most.")
            yield Problem(name, sentence, {"limit": WORDS_BOUND})
        for word, meaning in table.items():
            if name in ours and meaning not in ours[name]:
                sentence = gettext_noop("“%(word)s” leads to “%(value)s”, which is none of ours.")
                yield Problem(name, sentence, {"word": word, "value": meaning})
            if not word:
                sentence = gettext_noop("A word is empty; write %(other)s for every other word.")
                yield Problem(name, sentence, {"other": ANY_OTHER})


def _wrong_times(field_map: FieldMap) -> Iterator[Problem]:
    if field_map.times not in TIMES and "%" not in field_map.times:
        yield Problem(
            "times", gettext_noop("Write a pattern such as %(pattern)s."), {"pattern": "%d.%m.%Y"}
        )


def _wrong_signature(field_map: FieldMap) -> Iterator[Problem]:
    signature = field_map.signature
    if signature.scheme not in SCHEMES or signature.algorithm not in ALGORITHMS:
        yield Problem("signature", gettext_noop("Choose how the source signs."))
    if signature.scheme != STANDARD and not signature.header:
        yield Problem("signature", gettext_noop("Name the header that holds the signature."))
