"""Reading the form of a node: what was written becomes the node's entry. Plain Python.

Fields are named by their path: `title.en`, `customer.body.zh-hans`, `option.0.label.en`. What the
form doesn't show stays as it is, so that somebody who may only translate sends texts alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from troubleshooting.editor.forms import Posted, clean_wording
from troubleshooting.editor.step.targets import resolve_target
from troubleshooting.trees.documents.entries import Entry, entries
from troubleshooting.trees.documents.format import FIELDS, FLAGS, TARGETS, TEXTS, VOICE, WORDS

LONG = ("body", "cure")  # the others are one line
SHOWN = "shown"  # a flag that is not ticked is not sent: this names the flags that were shown
_OPTION = re.compile(r"option\.(\d{1,4})\.key")


def read_entry(
    posted: Posted, base: Entry, nodes: Mapping[str, Entry], languages: Sequence[str]
) -> dict[str, Any]:
    """Return the node as it was written, on the ground of what it is."""
    posted = {name: value.replace("\0", "") for name, value in posted.items()}
    entry = dict(base)
    kind = posted.get("kind", "")
    if kind in FIELDS:
        entry["kind"] = kind
    for name in TEXTS:
        _read_text(entry, name, posted, name, languages)
    for name in WORDS:
        if name in posted:
            _put(entry, name, posted[name].strip())
    for name in TARGETS:
        if name in posted:
            _put(entry, name, resolve_target(posted[name], nodes, own=str(base["key"])))
    _read_flags(entry, posted)
    _read_minutes(entry, posted)
    _read_voice(entry, posted, languages)
    if "options" in posted:
        entry["options"] = _read_options(entry, posted, nodes, languages)
    else:
        _read_labels(entry, posted, languages)
    return fitted(entry) if kind in FIELDS else entry


def fitted(entry: Entry) -> dict[str, Any]:
    """Leave out what means nothing for the node's kind; a jump to nowhere has no tree yet."""
    content = {name: value for name, value in entry.items() if name in FIELDS[entry["kind"]]}
    content.setdefault("title", {})
    return content


def without_option(entry: Entry, index: int) -> dict[str, Any]:
    options = entries(entry, "options")
    return {**entry, "options": options[:index] + options[index + 1 :]}


def with_placed_option(entry: Entry, index: int, place: int) -> dict[str, Any]:
    """Return the node with one option in another place; the last place is the furthest."""
    options = list(entries(entry, "options"))
    if 0 <= index < len(options):
        options.insert(min(max(place, 0), len(options) - 1), options.pop(index))
    return {**entry, "options": options}


def with_answers_before(entry: Entry, key: str, other: str) -> dict[str, Any]:
    """Return the node with the options that lead to one step before those that lead to another."""
    options = list(entries(entry, "options"))
    moved = [option for option in options if option.get("to") == key]
    kept = [option for option in options if option.get("to") != key]
    place = next(at for at, option in enumerate(kept) if option.get("to") == other)
    return {**entry, "options": [*kept[:place], *moved, *kept[place:]]}


def with_option(entry: Entry, key: str, label: Mapping[str, str], to: str = "") -> dict[str, Any]:
    option = {"key": key, "label": dict(label), "to": to}
    return {**entry, "options": [*entries(entry, "options"), option]}


def _read_text(
    entry: dict[str, Any], field: str, posted: Posted, name: str, languages: Sequence[str]
) -> None:
    sent = {language: f"{name}.{language}" for language in languages}
    sent = {language: name for language, name in sent.items() if name in posted}
    if not sent:
        return
    before = entry.get(field)
    text = dict(before) if isinstance(before, Mapping) else {}
    for language, sent_name in sent.items():
        wording = clean_wording(posted[sent_name])
        _put(text, language, wording if field in LONG else " ".join(wording.split()))
    if text or field in ("title", "label"):
        entry[field] = text
    else:
        entry.pop(field, None)


def _read_voice(entry: dict[str, Any], posted: Posted, languages: Sequence[str]) -> None:
    if "customer" in _shown(posted) and "customer" not in posted:
        entry.pop("customer", None)
        return
    before = entry.get("customer")
    voice = dict(before) if isinstance(before, Mapping) else {}
    for name in VOICE:
        _read_text(voice, name, posted, f"customer.{name}", languages)
    if "customer" in posted:
        voice.setdefault("title", {})
    if voice:
        entry["customer"] = voice


def _read_flags(entry: dict[str, Any], posted: Posted) -> None:
    for name in FLAGS:
        if name not in _shown(posted):
            continue
        if name in posted:
            entry[name] = True
        else:
            entry.pop(name, None)


def _read_minutes(entry: dict[str, Any], posted: Posted) -> None:
    if "minutes" not in posted:
        return
    written = posted["minutes"].strip()
    if not written:
        entry.pop("minutes", None)
    elif re.fullmatch(r"\d{1,6}([.,]\d{1,3})?", written):
        minutes = float(written.replace(",", "."))
        entry["minutes"] = int(minutes) if minutes.is_integer() else minutes


def _read_options(
    entry: Entry, posted: Posted, nodes: Mapping[str, Entry], languages: Sequence[str]
) -> list[dict[str, Any]]:
    known = {str(option.get("key")): option for option in entries(entry, "options")}
    indexes = sorted(int(match[1]) for name in posted if (match := _OPTION.fullmatch(name)))
    options = []
    for index in indexes:
        key = posted[f"option.{index}.key"].strip()
        was = posted.get(f"option.{index}.was", key)
        option = {**known.get(was, {}), "key": key or was}
        _read_text(option, "label", posted, f"option.{index}.label", languages)
        option.setdefault("label", {})
        wording = posted.get(f"option.{index}.to", "")
        option["to"] = resolve_target(wording, nodes, own=str(entry["key"]))
        options.append(option)
    return options


def _read_labels(entry: dict[str, Any], posted: Posted, languages: Sequence[str]) -> None:
    """Read the labels of options alone, as a translator sends them: named by their keys."""
    options = []
    for option in entries(entry, "options"):
        content = dict(option)
        _read_text(content, "label", posted, f"label.{option.get('key')}", languages)
        options.append(content)
    if options:
        entry["options"] = options


def _shown(posted: Posted) -> list[str]:
    return posted.get(SHOWN, "").split()


def _put(holder: dict[str, Any], name: str, value: str) -> None:
    if value:
        holder[name] = value
    else:
        holder.pop(name, None)
