"""A request without what may not be kept: forms, JSON and other texts."""

import json
from typing import Any

from django.http import HttpRequest, QueryDict

from support.payments.references.ours import OurNames
from troubleshooting.discretion.hidden import Hidden
from troubleshooting.discretion.masking import mask, may_hide
from troubleshooting.discretion.nested import SPARED, mask_all

ESCAPE = "\\"  # behind which JSON writes an end of a line, and hides any mark
NO_JSON = object()


def mask_form(request: HttpRequest) -> list[Hidden]:
    """Mask the fields of a form in their place; return what was masked."""
    found: list[Hidden] = []
    masked = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        spared = bool(SPARED.search(name))
        texts = [value if spared else _typed(str(value), found) for value in values]
        masked.setlist(name, texts)
    if found:
        masked._mutable = False  # noqa: SLF001  as every form that was read
        request.POST = masked  # type: ignore[assignment]
    return found


def mask_body(request: HttpRequest) -> list[Hidden]:
    """Mask a body in its place, before a parser reads it; return what was masked."""
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        return []  # no parser of ours reads it either
    found: list[Hidden] = []
    if request.content_type == "application/x-www-form-urlencoded":
        found, masked = mask_form(request), request.POST.urlencode()
    elif request.content_type == "application/json":
        masked = _sent(text, found)
    if found:
        request._body = masked.encode()  # noqa: SLF001  what was read before
        request.META["CONTENT_LENGTH"] = str(len(request.body))
    return found


def _typed(text: str, found: list[Hidden]) -> str:
    """Return what a field of a form says without what may not be kept; JSON stays JSON."""
    if not (may_hide(text) or ESCAPE in text):
        return text
    masked, value = mask(text, OurNames()), _read(text)
    if value is NO_JSON:
        found.extend(masked.hidden)
        return masked.text
    if masked.hidden and _read(masked.text) is NO_JSON:
        return _sent(text, found)  # a bare number, in whose place no marks may stand
    found.extend(masked.hidden)
    return _sent(masked.text, found)


def _sent(text: str, found: list[Hidden]) -> str:
    """Return JSON without what may not be kept, whatever escapes it was written with."""
    value = _read(text) if may_hide(text) or ESCAPE in text else NO_JSON
    if value is NO_JSON:
        return text
    before = len(found)
    masked = mask_all(value, found, OurNames())
    return json.dumps(masked) if len(found) > before else text


def _read(text: str) -> Any:
    """Return what JSON says, `NO_JSON` of any other text."""
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return NO_JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NO_JSON
