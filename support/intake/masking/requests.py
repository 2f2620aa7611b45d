"""A request without what may not be kept: forms, JSON and other texts."""

import json

from django.http import HttpRequest, QueryDict

from support.payments.references.ours import OurNames
from troubleshooting.discretion.hidden import Hidden
from troubleshooting.discretion.masking import mask, may_hide
from troubleshooting.discretion.nested import SPARED, mask_all


def mask_form(request: HttpRequest) -> list[Hidden]:
    """Mask the fields of a form in their place; return what was masked."""
    found: list[Hidden] = []
    masked = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        spared = bool(SPARED.search(name))
        texts = [value if spared else _value(str(value), found) for value in values]
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
        masked = _value(text, found)
    if found:
        request._body = masked.encode()  # noqa: SLF001  what was read before
        request.META["CONTENT_LENGTH"] = str(len(request.body))
    return found


def _value(text: str, found: list[Hidden]) -> str:
    """Return a text without what may not be kept; JSON stays JSON, whatever stands in it."""
    is_escaped = "\\u" in text
    if not (is_escaped or may_hide(text)):
        return text
    if text.lstrip()[:1] in ("{", "[", '"'):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            pass  # no JSON, though it begins so
        else:
            before = len(found)
            masked = mask_all(value, found, OurNames())
            return json.dumps(masked, ensure_ascii=is_escaped) if len(found) > before else text
    masked_text = mask(text, OurNames())
    found.extend(masked_text.hidden)
    return masked_text.text
