"""What validation says about a document."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.format import MESSAGES
from troubleshooting.trees.documents.subtrees import Subtree

# What is wrong, by its code. What one code says in several ways stands where it is said.
SENTENCES = {
    "not_a_document": gettext_noop("The document must be a map of fields."),
    "not_storable": gettext_noop("The document is too large, too deep, or holds broken text."),
    "wrong_format": gettext_noop("“format” must be “casewalk.tree/1”."),
    "bad_slug": gettext_noop("“slug” must be small letters, digits and hyphens."),
    "bad_languages": gettext_noop(
        "“languages” must be a list of languages that Casewalk speaks: %(known)s."
    ),
    "no_start": gettext_noop("“start” must name a step of the tree."),
    "no_nodes": gettext_noop("“nodes” must be a list of steps."),
    "too_many_nodes": gettext_noop("A tree has %(limit)s steps at most."),
    "too_large": gettext_noop("A tree takes %(limit)s MiB at most."),
    "many_nodes": gettext_noop(
        "Nobody oversees more than %(limit)s steps; part the tree by jumps."
    ),
    "bad_key": gettext_noop("Step number %(place)s needs a “key” of small letters, digits and _."),
    "duplicate_key": gettext_noop("There are two steps “%(node)s”."),
    "unknown_kind": gettext_noop("The kind of “%(node)s” must be one of: %(known)s."),
    "unknown_field": gettext_noop("“%(node)s” has a field “%(field)s” that means nothing there."),
    "unknown_name": gettext_noop(
        "“%(node)s” names the %(field)s “%(value)s”, which does not exist."
    ),
    "unknown_target": gettext_noop("“%(node)s” leads to “%(target)s”, which does not exist."),
    "not_a_flag": gettext_noop("“%(field)s” of “%(node)s” must be true or false."),
    "not_a_name": gettext_noop("“%(field)s” of “%(node)s” must be a plain text."),
    "bad_minutes": gettext_noop("“minutes” of “%(node)s” must be a number above 0."),
    "leads_on": gettext_noop("“%(node)s” is an outcome, so it can't have answers that lead on."),
    "no_answers": gettext_noop("“%(node)s” has no answers yet: nobody can go on from it."),
    "no_way_on": gettext_noop("“%(node)s” has an answer that leads nowhere."),
    "missing_text": gettext_noop("“%(field)s” of “%(node)s” must hold one text for each language."),
    "missing_language": gettext_noop("“%(field)s” of “%(node)s” is missing in %(language)s."),
    "too_long": gettext_noop(
        "“%(field)s” of “%(node)s” has more than %(limit)s letters in %(language)s."
    ),
    "bad_options": gettext_noop("“options” of “%(node)s” must be a list."),
    "bad_option_key": gettext_noop(
        "Each option of “%(node)s” needs a “key” of small letters, digits and _."
    ),
    "duplicate_option": gettext_noop("“%(node)s” has one option twice."),
    "missing_result": gettext_noop(
        "The check of “%(node)s” can find “%(result)s”; no option says so."
    ),
    "never_found": gettext_noop(
        "The check of “%(node)s” never finds “%(option)s”; only people can."
    ),
    "unused_option": gettext_noop(
        "Nobody took the option “%(option)s” of “%(node)s” in %(days)s days."
    ),
    "message_about_silence": gettext_noop("Nothing may be sent about the cause of “%(node)s”."),
    "automatic_in_confidence": gettext_noop(
        "“%(node)s” may not be automatic: its cause is not one that customers are told."
    ),
    "automatic_without_words": gettext_noop(
        "“%(node)s” waits for a person all the same, who words its message."
    ),
    "resolves_without_ending": gettext_noop(
        "“%(node)s” resolves the case but does not say how it ends; the agent has to."
    ),
    "ends_nothing": gettext_noop(
        "“%(node)s” says how the case ends but does not resolve it: the ending is not used."
    ),
    "outcome_unfinished": gettext_noop("“%(node)s” still lacks: %(fields)s."),
    "outcome_without_cause": gettext_noop(
        "“%(node)s” names no cause: the customer is not told why, and reports can't count it."
    ),
    "outcome_without_message": gettext_noop(
        "“%(node)s” has no message: the customer hears nothing of it."
    ),
    "outcome_without_status": gettext_noop(
        "“%(node)s” does not say what becomes of the case: its status stays as it is."
    ),
    "outcome_without_cure": gettext_noop("“%(node)s” does not tell the agent what to do."),
    "unreachable": gettext_noop(
        "No way leads to the step “%(node)s”. Let an answer lead to it, or make it the first step."
    ),
    "no_exit": gettext_noop("From the step “%(node)s” the tree goes in a circle for ever."),
}


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

    def error(self, code: str, node: str = "", message: str = "", **values: Any) -> None:
        self._add(Severity.ERROR, code, node, message, values)

    def warning(self, code: str, node: str = "", **values: Any) -> None:
        self._add(Severity.WARNING, code, node, "", values)

    def _add(
        self, severity: Severity, code: str, node: str, message: str, values: dict[str, Any]
    ) -> None:
        told = message or SENTENCES[code]
        self.problems.append(Problem(severity, code, node, told, {"node": node, **values}))
