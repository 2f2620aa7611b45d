"""The history of a tree: its versions, and what authors did, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from troubleshooting.editor.history.open_walks import OpenWalks, build_open_walks
from troubleshooting.editor.services import Seen, seen_in
from troubleshooting.trees.drafts.wording import sentence, sentence_with_fields
from troubleshooting.trees.editing.edit import Summary
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import sight_of
from troubleshooting.trees.versions import live_version, present_among
from troubleshooting.walks.models import Walk
from troubleshooting.walks.moving import plan_moves

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAGE_SIZE = 50
ICONS: dict[str, str] = {
    TreeLogEntry.Kind.CREATED: "plus",
    TreeLogEntry.Kind.EDITED: "pencil",
    TreeLogEntry.Kind.UNDONE: "arrow-uturn-left",
    TreeLogEntry.Kind.REDONE: "arrow-uturn-right",
    TreeLogEntry.Kind.DISCARDED: "trash",
    TreeLogEntry.Kind.RESTORED: "arrow-path",
    TreeLogEntry.Kind.IMPORTED: "arrow-down-tray",
    TreeLogEntry.Kind.SCHEDULED: "clock",
    TreeLogEntry.Kind.UNSCHEDULED: "x-circle",
    TreeLogEntry.Kind.PUBLISHED: "rocket-launch",
    TreeLogEntry.Kind.MOVED: "arrow-right",
    TreeLogEntry.Kind.ANSWERED: "chat-bubble-left",
    TreeLogEntry.Kind.RIGHTS: "key",
    TreeLogEntry.Kind.CAUSE: "plus",
    TreeLogEntry.Kind.SENTENCES: "envelope",
}


@dataclass(frozen=True)
class LogLine:
    """One thing that somebody did; `has_document` tells whether it keeps a draft to be had back."""

    entry: TreeLogEntry
    icon: str
    title: str
    detail: str
    actor: "User | None"
    at: datetime
    has_document: bool


@dataclass(frozen=True)
class Chronicle:
    """The versions of a tree, the newest first, and one page of its log; `seen` names its draft."""

    versions: list[TreeVersion]
    seen: Seen
    lines: list[LogLine]
    page: int
    has_more: bool
    walks: OpenWalks | None


def build_chronicle(tree: Tree, user: "User", *, page: int = 1, names_cases: bool) -> Chronicle:
    """Compose the history page; its queries don't grow with the log.

    Open walks, which name cases, are told to those alone who may read of cases.
    """
    versions = list(list_versions(tree))
    newest = tree.log.select_related("actor", "version")
    start = (page - 1) * PAGE_SIZE
    entries = list(newest[start : start + PAGE_SIZE + 1])
    live = live_version(tree)
    if live is not None:
        live.tree = tree
    return Chronicle(
        versions=versions,
        seen=seen_in(present_among(versions)),
        lines=[line_of(entry) for entry in entries[:PAGE_SIZE]],
        page=page,
        has_more=len(entries) > PAGE_SIZE,
        walks=build_open_walks(plan_moves(tree, live).as_seen(sight_of(user)))
        if live and names_cases
        else None,
    )


def list_versions(tree: Tree) -> Any:
    """Return all versions without their documents, each with its number of open walks."""
    under_way = Count("walks", filter=Q(walks__state=Walk.State.OPEN))
    return tree.versions.for_list().annotate(open_walks=under_way).order_by("-number")


def line_of(entry: TreeLogEntry) -> LogLine:
    names = dict(TreeLogEntry.Kind.choices)
    return LogLine(
        entry=entry,
        icon=ICONS.get(entry.kind, "information-circle"),  # a later release may have written it
        title=str(names.get(entry.kind) or _("Something else")),
        detail=_detail(entry.kind, entry.difference),
        actor=entry.actor,
        at=entry.happened_at,
        has_document="document" in entry.difference,
    )


def _detail(kind: str, difference: Mapping[str, Any]) -> str:
    summary = difference.get("after", {}).get("summary")
    if summary:
        told_in = Summary(summary["message"], summary["values"])
        if "before" not in difference:  # nothing of the document was changed
            return sentence(told_in)
        return sentence_with_fields(difference["before"], difference["after"], told_in)
    told = []
    if "number" in difference:
        told.append(_("Version %(version)s") % {"version": difference["number"]})
    if kind == TreeLogEntry.Kind.MOVED:
        told.append(_("Guides that went on in it: %(walks)s") % {"walks": difference["walks"]})
    if kind == TreeLogEntry.Kind.RIGHTS:
        told.append(_right(difference))
    if kind == TreeLogEntry.Kind.CAUSE:
        told.append(f"{difference['name_en']} · {difference['name_zh']}")
    if kind == TreeLogEntry.Kind.SENTENCES:
        told += [_sentence(change) for change in difference["sentences"]]
    if difference.get("reason"):
        told.append(str(difference["reason"]))
    return " · ".join(told)


def _sentence(change: Mapping[str, str]) -> str:
    words = {"cause": change["cause"], "old": change["old"] or "–", "new": change["new"] or "–"}
    return _("%(cause)s: “%(new)s”, no longer “%(old)s”") % words


def _right(difference: Mapping[str, Any]) -> str:
    words = {"user": difference["user"], "level": difference["level"]}
    if difference["given"]:
        return _("%(user)s was given the right “%(level)s”") % words
    return _("The right “%(level)s” was taken from %(user)s") % words
