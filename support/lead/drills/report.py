"""What came of a drill: how long each part of the chain took, and how many it reached."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Report:
    """Counts are read from the database while the play stands, before it is taken back.

    `detected_after` is the minutes of the play from the first failure until the watch proposed an
    incident, None where it did not; `is_learned` whether it has watched the channel for long enough
    to propose any. `walked` is how many of those that arrived have a guide. `link_seconds` is what
    linking took. `tell_seconds` is how long the messages take to leave at the rates that are set,
    after those that wait already; None where no rate is set. `left_behind` is what was found of the
    play after it was taken back.
    """

    payments: int = 0
    cases: int = 0
    detected_after: int | None = None
    is_learned: bool | None = None
    linked_before: int = 0
    linked_on_arrival: int = 0
    walked: int | None = None
    asked_nothing: int = 0
    customers: int = 0
    told: int = 0
    messages: dict[str, int] = field(default_factory=dict)
    link_seconds: float = 0.0
    tell_seconds: float | None = None
    credited: int = 0
    told_credited: int = 0
    back_in_queue: int = 0
    left_behind: int = 0

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Report":
        """Read what was kept; of an older form only what is known still."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        return cls(**known)
