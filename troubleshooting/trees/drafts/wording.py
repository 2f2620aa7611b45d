"""What a change of a draft did, in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.parts import Parts, differing_paths
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.editing.edit import Summary
from troubleshooting.trees.editing.operations import NODE_CHANGED
from troubleshooting.trees.names import field_in_words

LETTERS_OF_A_NAME = 100
NAMED_FIELDS = 4  # of more it is said how many


def sentence(summary: Summary, language: str | None = None) -> str:
    """Say what was done, in the reader's language; the sentence itself in the active one."""
    reader = language or get_language() or "en"
    values = {
        name: pick(value, reader)[:LETTERS_OF_A_NAME] if isinstance(value, Mapping) else value
        for name, value in summary.values.items()
    }
    message = summary.message if language == "en" else _(summary.message)
    return message % values


def sentence_with_fields(before: Parts, after: Parts, summary: Summary) -> str:
    """Say what was done; of a step that was changed, which fields, as its form names them."""
    fields = list(dict.fromkeys(_fields(before, after)))
    if summary.message != NODE_CHANGED or not fields:
        return sentence(summary)
    named = fields[:NAMED_FIELDS]
    if more := len(fields) - len(named):
        named.append(_("%(count)s more") % {"count": more})
    told = _("“%(node)s” was changed: %(fields)s.")
    joined = _(", ").join(named)
    return sentence(Summary(told, {**summary.values, "fields": joined}))


def _fields(before: Parts, after: Parts) -> Iterator[str]:
    nodes, others = before["nodes"], after["nodes"]
    for key in nodes.keys() & others.keys():
        old, new = nodes[key]["entry"], others[key]["entry"]
        for path in differing_paths(old, new):
            yield field_in_words(path, answers=_answers(old) | _answers(new))


def _answers(entry: Entry) -> dict[str, str]:
    """Return what the answers of a step are called, by their keys."""
    reader = get_language() or "en"
    return {
        str(option.get("key")): pick(option.get("label"), reader)
        for option in entry.get("options") or ()
    }
