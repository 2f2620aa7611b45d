"""What was found in a text that may not be kept."""

from dataclasses import dataclass, field
from enum import StrEnum

MARKS = "****"


class Kind(StrEnum):
    CARD = "card"
    IBAN = "iban"
    IDENTITY = "identity"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105  a kind of what is found
    CVV = "cvv"


@dataclass(frozen=True)
class Hidden:
    """One number or secret, from `start` to before `stop` of the text as it was typed.

    `end` is what stays of it: four characters of a number, nothing of a secret.
    """

    kind: Kind
    start: int
    stop: int
    end: str = ""
    number: str = field(default="", repr=False)  # without its separators

    @property
    def shown(self) -> str:
        return MARKS + self.end

    def meets(self, other: "Hidden") -> bool:
        return self.start < other.stop and other.start < self.stop
