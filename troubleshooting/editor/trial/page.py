"""The page of a trial: the tree, the payment, and what agent and customer see of the walk."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from troubleshooting.editor.bench.problems import Remark, Tray, build_tray
from troubleshooting.editor.trial.addresses import CUSTOMER, Wanted
from troubleshooting.editor.trial.both_sides import build_agent_sight, build_customer_sight
from troubleshooting.editor.trial.drawing import draw_path, is_drawn_in_part
from troubleshooting.editor.trial.payment import Payment, build_payment, choose_payment
from troubleshooting.editor.trial.run import Run, graph_to_try, run_trial
from troubleshooting.editor.trial.sharing import Share, ShareEnded, share_draft, write_trial
from troubleshooting.editor.words import LANGUAGE_NAMES, reader
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.drafts.starter import starter_document
from troubleshooting.trees.graph import Graph
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.rights import Level, Rights, rights_of
from troubleshooting.trees.versions import in_order
from troubleshooting.walks.showing.agent import show_again
from troubleshooting.walks.showing.values import Again, AgentSight, CustomerSight

if TYPE_CHECKING:
    from django.contrib.auth.models import User

State = TreeVersion.State


@dataclass(frozen=True)
class TrialPage:
    """Everything the page of a trial shows.

    `trouble` says why the tree can't be walked at all, or what could not be done; without a run
    there is nothing to see. `share` is set where somebody follows a link to a draft.
    """

    tree: Tree
    version: TreeVersion
    versions: list[TreeVersion]
    rights: Rights
    wanted: Wanted
    language: str
    payment: Payment
    run: Run | None
    tray: Tray | None
    trouble: str
    share: Share | None
    share_text: str

    @property
    def is_draft(self) -> bool:
        return self.version.state == State.DRAFT

    @property
    def can_edit(self) -> bool:
        """Whether its steps are those that the editor would show to somebody who may edit."""
        return self.share is None and self.version == self.versions[0] and self._may_edit

    @property
    def can_publish(self) -> bool:
        """Whether what is tried is the draft, to somebody who may put it in force."""
        return self.share is None and self.is_draft and self.rights.may(Level.PUBLISH)

    @property
    def _may_edit(self) -> bool:
        return self.rights.may(Level.TRANSLATE)

    @property
    def language_choices(self) -> list[tuple[str, str]]:
        return [(name, LANGUAGE_NAMES[name]) for name in _languages(self.version)]

    @property
    def base(self) -> dict[str, str]:
        """What every address of the page holds on to."""
        kept = {
            "version": self.wanted.version if self.share is None else "",
            "texts": self.language if self.wanted.texts else "",
            "as": CUSTOMER if self.wanted.is_customer else "",
            "trial": write_trial(self.wanted.trial),
        }
        return {name: value for name, value in kept.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.base)

    def without(self, name: str) -> dict[str, str]:
        return {key: value for key, value in self.base.items() if key != name}

    @property
    def texts_query(self) -> str:
        return urlencode(self.without("texts"))

    @property
    def seen_as_query(self) -> str:
        return urlencode(self.without("as"))

    @cached_property
    def agent(self) -> AgentSight | None:
        with translation.override(self.language):
            return build_agent_sight(self.run, self.payment.reference) if self.run else None

    @cached_property
    def customer(self) -> CustomerSight | None:
        if self.run is None:
            return None
        with translation.override(self.language):
            return build_customer_sight(self.run, self.payment.reference)

    @property
    def again(self) -> Again | None:
        """The step of the path that somebody is about to answer otherwise."""
        path = self.agent.path if self.agent else []
        taken = next((step for step in path if step.node == self.wanted.change), None)
        if taken is None or self.run is None:
            return None
        with translation.override(self.language):
            return show_again(taken, self.run.graph.nodes[taken.node])

    @property
    def here(self) -> str:
        """The step that is reached, or the one that leads to a step that is not there."""
        known = Document.of(self.version.document).steps
        path = self.run.own_path if self.run else []
        return next((key for key in reversed(path) if key in known), "")

    @property
    def remarks(self) -> list[Remark]:
        """The errors of the step that is reached."""
        errors = self.tray.errors if self.tray else ()
        return [remark for remark in errors if remark.node == self.here]

    @property
    def is_drawn_in_part(self) -> bool:
        return is_drawn_in_part(self.version.document)

    @cached_property
    def drawing(self) -> SafeString | str:
        if self.run is None:
            return ""
        links = self._edit_address if self.can_edit else None
        return draw_path(self.version.document, self.run, language=self.language, links=links)

    def _edit_address(self, key: str) -> str:
        edit = reverse("tree-edit", args=[self.tree.slug])
        return f"{edit}?{urlencode({'node': key})}#form"

    @property
    def edit_address(self) -> str:
        return self._edit_address(self.here)


def build_trial_page(
    tree: Tree, user: "User", wanted: Wanted, *, now: datetime, share: Share | None = None
) -> TrialPage:
    """Walk the version that is wanted and compose the page; nothing is stored.

    Raises Http404 for a version that is not there, ShareEnded where a shared draft is gone.
    """
    version, versions = _find_version(tree, wanted.version, share)
    graph, trouble = _graph_of(version, user)
    chosen = choose_payment(wanted.trial)
    run = run_trial(graph, chosen.facts, wanted.trial.given) if graph else None
    if run is not None:
        wanted = replace(wanted, trial=replace(wanted.trial, given=run.taken))
    return TrialPage(
        tree=tree,
        version=version,
        versions=versions,
        rights=rights_of(user, tree),
        wanted=wanted,
        language=_language(version, wanted.texts),
        payment=build_payment(
            wanted.trial, chosen, version, checks=graph.check_names if graph else (),
            may_see_payments=user.is_staff,
        ),
        run=run,
        tray=_tray_of(version),
        trouble=trouble or wanted.trouble or _what_was_left_out(run, is_gone=chosen.is_gone),
        share=share,
        share_text=share_draft(version, user, now) if _can_be_shared(version) else "",
    )  # fmt: skip


def _find_version(
    tree: Tree, number: str, share: Share | None
) -> tuple[TreeVersion, list[TreeVersion]]:
    """Return the version to try, and all there are in the order in which they are tried."""
    found = in_order(tree.versions.without_documents())
    if share and not (found and found[0] == share.draft and found[0].state == State.DRAFT):
        raise ShareEnded
    if not found:
        document = starter_document(tree)
        found = [TreeVersion(tree=tree, number=1, state=State.DRAFT, document=document)]
    for version in found:
        version.tree = tree
    if share or not number:
        return found[0], found
    named = [version for version in found if str(version.number) == number]
    if not named:
        raise Http404
    return named[0], found


def _can_be_shared(version: TreeVersion) -> bool:
    """Tell whether it is a draft, and stored: one that nobody opened yet is made up here."""
    return version.state == State.DRAFT and version.pk is not None


def _graph_of(version: TreeVersion, user: "User") -> tuple[Graph | None, str]:
    """Return what is walked, or why nothing can be."""
    try:
        return graph_to_try(version, user), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def _tray_of(version: TreeVersion) -> Tray | None:
    """Check what was not published yet; anything else was found sound once."""
    if version.published_at is not None:
        return None
    return build_tray(version.document, version.digest, language=reader())


def _what_was_left_out(run: Run | None, *, is_gone: bool) -> str:
    if is_gone:
        return _("The case whose payment was taken is gone, so the checks know nothing.")
    if run is not None and run.refused:
        return _("The tree was changed: answers that no longer fit were left out.")
    return ""


def _languages(version: TreeVersion) -> list[str]:
    declared = version.document.get("languages")
    found = [name for name in LANGUAGE_NAMES if isinstance(declared, list) and name in declared]
    return found or list(LANGUAGE_NAMES)


def _language(version: TreeVersion, wanted: str) -> str:
    languages = _languages(version)
    return next((name for name in (wanted, reader()) if name in languages), languages[0])
