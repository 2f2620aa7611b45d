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

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.format import DEPTH_LIMIT, SIZE_LIMIT_BYTES

TOO_LARGE = gettext_noop("The document is larger than 2 MiB.")
NOT_UTF8 = gettext_noop("The document is not UTF-8 text.")
FORBIDDEN = gettext_noop("The document holds a character that YAML forbids.")
EMPTY = gettext_noop("The document is empty.")
MORE_THAN_ONE = gettext_noop("There is more than one document.")
ALIASES = gettext_noop("Anchors and aliases are not allowed.")
TAGS = gettext_noop("Tags are not allowed.")
NO_NAME = gettext_noop("A field's name must be plain text.")
TOO_DEEP = gettext_noop("The document is nested too deeply.")
GIVEN_TWICE = gettext_noop("The field “%(name)s” is given twice.")

LETTERS_OF_A_NAME = 80
FIELD_ORDER = (
    "format", "slug", "languages", "key", "kind", "title", "body", "customer", "start", "nodes",
    "cause", "cure", "message", "status", "ending", "automatic", "check", "tree", "label", "to",
    "group", "minutes", "required", "free_order", "otherwise", "options", "en",
)  # fmt: skip

_PLACES = {name: place for place, name in enumerate(FIELD_ORDER)}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
_OTHER_LINE_BREAKS = re.compile("[\r\x85\u2028\u2029]")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class DocumentError(ValueError):
    """A text that is not a document: an English sentence to translate, and what fills it.

    `line` counts from 1, 0 when there is none to name.
    """

    def __init__(self, sentence: str, line: int = 0, **values: str) -> None:
        self.sentence = sentence
        self.values = values
        self.message = sentence % values if values else sentence
        self.line = line
        super().__init__(f"Line {line}: {self.message}" if line else self.message)


class NotYaml(DocumentError):
    """A text that YAML's own reader refuses, in the words of that reader."""


def load_yaml(text: str | bytes) -> Any:
    """Read a document. Raises DocumentError with the line that is wrong."""
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    if size > SIZE_LIMIT_BYTES:
        raise DocumentError(TOO_LARGE)
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return _Reading(yaml.parse(text, Loader=_Loader)).document()
    except UnicodeError as error:
        raise DocumentError(NOT_UTF8) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise NotYaml(error.problem or "This is not YAML.", line) from error
    except yaml.YAMLError as error:
        raise DocumentError(FORBIDDEN) from error


def dump_yaml(document: Any) -> str:
    """Write a document for people: fields in the format's order, one text a line."""
    text: str = yaml.dump(
        in_order(document),
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
                    raise DocumentError(MORE_THAN_ONE, _line(event))
                value, seen = self._value(next(self.events), 0), True
        if not seen:
            raise DocumentError(EMPTY)
        return value

    def _value(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise DocumentError(ALIASES, _line(event))
        if event.tag:
            raise DocumentError(TAGS, _line(event))
        if depth > DEPTH_LIMIT:
            raise DocumentError(TOO_DEEP, _line(event))
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
                raise DocumentError(NO_NAME, _line(event))
            if event.value in values:
                name = event.value[:LETTERS_OF_A_NAME]
                raise DocumentError(GIVEN_TWICE, _line(event), name=name)
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


def in_order(value: Any) -> Any:
    """Return the same content with its fields in the format's order, unknown ones by name."""
    if isinstance(value, Mapping):
        return {name: in_order(value[name]) for name in sorted(value, key=_place)}
    if isinstance(value, list):
        return [in_order(item) for item in value]
    return value


def _place(name: str) -> tuple[int, str]:
    return _PLACES.get(name, len(_PLACES)), name


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
