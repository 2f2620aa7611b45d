"""Where a way leads, written by an author as a key or as a text. Plain Python."""

from collections.abc import Mapping

from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.format import LENGTH_LIMIT


def resolve_target(wording: str, nodes: Mapping[str, Entry], *, own: str = "") -> str:
    """Return the key that is meant by a key, a whole title, or a part of one title alone.

    The `own` step is meant by its key alone: nobody who types words wants a step to lead to
    itself. What means no step is returned as it was written, so that its author sees it again.
    """
    wording = wording.strip()
    if not wording or wording in nodes:
        return wording
    wanted = wording.casefold()
    whole: list[str] = []
    part: list[str] = []
    for key, entry in nodes.items():
        if key == own:
            continue
        title = entry.get("title")
        titles = [text.casefold() for text in title.values()] if isinstance(title, Mapping) else []
        if wanted in titles:
            whole.append(key)
        elif any(wanted in text for text in titles):
            part.append(key)
    for found in (whole, part):
        if len(found) == 1:
            return found[0]
    return wording[:LENGTH_LIMIT]
