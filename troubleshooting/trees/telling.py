"""What outcomes tell customers of their causes: written in drafts, put in force by publishing.

A sentence in force stands in one place, its cause. An outcome carries it only from the draft in
which somebody changes it; publishing moves what the draft changed into the cause. Of two trees
that name one cause, whichever is published last has the word.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import unfit_for_customers
from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry, text
from troubleshooting.trees.documents.format import TOLD
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Sentences = Mapping[str, Mapping[str, str]]  # by the field of the outcome, then by the language

VOICES = {"told": "customer", "told_payin": "payin", "told_payout": "payout"}
ENDS = {"en": "en", "zh-hans": "zh"}
# What an SMS of a few segments can carry beside its other words.
LONGEST = 300
UNFIT = gettext_noop("“%(field)s” of “%(node)s” can't be told to a customer: %(why)s")
TOO_LONG = gettext_noop("“%(field)s” of “%(node)s” has more than %(limit)s letters for an SMS.")
DIFFER = gettext_noop("“%(node)s” and “%(target)s” tell the same cause in different words.")


def told_by(cause: Cause) -> dict[str, dict[str, str]]:
    """Return a cause's sentences in force, as an outcome would carry them."""
    return {
        field: {name: getattr(cause, f"{voice}_message_{end}") for name, end in ENDS.items()}
        for field, voice in VOICES.items()
    }


def as_told(cause: Cause | None, entry: Entry) -> Cause | None:
    """Return a cause with the sentences that an outcome carries, as it is once published."""
    if cause is None or not carried(entry):
        return cause
    shown = copy(cause)
    for column, sentence in _columns(entry):
        setattr(shown, column, sentence)
    return shown


def carried(entry: Entry) -> Sentences:
    """Return the sentences that an outcome carries."""
    return {name: entry[name] for name in TOLD if isinstance(entry.get(name), Mapping)}


def changed_since(entry: Entry, live: Entry | None) -> dict[str, Any]:
    """Return an outcome without the sentences that stand in it as in the version in force.

    Nobody changed those, and another tree may tell them otherwise since.
    """
    known = carried(live or {})
    return {
        name: value
        for name, value in entry.items()
        if name not in TOLD or name not in known or value != known[name]
    }


def changes_of(draft: TreeVersion) -> dict[str, Sentences]:
    """Return the sentences that a draft changes, by the outcome that carries them."""
    live = TreeVersion.objects.live().filter(tree=draft.tree_id).first()
    before = Document.of(live.document).steps if live else {}
    found = {
        entry["key"]: carried(changed_since(entry, before.get(entry["key"])))
        for entry in _outcomes(draft.document)
    }
    return {key: sentences for key, sentences in found.items() if sentences}


def told_by_draft(version: TreeVersion) -> dict[str, Sentences]:
    """Return the sentences that customers read once a draft is published; none of a version."""
    return changes_of(version) if version.state == TreeVersion.State.DRAFT else {}


def told_then(version: TreeVersion) -> Mapping[str, Sentences]:
    """Return what the causes of a version told: when it was retired, else now; by slug."""
    if version.state == TreeVersion.State.RETIRED:
        found: Mapping[str, Sentences] = version.sentences
        return found
    return told_now(version.document)


def told_now(document: Content) -> dict[str, Sentences]:
    """Return the sentences in force of the causes that a document names, by slug."""
    slugs = {slug for entry in _outcomes(document) if (slug := text(entry, "cause"))}
    return {cause.slug: told_by(cause) for cause in Cause.objects.filter(slug__in=slugs)}


def completed(old: Content, told: Mapping[str, Sentences], *, like: Content) -> Document:
    """Give outcomes what they told in the fields that their fellows of another document carry."""
    others = Document.of(like).steps

    def whole(entry: Entry) -> Entry:
        other = others.get(entry["key"], {})
        known = told.get(text(entry, "cause") or "", {})
        if other.get("cause") != entry.get("cause"):
            return entry
        lacking = carried(other).keys() - carried(entry).keys()
        return {**entry, **{name: known[name] for name in lacking if name in known}}

    return Document.of(old).with_steps(whole(entry) for entry in Document.of(old).steps.values())


def restored(version: TreeVersion) -> Document:
    """Return a version's document with the sentences that it told and that differ by now."""
    document = Document.of(version.document)
    then, now = told_then(version), told_now(version.document)

    def whole(entry: Entry) -> Entry:
        slug = text(entry, "cause") or ""
        before, present = then.get(slug, {}), now.get(slug, {})
        differing = {name: value for name, value in before.items() if value != present.get(name)}
        return {**entry, **differing} if entry.get("kind") == "outcome" else entry

    return document.with_steps(whole(entry) for entry in document.steps.values())


def problems_of_sentences(document: Any) -> list[Problem]:
    """Say which sentences no customer may read, or are told in two ways by one tree."""
    found: list[Problem] = []
    first: dict[str, tuple[str, Sentences]] = {}
    for entry in _outcomes(document) if isinstance(document, Mapping) else ():
        sentences, slug = carried(entry), text(entry, "cause") or ""
        if not sentences:
            continue
        found += _unfit(entry, sentences)
        key, others = first.setdefault(slug, (entry["key"], sentences))
        if any(others[name] != sentences[name] for name in others.keys() & sentences.keys()):
            found.append(_problem("sentences_differ", entry, DIFFER, target=key))
    return found


def put_sentences_in_force(
    version: TreeVersion, live: TreeVersion | None, *, actor: "User | None", now: datetime
) -> None:
    """Move the sentences that a version changed into their causes, and log them there.

    What stands in it as in the version in force before was changed by nobody, and may be older
    than what another tree told since.
    """
    before = dict(_by_cause(live.document)) if live else {}
    wanted = dict(_by_cause(version.document))
    changes: list[dict[str, str]] = []
    for cause in Cause.objects.select_for_update().filter(slug__in=wanted).order_by("pk"):
        known, fields = before.get(cause.slug, {}), []
        for column, sentence in wanted[cause.slug].items():
            was = getattr(cause, column)
            if sentence in (was, known.get(column)) or not (sentence or column.startswith("p")):
                continue
            setattr(cause, column, sentence)
            fields.append(column)
            changes.append({"cause": cause.slug, "field": column, "old": was, "new": sentence})
        if fields:
            cause.save(update_fields=fields)
    if changes:
        told = {"number": version.number, "sentences": changes}
        kind = TreeLogEntry.Kind.SENTENCES
        write_log(version.tree, kind, actor=actor, now=now, version=version, difference=told)


def other_trees_telling(tree: Tree, document: Content) -> dict[str, list[str]]:
    """Name the other trees in force at which the sentences that a draft carries are told, too."""
    slugs = {slug for slug, _columns in _by_cause(document)}
    found: dict[str, list[str]] = {}
    for slug in sorted(slugs):
        naming = TreeVersion.objects.live().filter(document__nodes__contains=[{"cause": slug}])
        others = [str(version.tree) for version in naming.exclude(tree=tree).order_by("tree")]
        if others:
            found[slug] = others
    return found


def _by_cause(document: Content) -> Iterator[tuple[str, dict[str, str]]]:
    for entry in _outcomes(document):
        if (slug := text(entry, "cause")) and (columns := dict(_columns(entry))):
            yield slug, columns


def _columns(entry: Entry) -> Iterator[tuple[str, str]]:
    for field, sentences in carried(entry).items():
        for language, end in ENDS.items():
            yield f"{VOICES[field]}_message_{end}", str(sentences.get(language) or "")


def _outcomes(document: Content) -> Iterator[Entry]:
    steps = Document.of(document).steps.values()
    return (entry for entry in steps if entry.get("kind") == "outcome")


def _unfit(entry: Entry, sentences: Sentences) -> Iterator[Problem]:
    for field, sentence in ((name, s) for name, texts in sentences.items() for s in texts.values()):
        if why := unfit_for_customers(str(sentence)):
            yield _problem("unfit_sentence", entry, UNFIT, field=field, why=" ".join(why))
        if len(str(sentence)) > LONGEST:
            yield _problem("long_sentence", entry, TOO_LONG, field=field, limit=LONGEST)


def _problem(code: str, entry: Entry, message: str, **values: Any) -> Problem:
    key = str(entry["key"])
    return Problem(Severity.ERROR, code, key, message, {"node": key, **values})
