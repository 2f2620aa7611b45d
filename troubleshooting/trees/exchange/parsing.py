"""Reading what somebody sends: JSON or YAML, as strictly as it is untrusted."""

import re
from typing import Any

from django.utils.translation import gettext as _

from troubleshooting.checks.text import gettext_noop
from troubleshooting.discretion.nested import mask_all
from troubleshooting.trees.documents.entries import is_storable
from troubleshooting.trees.documents.format import FORMAT, SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.json_text import (
    NO_NUMBER,
    NOT_STORABLE,
    is_keepable,
    read_json,
)
from troubleshooting.trees.documents.yaml_text import (
    NOT_UTF8,
    TOO_LARGE,
    DocumentError,
    NotYaml,
    load_yaml,
)

NOT_A_MAP = gettext_noop("The document must be a map of fields.")
OTHER_FORMAT = gettext_noop("“format” must be “casewalk.tree/1”.")
NOT_YAML = gettext_noop("This is not YAML: %(detail)s.")

_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_FORMAT_FIELD = re.compile(r'^\W*"?format"?\s*:', re.MULTILINE)
_ESCAPED_NUL = re.compile(r"\\(?:0|x00|u0000|U00000000)")


def read_document(content: bytes | str) -> dict[str, Any]:
    """Read JSON or YAML that somebody sent, without numbers and secrets that may not be kept.

    Raises DocumentError in the reader's language, with the line if there is one to name.
    """
    sent = content if isinstance(content, bytes) else content.encode(errors="replace")
    if len(sent) > SIZE_LIMIT_BYTES:
        raise DocumentError(_(TOO_LARGE))
    text = _decoded(content)
    if found := _CONTROLS.search(text):
        raise DocumentError(_(NOT_STORABLE), _line(text, found.start()))
    document = _parsed(text)
    if not isinstance(document, dict):
        raise DocumentError(_(NOT_A_MAP), 1)
    if document.get("format") != FORMAT:
        place = _FORMAT_FIELD.search(text)
        raise DocumentError(_(OTHER_FORMAT), _line(text, place.end()) if place else 0)
    _refuse_unkeepable(document)
    if not is_storable(document):
        place = _ESCAPED_NUL.search(text)
        raise DocumentError(_(NOT_STORABLE), _line(text, place.start()) if place else 0)
    masked: dict[str, Any] = mask_all(document, [])
    return masked


def _decoded(content: bytes | str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(_(NOT_UTF8), content.count(b"\n", 0, error.start) + 1) from error


def _parsed(text: str) -> Any:
    try:
        return read_json(text) if text.lstrip()[:1] in ("{", "[") else load_yaml(text)
    except NotYaml as error:
        told = _(NOT_YAML) % {"detail": error.message.rstrip(".")}
        raise DocumentError(told, error.line) from error
    except DocumentError as error:
        raise DocumentError(_(error.sentence) % error.values, error.line) from error


def _refuse_unkeepable(value: Any) -> None:
    """Refuse fractions that would come back from YAML as another number, or as a text."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _refuse_unkeepable(item)
    elif isinstance(value, float) and not is_keepable(repr(value)):
        raise DocumentError(_(NO_NUMBER) % {"name": value})


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
