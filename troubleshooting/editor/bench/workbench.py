"""One author at one tree: what is shown of it, what may be done, and what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.editor.access import AuthorRequest
from troubleshooting.editor.bench.outline import FOLDED_BEYOND, Outline, build_outline
from troubleshooting.editor.bench.problems import Tray, build_tray
from troubleshooting.editor.services import Seen, seen_in
from troubleshooting.editor.words import LANGUAGE_NAMES, checks, reader, title_of
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.format import LANGUAGES
from troubleshooting.trees.drafts.services import next_redo, next_undo, summary_of
from troubleshooting.trees.drafts.starter import starter_document
from troubleshooting.trees.editing.translations import stale_translations
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.rights import Level, Rights, rights_of
from troubleshooting.trees.versions import Present, present_among
from troubleshooting.walks.reports import count_open_reports

FOLDS = "editor-folds"
TEXTS_IN = "editor-texts-in"


@dataclass
class Workbench:
    """A tree with its draft, if there is one, and the version in force.

    `node` is the chosen step, "" for the tree itself; `language` that of the texts in outline
    and graph.
    """

    request: AuthorRequest
    tree: Tree
    rights: Rights
    present: Present
    node: str = ""
    language: str = LANGUAGES[0]
    query: str = ""
    ask: str = ""
    page: int | None = None

    @property
    def draft(self) -> TreeVersion | None:
        return self.present.draft

    @property
    def live(self) -> TreeVersion | None:
        return self.present.live

    @property
    def version(self) -> TreeVersion | None:
        """The version that is shown: the draft, or what a new draft would be made from."""
        return self.present.shown

    @property
    def seen(self) -> Seen:
        """The version and revision to name when something is changed."""
        return seen_in(self.present)

    @cached_property
    def document(self) -> Document:
        return Document(self.version.document if self.version else starter_document(self.tree))

    @property
    def nodes(self) -> Mapping[str, Entry]:
        return self.document.steps

    @property
    def entry(self) -> Entry | None:
        """The chosen step, if it is still there."""
        return self.nodes.get(self.node)

    @property
    def is_node_gone(self) -> bool:
        return bool(self.node) and self.entry is None

    @property
    def languages(self) -> list[str]:
        return self.document.languages

    @property
    def language_choices(self) -> list[tuple[str, str]]:
        return [(name, LANGUAGE_NAMES[name]) for name in self.languages]

    @property
    def can_edit(self) -> bool:
        return self.rights.may(Level.EDIT)

    @property
    def can_translate(self) -> bool:
        return self.rights.may(Level.TRANSLATE)

    @property
    def can_publish(self) -> bool:
        return self.rights.may(Level.PUBLISH)

    @cached_property
    def folds(self) -> Mapping[str, bool]:
        folds: Mapping[str, bool] = self.request.session.get(FOLDS, {}).get(self.tree.slug, {})
        return folds

    @property
    def otherwise(self) -> str:
        """What the way without an answer is called, in the language of the texts."""
        with translation.override(self.language):
            return _("Can't say")

    @cached_property
    def outline(self) -> Outline:
        return build_outline(
            self.document,
            language=self.language,
            otherwise=self.otherwise,
            folds=self.folds,
            chosen=self.node,
            page=self.page,
        ).marked(self.tray.marks)

    @cached_property
    def tray(self) -> Tray:
        digest = self.version.digest if self.version else ""
        return build_tray(self.document, digest, language=reader(), tree=self.tree.pk)

    @cached_property
    def open_reports(self) -> int:
        """How many reports of agents wait for an answer."""
        return count_open_reports([self.tree]).get(self.tree.pk, 0)

    @cached_property
    def stale(self) -> set[tuple[str, str, str]]:
        """The texts that are older than the text they were translated from."""
        live = self.live.document if self.live and self.draft else None
        return stale_translations(live, self.document)

    @cached_property
    def names(self) -> dict[str, str]:
        """What checks and causes are called, by their names in documents."""
        causes = {cause.slug: cause.name for cause in Cause.objects.all()}
        return causes | dict(checks())

    @cached_property
    def undo_words(self) -> str:
        change = next_undo(self.draft) if self.draft else None
        return summary_of(change) if change else ""

    @cached_property
    def redo_words(self) -> str:
        change = next_redo(self.draft) if self.draft else None
        return summary_of(change) if change else ""

    @property
    def chosen_title(self) -> str:
        return title_of(self.entry, reader(), self.node)

    @property
    def all_languages(self) -> list[tuple[str, str]]:
        return list(LANGUAGE_NAMES.items())

    @property
    def targets_are_later(self) -> bool:
        """Whether the list of steps arrives only when somebody needs it."""
        return len(self.nodes) > FOLDED_BEYOND and "all" not in self.request.GET

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Every step that a way can lead to, by key, with its title."""
        return [(key, title_of(entry, reader())) for key, entry in self.nodes.items()]

    def title(self, key: str) -> str:
        return title_of(self.nodes.get(key), self.language, key)


def open_workbench(request: AuthorRequest, slug: str, node: str = "") -> Workbench:
    """Find a tree and what is shown of it. Raises Http404, and for those without a right, too.

    The step, the language of the texts, the words looked for and the page of the outline come
    from the address; the language is remembered.
    """
    tree = Tree.objects.filter(slug=slug).first()
    if tree is None:
        raise Http404
    rights = rights_of(request.user, tree)
    if not rights.may(Level.VIEW):
        raise Http404
    page = request.GET.get("page", "")
    bench = Workbench(
        request,
        tree,
        rights,
        find_present(tree),
        node=node or request.GET.get("node", "")[:80],
        query=request.GET.get("q", "")[:100],
        ask=request.GET.get("ask", ""),
        page=int(page) if page.isdecimal() and len(page) < 6 else None,
    )
    bench.language = _language(request, bench.languages)
    return bench


def find_present(tree: Tree) -> Present:
    """Return the versions that count; a retired one is shown where there is none of them.

    Documents are read when they are asked for.
    """
    wanted = tree.versions.for_list()
    versions = list(wanted.present()) or list(wanted.order_by("-number")[:1])
    for version in versions:
        version.tree = tree
    return present_among(versions)


def _language(request: AuthorRequest, languages: list[str]) -> str:
    wanted = request.GET.get("texts", "")
    if wanted in languages:
        if request.session.get(TEXTS_IN) != wanted:
            request.session[TEXTS_IN] = wanted
        return wanted
    for language in (request.session.get(TEXTS_IN), reader()):
        if language in languages:
            return str(language)
    return languages[0]
