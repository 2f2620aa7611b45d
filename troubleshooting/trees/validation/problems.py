"""What validation says about a document."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from troubleshooting.trees.documents.format import MESSAGES
from troubleshooting.trees.documents.subtrees import Subtree


class Severity(StrEnum):
    """An error blocks publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Catalogue:
    """What a document may name: checks with their results, causes with their disclosure.

    `trees` names those that can be jumped to, `subtrees` what is known of them. `unused` names
    the options, as (node, option), that nobody took in 90 days.
    """

    checks: Mapping[str, Sequence[str]]
    causes: Mapping[str, str]
    messages: Collection[str] = MESSAGES
    trees: Collection[str] = ()
    subtrees: Mapping[str, Subtree] = field(default_factory=dict)
    unused: Collection[tuple[str, str]] = ()


@dataclass(frozen=True)
class Problem:
    """`message` is an English sentence to translate; `values` fill its placeholders.

    `node` is empty where the document as a whole is meant.
    """

    severity: Severity
    code: str
    node: str
    message: str
    values: Mapping[str, Any]


@dataclass
class Report:
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, node: str, message: str, **values: Any) -> None:
        self._add(Severity.ERROR, code, node, message, values)

    def warning(self, code: str, node: str, message: str, **values: Any) -> None:
        self._add(Severity.WARNING, code, node, message, values)

    def _add(
        self, severity: Severity, code: str, node: str, message: str, values: dict[str, Any]
    ) -> None:
        self.problems.append(Problem(severity, code, node, message, {"node": node, **values}))
