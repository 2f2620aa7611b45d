"""The map as it stands in the posted form, in the shape that `Source.field_map` keeps."""

import re
from typing import Any

from django.http import QueryDict

from support.sources.mapped.expressions import LENGTH_BOUND
from support.sources.mapped.field_map import MAJOR, MINOR, WORDS_BOUND, Signature
from support.sources.mapped.fields import FIELDS

# Longer than any may be, so that what is too long is seen and said, not cut.
_KEPT = LENGTH_BOUND + 1
_WORD_BOUND = 120
_DECIMALS = re.compile(r"([A-Za-z]{3})[ =:]*([0-4])")


def typed_map(posted: QueryDict) -> dict[str, Any]:
    """Return what was typed; expressions and words that stand empty are left out."""
    fields = {name: _text(posted, f"field-{name}") for name in FIELDS}
    tables = {name: _table(posted, name) for name, field in FIELDS.items() if field.has_words}
    times = _text(posted, "times")
    return {
        "each": _text(posted, "each"),
        "event_id": _text(posted, "event_id"),
        "fields": {name: text for name, text in fields.items() if text},
        "words": {name: table for name, table in tables.items() if table},
        "amounts": MINOR if posted.get("amounts") == MINOR else MAJOR,
        "decimals": {
            code.upper(): int(places)
            for code, places in _DECIMALS.findall(_text(posted, "decimals"))
        },
        "times": _text(posted, "pattern") if times == "pattern" else times,
        "signature": typed_signature(posted),
    }


def typed_signature(posted: QueryDict) -> dict[str, str]:
    names = Signature.__dataclass_fields__
    given = {name: _text(posted, f"sign-{name}") for name in names}
    return {name: text for name, text in given.items() if text}


def _table(posted: QueryDict, name: str) -> dict[str, str]:
    """Return the rows of a table that have a word and a meaning."""
    words, ours = posted.getlist(f"word-{name}"), posted.getlist(f"means-{name}")
    rows = zip(words[:WORDS_BOUND], ours[:WORDS_BOUND], strict=False)
    found = ((_bare(word), _bare(meaning)) for word, meaning in rows)
    return {word: meaning for word, meaning in found if word and meaning}


def _text(posted: QueryDict, name: str) -> str:
    return posted.get(name, "").replace("\0", "").strip()[:_KEPT]


def _bare(text: str) -> str:
    return text.replace("\0", "").strip()[:_WORD_BOUND]
