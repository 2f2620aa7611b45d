"""What is wrong with a document. Takes any JSON; never raises, and never asks a database."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.entries import Entry, entries, is_storable, text, ways_on
from troubleshooting.trees.documents.format import (
    FIELDS,
    FORMAT,
    KEY,
    LENGTH_LIMIT,
    NODE_LIMIT,
    OVERSEEN_LIMIT,
    SLUG,
    STATUSES,
    WORDED_MESSAGES,
)
from troubleshooting.trees.documents.subtrees import comes_back_to
from troubleshooting.trees.validation.fields import check_fields
from troubleshooting.trees.validation.problems import Catalogue, Problem, Report, Severity
from troubleshooting.trees.validation.texts import check_texts, check_title, declared_languages
from troubleshooting.trees.validation.ways import check_ways

__all__ = ["FIELDS", "Catalogue", "Problem", "Severity", "validate"]

UNUSED_DAYS = 90


def validate(document: Any, catalogue: Catalogue) -> list[Problem]:
    """List the errors, which block publishing, and the warnings of a document."""
    report = Report()
    if not isinstance(document, Mapping):
        report.error("not_a_document", "", gettext_noop("The document must be a map of fields."))
    elif not is_storable(document):
        report.error(
            "not_storable",
            "",
            gettext_noop("The document is too large, too deep, or holds broken text."),
        )
    else:
        _check_document(document, catalogue, report)
    return report.problems


def _check_document(document: Entry, catalogue: Catalogue, report: Report) -> None:
    if document.get("format") != FORMAT:
        report.error("wrong_format", "", gettext_noop("“format” must be “casewalk.tree/1”."))
    if not _is_name(SLUG, document.get("slug")):
        report.error(
            "bad_slug", "", gettext_noop("“slug” must be small letters, digits and hyphens.")
        )
    languages = declared_languages(document, report)
    check_title(document, languages, report)
    nodes = _sound_nodes(document, report)
    start = text(document, "start")
    if start not in nodes:
        report.error("no_start", "", gettext_noop("“start” must name a step of the tree."))
    for node in nodes.values():
        check_texts(node, languages, report)
        check_fields(node, report)
        _check_kind(node, document, catalogue, report)
        _check_targets(node, nodes, report)
    check_ways(start, nodes, report, catalogue.subtrees)
    _check_unused(nodes, catalogue, report)


def _sound_nodes(document: Entry, report: Report) -> dict[str, Entry]:
    """Return the nodes that have a key of their own and a kind; the others are reported."""
    listed = document.get("nodes")
    if not isinstance(listed, list) or not listed:
        report.error("no_nodes", "", gettext_noop("“nodes” must be a list of steps."))
        return {}
    if len(listed) > NODE_LIMIT:
        report.error(
            "too_many_nodes",
            "",
            gettext_noop("A tree has %(limit)s steps at most."),
            limit=NODE_LIMIT,
        )
        return {}
    if len(listed) > OVERSEEN_LIMIT:
        report.warning(
            "many_nodes",
            "",
            gettext_noop("Nobody oversees more than %(limit)s steps; part the tree by jumps."),
            limit=OVERSEEN_LIMIT,
        )
    nodes: dict[str, Entry] = {}
    for place, node in enumerate(listed, start=1):
        if _is_sound(node, place, nodes, report):
            nodes[node["key"]] = node
    return nodes


def _is_sound(node: Any, place: int, nodes: Mapping[str, Entry], report: Report) -> bool:
    if not isinstance(node, Mapping) or not _is_name(KEY, node.get("key")):
        report.error(
            "bad_key",
            "",
            gettext_noop("Step number %(place)s needs a “key” of small letters, digits and _."),
            place=place,
        )
        return False
    key = node["key"]
    if key in nodes:
        report.error("duplicate_key", key, gettext_noop("There are two steps “%(node)s”."))
        return False
    if text(node, "kind") not in FIELDS:
        report.error(
            "unknown_kind",
            key,
            gettext_noop("The kind of “%(node)s” must be one of: %(known)s."),
            known=", ".join(FIELDS),
        )
        return False
    return True


def _check_kind(node: Entry, document: Entry, catalogue: Catalogue, report: Report) -> None:
    if node["kind"] == "outcome":
        _check_outcome(node, catalogue, report)
        return
    if node["kind"] == "jump":
        _check_jump(node, document, catalogue, report)
    else:
        _check_options(node, report)
    if node["kind"] == "check" and _check_known(node, "check", catalogue.checks, report):
        _check_results(node, catalogue.checks[node["check"]], report)


def _check_jump(node: Entry, document: Entry, catalogue: Catalogue, report: Report) -> None:
    tree, slug = text(node, "tree"), text(document, "slug")
    if tree is not None and tree == slug:
        report.error(
            "circular_jump",
            node["key"],
            gettext_noop("“%(node)s” jumps back into the tree of which it is a part."),
        )
        return
    if _check_known(node, "tree", catalogue.trees, report) and comes_back_to(
        str(slug), str(tree), catalogue.subtrees
    ):
        report.error(
            "circular_jump",
            node["key"],
            gettext_noop(
                "“%(node)s” jumps to the tree “%(tree)s”, which jumps back into this one."
            ),
            tree=tree,
        )


def _check_options(node: Entry, report: Report) -> None:
    listed = node.get("options", [])
    keys = [option.get("key") for option in entries(node, "options")]
    if not isinstance(listed, list) or len(keys) != len(listed):
        report.error(
            "bad_options", node["key"], gettext_noop("“options” of “%(node)s” must be a list.")
        )
    if not all(_is_name(KEY, key) for key in keys):
        report.error(
            "bad_option_key",
            node["key"],
            gettext_noop("Each option of “%(node)s” needs a “key” of small letters, digits and _."),
        )
    elif len(keys) != len(set(keys)):
        report.error(
            "duplicate_option", node["key"], gettext_noop("“%(node)s” has one option twice.")
        )


def _check_results(node: Entry, results: Sequence[str], report: Report) -> None:
    keys = [text(option, "key") for option in entries(node, "options")]
    for result in results:
        if result not in keys:
            report.error(
                "missing_result",
                node["key"],
                gettext_noop("The check of “%(node)s” can find “%(result)s”; no option says so."),
                result=result,
            )
    for key in keys:
        if key is not None and key not in results:
            report.warning(
                "never_found",
                node["key"],
                gettext_noop("The check of “%(node)s” never finds “%(option)s”; only people can."),
                option=key,
            )


def _check_outcome(node: Entry, catalogue: Catalogue, report: Report) -> None:
    key, cause = node["key"], node.get("cause")
    disclosure = None
    if cause is not None and _check_known(node, "cause", catalogue.causes, report):
        disclosure = catalogue.causes[node["cause"]]
    if node.get("message") is not None:
        _check_known(node, "message", catalogue.messages, report)
        if disclosure == "silent":
            report.error(
                "message_about_silence",
                key,
                gettext_noop("Nothing may be sent about the cause of “%(node)s”."),
            )
    if node.get("status") is not None:
        _check_known(node, "status", STATUSES, report)
    if node.get("automatic") is True:
        _check_automatic(node, disclosure, report)


def _check_automatic(node: Entry, disclosure: str | None, report: Report) -> None:
    if disclosure != "open":
        report.error(
            "automatic_in_confidence",
            node["key"],
            gettext_noop(
                "“%(node)s” may not be automatic: its cause is not one that customers are told."
            ),
        )
    if node.get("message") in WORDED_MESSAGES:
        report.warning(
            "automatic_without_words",
            node["key"],
            gettext_noop("“%(node)s” waits for a person all the same, who words its message."),
        )


def _check_known(node: Entry, name: str, known: Iterable[str], report: Report) -> bool:
    value = text(node, name)
    if value is not None and value in known:
        return True
    report.error(
        f"unknown_{name}",
        node["key"],
        gettext_noop("“%(node)s” names the %(field)s “%(value)s”, which does not exist."),
        field=name,
        value=str(node.get(name))[:LENGTH_LIMIT],
    )
    return False


def _check_targets(node: Entry, nodes: Mapping[str, Entry], report: Report) -> None:
    targets = list(ways_on(node))
    for target in dict.fromkeys(targets):
        if target not in nodes:
            report.error(
                "unknown_target",
                node["key"],
                gettext_noop("“%(node)s” leads to “%(target)s”, which does not exist."),
                target=target[:LENGTH_LIMIT],
            )
    options = entries(node, "options") if node["kind"] != "jump" else [node]
    if node["kind"] != "outcome" and not all(text(option, "to") for option in options or [{}]):
        report.error(
            "no_way_on", node["key"], gettext_noop("“%(node)s” has an answer that leads nowhere.")
        )


def _check_unused(nodes: Mapping[str, Entry], catalogue: Catalogue, report: Report) -> None:
    unused = frozenset(catalogue.unused)
    for key, node in nodes.items():
        for option in entries(node, "options"):
            name = text(option, "key")
            if (key, name) in unused:
                report.warning(
                    "unused_option",
                    key,
                    gettext_noop(
                        "Nobody took the option “%(option)s” of “%(node)s” in %(days)s days."
                    ),
                    option=name,
                    days=UNUSED_DAYS,
                )


def _is_name(pattern: re.Pattern[str], value: Any) -> bool:
    is_short = isinstance(value, str) and len(value) <= LENGTH_LIMIT
    return is_short and pattern.fullmatch(value) is not None
