"""A payload as somebody pastes it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from web.json_text import read_json

# As much as the door takes of an event.
SIZE_BOUND = 64 * 1024


@dataclass(frozen=True)
class Payload:
    """What was pasted, read as JSON; `problem` says why it can't be."""

    text: str = ""
    value: Any = None
    problem: str = ""

    @property
    def is_read(self) -> bool:
        return bool(self.text.strip()) and not self.problem


def read_payload(text: str) -> Payload:
    if not text.strip():
        return Payload(text)
    if len(text.encode()) > SIZE_BOUND:
        return Payload(text, problem=_("A message has at most 64 KiB."))
    try:
        value = read_json(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        return Payload(text, problem=_("This is not JSON: look at line %(line)s.") % {"line": line})
    except RecursionError:
        return Payload(text, problem=_("This JSON is nested too deeply."))
    if not isinstance(value, dict | list):
        return Payload(text, problem=_("A message is an object or a list of objects."))
    return Payload(text, value)
