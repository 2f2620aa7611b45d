"""The check tray: everything that is wrong with a document, each in a sentence."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshooting.editor.words import LANGUAGE_NAMES, title_of
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.names import FIELDS
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.telling import problems_of_sentences
from troubleshooting.trees.unused_options import with_usage
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Catalogue, Problem, Severity

# Values of a sentence that are keys of steps; people read the titles.
STEPS = ("node", "target")
# Problems of texts, which name their field as the document does.
OF_TEXTS = (
    "missing_language",
    "missing_text",
    "too_long",
    "unfit_sentence",
    "long_sentence",
)
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Remark:
    """One error or warning; `node` is empty where the whole tree is meant."""

    code: str
    node: str
    sentence: str
    is_error: bool


@dataclass(frozen=True)
class Tray:
    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]

    @property
    def marks(self) -> dict[str, str]:
        """The worst that is said of each step."""
        return {remark.node: "warning" for remark in self.warnings} | {
            remark.node: "error" for remark in self.errors
        }

    def of(self, node: str) -> list[Remark]:
        return [remark for remark in (*self.errors, *self.warnings) if remark.node == node]


def build_tray(document: Content, digest: str, *, language: str, tree: int | None = None) -> Tray:
    """Check a document, or remember what was said of the same one, and put it into words.

    With the id of its tree options are named that nobody takes any more.
    """
    catalogue = with_usage(present_catalogue(), tree, now=timezone.now())
    return tray_of(document, problems_of(document, digest, catalogue), language=language)


def tray_of(document: Content, problems: Sequence[Problem], *, language: str) -> Tray:
    nodes = Document.of(document).steps if problems else {}
    errors: list[Remark] = []
    warnings: list[Remark] = []
    for problem in problems:
        named = {
            name: title_of(nodes.get(key), language, key)
            for name, key in problem.values.items()
            if name in STEPS and isinstance(key, str)
        }
        sentence = _(problem.message) % {**problem.values, **named, **_in_words(problem)}
        is_error = problem.severity == Severity.ERROR
        remark = Remark(problem.code, problem.node, sentence, is_error)
        (errors if is_error else warnings).append(remark)
    return Tray(tuple(errors), tuple(warnings))


def _in_words(problem: Problem) -> dict[str, str]:
    """Name the field and the language of a text as the form names them."""
    found: dict[str, str] = {}
    if isinstance(fields := problem.values.get("fields"), str):
        found["fields"] = _(", ").join(map(_field_in_words, fields.split(", ")))
    if problem.code not in OF_TEXTS:
        return found
    if isinstance(field := problem.values.get("field"), str):
        found["field"] = _field_in_words(field)
    if isinstance(language := problem.values.get("language"), str):
        found["language"] = LANGUAGE_NAMES.get(language, language)
    return found


def _field_in_words(field: str) -> str:
    """Name a field of a step, an answer of it included."""
    if field.startswith("label: "):
        return _("Answer “%(key)s”") % {"key": field.removeprefix("label: ")}
    return str(FIELDS.get(field.replace(": ", "."), field))


def problems_of(document: Content, digest: str, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Check a document; what is said of one with a digest is kept as long as the lists stay."""
    if not digest:
        return _validated(document, catalogue)
    problems = known_problems(digest, catalogue)
    if problems is None:
        problems = _validated(document, catalogue)
        cache.set(_name(digest, catalogue), problems, KEPT_SECONDS)
    return problems


def _validated(document: Content, catalogue: Catalogue) -> tuple[Problem, ...]:
    return (*validate(document, catalogue), *problems_of_sentences(document))


def known_problems(digest: str, catalogue: Catalogue) -> tuple[Problem, ...] | None:
    """Return what was said of the document with this digest, if it is still kept."""
    problems: tuple[Problem, ...] | None = cache.get(_name(digest, catalogue))
    return problems


def _name(digest: str, catalogue: Catalogue) -> str:
    return f"tree-problems-{digest}-{_fingerprint(catalogue)}"


def _fingerprint(catalogue: Catalogue) -> str:
    """Return the same text for the same lists."""
    lists = [
        sorted(value.items()) if isinstance(value, Mapping) else sorted(value or (), key=str)
        for value in vars(catalogue).values()
    ]
    return hashlib.sha256(repr(lists).encode()).hexdigest()[:32]
