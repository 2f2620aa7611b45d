"""What a step that was added holds: its ways, its cause and what the customer is told of it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.editor.messages import sentence_of
from troubleshooting.editor.words import title_of
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.names import ENDINGS, STATUSES
from troubleshooting.trees.telling import as_told


def details_of(
    entry: Entry, nodes: Mapping[str, Entry], causes: Mapping[str, Cause], language: str
) -> list[str]:
    """Say in sentences what somebody should know of a new step who only reads its title."""
    told = [_way(label, target, nodes, language) for label, target in _ways(entry, language)]
    cause = causes.get(text(entry, "cause") or "")
    if cause is not None:
        told.append(_("It names the cause “%(cause)s”.") % {"cause": cause.name})
        if sentence := sentence_of(text(entry, "message"), as_told(cause, entry), language):
            told.append(_("The customer is told: “%(sentence)s”") % {"sentence": sentence})
    if status := text(entry, "status"):
        told.append(_("The case is “%(status)s” then.") % {"status": STATUSES.get(status, status)})
    if ending := text(entry, "ending"):
        told.append(_("It ends as “%(ending)s”.") % {"ending": ENDINGS.get(ending, ending)})
    return told


def _ways(entry: Entry, language: str) -> list[tuple[str, str]]:
    options = entries(entry, "options") if entry["kind"] not in ("outcome", "jump") else []
    ways = [
        (pick(option.get("label"), language) or str(option.get("key")), text(option, "to") or "")
        for option in options
    ]
    if entry["kind"] == "jump":
        ways.append((_("Afterwards"), text(entry, "to") or ""))
    elif otherwise := text(entry, "otherwise"):
        ways.append((_("Can't say"), otherwise))
    return ways


def _way(label: str, target: str, nodes: Mapping[str, Entry], language: str) -> str:
    words = {"answer": label, "step": title_of(nodes.get(target), language, target)}
    return _("“%(answer)s” leads to “%(step)s”.") % words
