"""Forms that carry a key: how one is told apart, kept, and answered when it comes a second time."""

import hashlib
import json
import uuid
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from support.intake.models import IdempotencyKey
from web.carrying import Carried, carried_from, send_again

ONCE = "once"
NOT_SAID = {ONCE, "csrfmiddlewaretoken", "whose"}
KEPT_HEADERS = ("Location", "HX-Trigger", "HX-Retarget", "HX-Reswap", "HX-Redirect")


def key_of(request: HttpRequest) -> str:
    """Return the key that a form carries, "" where there is none; what can't be read has none.

    A view that takes requests without our CSRF token reads the body itself, within its own bounds.
    """
    try:
        if getattr(resolve(request.path_info).func, "csrf_exempt", False):
            return ""
        return str(uuid.UUID(request.POST.get(ONCE, "")))
    except (Resolver404, ValueError, RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return ""


def words_of(request: HttpRequest) -> bytes:
    """Return all that a form says, but for what each rendering of it makes anew."""
    said = [(name, values) for name, values in request.POST.lists() if name not in NOT_SAID]
    files = [(name, [_digest(file) for file in files]) for name, files in request.FILES.lists()]
    return json.dumps([sorted(said), sorted(files)]).encode()


def is_done(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether a form did its deed: without scripts the page leads on then.

    A page that comes back instead has shown what would be done; its key is free for the deed.
    """
    return bool(request.headers.get("HX-Request")) or response.status_code >= 300


def packed(response: HttpResponse) -> str:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return json.dumps({"headers": headers, "content": response.content.decode()})


def repeat(request: HttpRequest, stored: IdempotencyKey) -> HttpResponse:
    """Answer as the first time, and say when that was."""
    kept = json.loads(stored.body)
    where = kept["headers"].get("Location")
    response = (
        HttpResponseRedirect(where)
        if where
        else HttpResponse(kept["content"], status=stored.status_code)
    )
    for name, value in kept["headers"].items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    said = _("This was done at %(time)s already. It was not done a second time.")
    words = said % {"time": _clock(stored)}
    if request.headers.get("HX-Request"):
        happened = json.loads(kept["headers"].get("HX-Trigger", "{}"))
        response["HX-Trigger"] = json.dumps(happened | {"said": {"words": words}})
    else:
        messages.info(request, words)
    return response


def spent(request: HttpRequest, stored: IdempotencyKey) -> HttpResponse:
    """Refuse other words under a key that was used: they are a deed of their own."""
    words = _(
        "What you sent before was done at %(time)s. What you have changed since was not sent: "
        "send it once more if it is still needed."
    ) % {"time": _clock(stored)}
    key = str(uuid.uuid4())
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=409)
        response["HX-Reswap"] = "none"
        happened = {"said": {"words": words}, "spent": {"key": key}}
        response["HX-Trigger"] = json.dumps(happened)
        return response
    carried = carried_from(request) or Carried(request.path)
    return send_again(request, replace(carried, once=key), words, code=409)


def _digest(file: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _clock(stored: IdempotencyKey) -> str:
    return f"{timezone.localtime(stored.created_at):%H:%M}"
