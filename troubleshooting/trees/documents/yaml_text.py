"""Tree documents as YAML for people and git, and their digest.

People's YAML is read as JSON would be: no tags, no aliases, no dates, and "yes", "no", "on" and
"off" are words. What is written quotes such words, so that every other reader agrees.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from troubleshooting.trees.documents.format import DEPTH_LIMIT, SIZE_LIMIT_BYTES

FIELD_ORDER = (
    "format", "slug", "languages", "key", "kind", "title", "body", "customer", "start", "nodes",
    "cause", "cure", "message", "status", "automatic", "check", "tree", "label", "to", "group",
    "minutes", "required", "free_order", "otherwise", "options", "en",
)  # fmt: skip

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
_OTHER_LINE_BREAKS = re.compile("[\r\x85\u2028\u2029]")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class DocumentError(ValueError):
    """A text that is not a document; `line` counts from 1, 0 when there is none to name."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"Line {line}: {message}" if line else message)
        self.message = message
        self.line = line


def load_yaml(text: str | bytes) -> Any:
    """Read a document. Raises DocumentError with the line that is wrong."""
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    if size > SIZE_LIMIT_BYTES:
        raise DocumentError("The document is larger than 2 MiB.")
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return _Reading(yaml.parse(text, Loader=_Loader)).document()
    except UnicodeError as error:
        raise DocumentError("The document is not UTF-8 text.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DocumentError(error.problem or "This is not YAML.", line) from error
    except yaml.YAMLError as error:
        raise DocumentError("The document holds a character that YAML forbids.") from error


def dump_yaml(document: Any) -> str:
    """Write a document for people: fields in the format's order, one text a line."""
    text: str = yaml.dump(
        _in_order(document),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10**9,
    )
    return text


def digest(document: Any, subtrees: Mapping[str, Any] | None = None) -> str:
    """Return the same text for the same content, whatever the order of its fields."""
    content = {"document": document, "subtrees": subtrees or {}}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class _Reading:
    """Builds values straight from YAML's events; nothing but maps, lists and plain values."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events

    def document(self) -> Any:
        value: Any = None
        seen = False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise DocumentError("There is more than one document.", _line(event))
                value, seen = self._value(next(self.events), 0), True
        if not seen:
            raise DocumentError("The document is empty.")
        return value

    def _value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise DocumentError("Anchors and aliases are not allowed.", _line(event))
        if event.tag:
            raise DocumentError("Tags are not allowed.", _line(event))
        if depth > DEPTH_LIMIT:
            raise DocumentError("The document is nested too deeply.", _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        return self._mapping(depth)

    def _sequence(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, depth + 1))
        return values

    def _mapping(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise DocumentError("A field's name must be plain text.", _line(event))
            if event.value in values:
                raise DocumentError(f"The field “{event.value}” is given twice.", _line(event))
            values[event.value] = self._value(next(self.events), depth + 1)
        return values


def _scalar(text: str) -> Any:
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        return float(text)
    return text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        ordered = sorted(value, key=_place)  # stable: fields we don't know stay as they came
        return {key: _in_order(value[key]) for key in ordered}
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    return value


def _place(name: str) -> int:
    return FIELD_ORDER.index(name) if name in FIELD_ORDER else len(FIELD_ORDER)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, lists indented, and never an alias."""

    def increase_indent(
        self,
        flow: bool = False,  # noqa: FBT001, FBT002 - PyYAML's signature
        indentless: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    if _OTHER_LINE_BREAKS.search(text):
        style = '"'  # YAML would read them as plain line breaks
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
