"""One step of an emergency plan as a version keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MOST_STEPS = 40
MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Step:
    """What is to be done within so many `minutes` of the start, by whom, and whom to call.

    All but the minutes is given by language; `words` are a text to be sent or said.
    """

    title: Mapping[str, str]
    minutes: int
    owner: Mapping[str, str] | None = None
    contact: Mapping[str, str] | None = None
    words: Mapping[str, str] | None = None

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Step":
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def told_in(self, language: str) -> "Told":
        """Return the step as who reads this language sees it; words to say are of it or none."""
        return Told(
            self.minutes,
            title=_in(language, self.title),
            owner=_in(language, self.owner),
            contact=_in(language, self.contact),
            words=(self.words or {}).get(language, ""),
        )


@dataclass(frozen=True)
class Told:
    """A step in one language."""

    minutes: int
    title: str
    owner: str
    contact: str
    words: str


def _in(language: str, text: Mapping[str, str] | None) -> str:
    """Return a text in a language, as it is in the other one where nobody wrote it in this."""
    return (text or {}).get(language) or next(filter(None, (text or {}).values()), "")


def in_order(steps: list[Step]) -> list[Step]:
    """Return steps by their deadline; those of one minute stay as they were written."""
    return sorted(steps, key=lambda step: step.minutes)
