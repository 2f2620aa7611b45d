"""One step of an emergency plan as a version keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MOST_STEPS = 40
MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Step:
    """What is to be done within so many `minutes` of the start, by whom, and whom to call.

    Titles and `words`, a text to be sent or said, are given by language.
    """

    title: Mapping[str, str]
    minutes: int
    owner: str = ""
    contact: str = ""
    words: Mapping[str, str] | None = None

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Step":
        return cls(**kept)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def title_in(self, language: str) -> str:
        return self.title.get(language) or next(filter(None, self.title.values()), "")

    def words_in(self, language: str) -> str:
        return (self.words or {}).get(language, "")


def in_order(steps: list[Step]) -> list[Step]:
    """Return steps by their deadline; those of one minute stay as they were written."""
    return sorted(steps, key=lambda step: step.minutes)
