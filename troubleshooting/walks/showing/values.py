"""What is shown of a walk, as plain values in the active language."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from troubleshooting.checks.evidence import Evidence
from troubleshooting.trees.graph import own_key
from troubleshooting.walks.engine import Source


@dataclass(frozen=True)
class ShownOption:
    """One answer that can be given; `digit` is its key, empty beyond nine."""

    key: str
    label: str
    digit: str


@dataclass(frozen=True)
class Taken:
    """One step of the path, with its answer.

    Who answered, when and why is known of a walk that is kept.
    """

    number: int
    node: str
    title: str
    answer: str
    kind: str
    source: str
    evidence: Evidence | None
    is_overruled: bool = False
    is_changed: bool = False
    actor: str = ""
    answered_at: datetime | None = None
    note: str = ""
    reason: str = ""

    @property
    def own(self) -> str:
        """The step of the tree itself: of a sub-tree the jump to it."""
        return own_key(self.node)

    @property
    def was_checked(self) -> bool:
        return self.source == Source.CHECK


class Kept(TypedDict, total=False):
    """What `Taken` says of a walk that is kept, or tried with answers of its own."""

    is_overruled: bool
    is_changed: bool
    actor: str
    answered_at: datetime
    note: str
    reason: str


@dataclass(frozen=True)
class Again:
    """A step of the path that is asked once more, with all that could be answered there."""

    number: int
    node: str
    title: str
    body: str
    options: list[ShownOption]
    was_checked: bool


@dataclass(frozen=True)
class Asked:
    """The step that waits for an answer; a dead end has none, and leads nowhere."""

    node: str
    kind: str
    title: str
    body: str
    options: list[ShownOption]
    can_skip: bool
    is_dead_end: bool
    leads_nowhere: bool
    was_checked: bool
    finding: Evidence | None
    conflicts: list[Evidence]
    customer_title: str


@dataclass(frozen=True)
class Message:
    """One message as the customer would get it; an e-mail has no segments, an SMS no subject.

    Without an `address` nobody in particular gets it.
    """

    channel: str
    subject: str
    text: str
    segments: int
    html: str = ""
    address: str = ""


@dataclass(frozen=True)
class Found:
    """The outcome at which a walk stands, and what it does to the case.

    `messages` are those that would go out; `sentence` is what they tell the customer of the cause.
    """

    node: str
    title: str
    body: str
    cure: str
    cause: str
    cause_name: str
    is_confidential: bool
    status: str
    status_label: str
    message: str
    ending: str = ""
    ending_label: str = ""
    ends_unclear: bool = False  # nobody would know who has the money
    asks_unnamed: bool = False  # the message asks for a detail without naming it
    misfits: bool = False  # the cause asks for what its customer can not do
    customer_wording: str = ""
    messages: list[Message] = field(default_factory=list)
    sentence: str = ""
    is_automatic: bool = False


@dataclass(frozen=True)
class AgentSight:
    """A walk as an agent sees it: the path so far, and the present step or the outcome."""

    path: list[Taken]
    remaining: int
    asked: Asked | None
    found: Found | None


@dataclass(frozen=True)
class CustomerSight:
    """Only what is written for customers; `hidden` counts the steps that they don't see.

    Without a title the customer sees nothing of the present step.
    """

    path: list[tuple[str, str]]
    hidden: int
    node: str
    title: str
    body: str
    options: list[ShownOption]
    is_outcome: bool
    messages: list[Message]
    sentence: str
