"""What is wrong with a document. Takes any JSON; never raises, and never asks a database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry, entries, is_storable, text, ways_on
from troubleshooting.trees.documents.format import (
    ENDINGS,
    FIELDS,
    FORMAT,
    KEY,
    LENGTH_LIMIT,
    NODE_LIMIT,
    OVERSEEN_LIMIT,
    SLUG,
    STATUSES,
    WORDED_MESSAGES,
    is_name,
)
from troubleshooting.trees.documents.subtrees import comes_back_to
from troubleshooting.trees.validation.fields import check_fields
from troubleshooting.trees.validation.problems import SENTENCES, Catalogue, Problem, Report
from troubleshooting.trees.validation.texts import check_texts, check_title, declared_languages
from troubleshooting.trees.validation.ways import check_ways

UNUSED_DAYS = 90


def validate(document: Any, catalogue: Catalogue) -> list[Problem]:
    """List the errors, which block publishing, and the warnings of a document."""
    report = Report()
    if not isinstance(document, Mapping):
        report.error("not_a_document")
    elif not is_storable(document):
        report.error("not_storable")
    else:
        _check_document(document, catalogue, report)
    return report.problems


def _check_document(content: Content, catalogue: Catalogue, report: Report) -> None:
    if content.get("format") != FORMAT:
        report.error("wrong_format")
    if not is_name(SLUG, content.get("slug")):
        report.error("bad_slug")
    languages = declared_languages(content, report)
    check_title(content, languages, report)
    document = Document(content).with_steps(_sound_nodes(content, report))
    if document.start not in document.steps:
        report.error("no_start")
    for node in document.steps.values():
        check_texts(node, languages, report)
        check_fields(node, report)
        _check_kind(node, document, catalogue, report)
        _check_targets(node, document, report)
    check_ways(document, report, catalogue.subtrees)
    _check_unused(document, catalogue, report)


def _sound_nodes(content: Content, report: Report) -> list[Entry]:
    """Return the nodes that have a key of their own and a kind; the others are reported."""
    listed = content.get("nodes")
    if not isinstance(listed, list) or not listed:
        report.error("no_nodes")
        return []
    if len(listed) > NODE_LIMIT:
        report.error("too_many_nodes", limit=NODE_LIMIT)
        return []
    if len(listed) > OVERSEEN_LIMIT:
        report.warning("many_nodes", limit=OVERSEEN_LIMIT)
    sound: list[Entry] = []
    seen: set[str] = set()
    for place, node in enumerate(listed, start=1):
        if _is_sound(node, place, seen, report):
            sound.append(node)
            seen.add(node["key"])
    return sound


def _is_sound(node: Any, place: int, seen: Collection[str], report: Report) -> bool:
    if not isinstance(node, Mapping) or not is_name(KEY, node.get("key")):
        report.error("bad_key", place=place)
        return False
    if node["key"] in seen:
        report.error("duplicate_key", node["key"])
        return False
    if text(node, "kind") not in FIELDS:
        report.error("unknown_kind", node["key"], known=", ".join(FIELDS))
        return False
    return True


def _check_kind(node: Entry, document: Document, catalogue: Catalogue, report: Report) -> None:
    if node["kind"] == "outcome":
        _check_outcome(node, catalogue, report)
        return
    if node["kind"] == "jump":
        _check_jump(node, document, catalogue, report)
    else:
        _check_options(node, report)
    if node["kind"] == "check" and _check_known(node, "check", catalogue.checks, report):
        _check_results(node, catalogue.checks[node["check"]], report)


def _check_jump(node: Entry, document: Document, catalogue: Catalogue, report: Report) -> None:
    tree, slug = text(node, "tree"), text(document, "slug")
    if tree is not None and tree == slug:
        message = gettext_noop("“%(node)s” jumps back into the tree of which it is a part.")
        report.error("circular_jump", node["key"], message)
        return
    if _check_known(node, "tree", catalogue.trees, report) and comes_back_to(
        str(slug), str(tree), catalogue.subtrees
    ):
        message = gettext_noop(
            "“%(node)s” jumps to the tree “%(tree)s”, which jumps back into this one."
        )
        report.error("circular_jump", node["key"], message, tree=tree)


def _check_options(node: Entry, report: Report) -> None:
    listed = node.get("options", [])
    keys = [option.get("key") for option in entries(node, "options")]
    if not isinstance(listed, list) or len(keys) != len(listed):
        report.error("bad_options", node["key"])
    if not all(is_name(KEY, key) for key in keys):
        report.error("bad_option_key", node["key"])
    elif len(keys) != len(set(keys)):
        report.error("duplicate_option", node["key"])


def _check_results(node: Entry, results: Sequence[str], report: Report) -> None:
    keys = [text(option, "key") for option in entries(node, "options")]
    for result in results:
        if result not in keys:
            report.error("missing_result", node["key"], result=result)
    for key in keys:
        if key is not None and key not in results:
            report.warning("never_found", node["key"], option=key)


def _check_outcome(node: Entry, catalogue: Catalogue, report: Report) -> None:
    key, cause = node["key"], node.get("cause")
    disclosure = None
    if cause is not None and _check_known(node, "cause", catalogue.causes, report):
        disclosure = catalogue.causes[node["cause"]]
    if node.get("message") is not None:
        _check_known(node, "message", catalogue.messages, report)
        if disclosure == "silent":
            report.error("message_about_silence", key)
    if node.get("status") is not None:
        _check_known(node, "status", STATUSES, report)
    _check_ending(node, report)
    _check_whole(node, disclosure, report)
    if node.get("automatic") is True:
        if disclosure != "open":
            report.error("automatic_in_confidence", key)
        if node.get("message") in WORDED_MESSAGES:
            report.warning("automatic_without_words", key)


def _check_whole(node: Entry, disclosure: str | None, report: Report) -> None:
    """Warn of an outcome that leaves its agent or customer in the dark.

    A case that a person takes over is told of by that person, money on its way has no cause yet,
    and resolving tells by itself how the case ends.
    """
    status = text(node, "status")
    is_handed_over = status == "open" and not node.get("cause") and not node.get("message")
    lacking: list[str] = []
    if not is_handed_over and status not in ("waiting_bank", "resolved"):
        lacking += _lacking(node, "cause")
    if not is_handed_over and status != "resolved" and disclosure != "silent":
        lacking += _lacking(node, "message")
    lacking += _lacking(node, "status") + _lacking(node, "cure")
    if len(lacking) == 1:
        report.warning(f"outcome_without_{lacking[0]}", node["key"])
    elif lacking:  # a new outcome lacks everything, and one sentence says so
        report.warning("outcome_unfinished", node["key"], fields=", ".join(lacking))


def _lacking(node: Entry, field: str) -> list[str]:
    return [] if node.get(field) else [field]


def _check_ending(node: Entry, report: Report) -> None:
    resolves = node.get("status") == "resolved"
    if node.get("ending") is None:
        if resolves:
            report.warning("resolves_without_ending", node["key"])
    elif _check_known(node, "ending", ENDINGS, report) and not resolves:
        report.warning("ends_nothing", node["key"])


def _check_known(node: Entry, name: str, known: Iterable[str], report: Report) -> bool:
    value = text(node, name)
    if value is not None and value in known:
        return True
    shown = str(node.get(name))[:LENGTH_LIMIT]
    code, message = f"unknown_{name}", SENTENCES["unknown_name"]
    report.error(code, node["key"], message, field=name, value=shown)
    return False


def _check_targets(node: Entry, document: Document, report: Report) -> None:
    for target in dict.fromkeys(ways_on(node)):
        if target not in document.steps:
            report.error("unknown_target", node["key"], target=target[:LENGTH_LIMIT])
    if node["kind"] == "outcome":
        return
    options = entries(node, "options") if node["kind"] != "jump" else [node]
    if not options:
        report.error("no_answers", node["key"])
    elif not all(text(option, "to") for option in options):
        of_jump = gettext_noop("“%(node)s” does not say where it goes on after the other tree.")
        report.error("no_way_on", node["key"], of_jump if node["kind"] == "jump" else "")


def _check_unused(document: Document, catalogue: Catalogue, report: Report) -> None:
    unused = frozenset(catalogue.unused)
    for key, node in document.steps.items() if unused else ():
        for option in entries(node, "options"):
            name = text(option, "key")
            if (key, name) in unused:
                report.warning("unused_option", key, option=name, days=UNUSED_DAYS)
