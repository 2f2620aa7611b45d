"""The map of one source, as an admin wrote it and `Source.field_map` keeps it.

    {"each": "", "event_id": "id", "fields": {"reference": "data.id", "currency": "'EUR'", …},
     "words": {"status": {"processor_declined": "failed", "*": "pending"}, …},
     "amounts": "minor", "decimals": {"ISK": 2}, "times": "auto",
     "signature": {"scheme": "hmac-hex", "header": "X-Signature", …}}

Every field is a JMESPath expression; a constant is one in single quotes. `each` finds the list of
payments in a payload that tells of several, and the fields are then read from each of them; an
expression that begins with "$." is read from the whole payload all the same. "*" in a table means
every other word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from support.sources.mapped.fields import FIELDS
from support.sources.mapped.moments import AUTO

MINOR, MAJOR = "minor", "major"
ANY_OTHER = "*"
# A table longer than this is a mistake; codes themselves have tables of their own elsewhere.
WORDS_BOUND = 300


@dataclass(frozen=True)
class Signature:
    """How a source signs.

    `scheme` is "standard" (Standard Webhooks), "hmac-hex" or "hmac-base64" of the body in the
    header named, or "token", a header that holds the secret itself. `prefix` stands before the
    signature, such as "sha256=". With `timestamp_header` its value and `joint` are signed before
    the body, and an event older than five minutes is refused.
    """

    scheme: str = "standard"
    header: str = ""
    prefix: str = ""
    algorithm: str = "sha256"
    timestamp_header: str = ""
    joint: str = ""


@dataclass(frozen=True)
class FieldMap:
    """What is read where. Whatever has a wrong shape in the JSON is taken for absent."""

    fields: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    each: str = ""
    event_id: str = ""
    amounts: str = MAJOR
    decimals: Mapping[str, int] = field(default_factory=dict)
    times: str = AUTO
    signature: Signature = Signature()

    @classmethod
    def of(cls, kept: Any) -> "FieldMap":
        kept = kept if isinstance(kept, dict) else {}
        words = kept.get("words")
        tables = words.items() if isinstance(words, dict) else ()
        decimals = kept.get("decimals")
        return cls(
            fields={
                name: written.strip()
                for name, written in _texts(kept.get("fields")).items()
                if name in FIELDS and written.strip()
            },
            words={
                name: _folded(_texts(table))
                for name, table in tables
                if name in FIELDS and _texts(table)
            },
            each=_text(kept, "each"),
            event_id=_text(kept, "event_id"),
            amounts=MINOR if kept.get("amounts") == MINOR else MAJOR,
            decimals={
                str(code).upper(): places
                for code, places in (decimals.items() if isinstance(decimals, dict) else ())
                if isinstance(places, int) and 0 <= places <= 4
            },
            times=_text(kept, "times") or AUTO,
            signature=Signature(
                **{
                    name: text
                    for name, text in _texts(kept.get("signature")).items()
                    if name in Signature.__dataclass_fields__ and text
                }
            ),
        )

    def word(self, name: str, said: str) -> str | None:
        """Return what the table of a field makes of a word, None where it is silent."""
        table = self.words.get(name, {})
        return table.get(said.strip().casefold(), table.get(ANY_OTHER))


def _text(kept: dict[str, Any], name: str) -> str:
    value = kept.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(name): text for name, text in value.items() if isinstance(text, str)}


def _folded(table: dict[str, str]) -> dict[str, str]:
    return {word.strip().casefold(): ours.strip() for word, ours in table.items()}
