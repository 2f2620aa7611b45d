"""The same POST sent twice is done once and answered the same, by a script or by a page.

Scripts name an Idempotency-Key in the header, forms carry theirs in the field `once`.

Follows the IETF draft "The Idempotency-Key HTTP Header Field": another body under the same key
is refused with 422. Only successful answers are kept; a refused request may be tried again.
"""

import hashlib
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView

from support.files.sealing import digests_of
from support.intake.idempotency import forms
from support.intake.models import IdempotencyKey

PREFIX = "/api/v1/"
TOKENS = f"{PREFIX}tokens/"  # whose answer is a secret, which is stored nowhere
KEY_LENGTH = 255


class IdempotencyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if request.method == "POST" and not request.path.startswith("/api/"):
            return self._form(request)
        if request.method != "POST" or not key or not request.path.startswith(PREFIX):
            return self.get_response(request)
        if not _is_agent(request) or request.path == TOKENS:
            return self.get_response(request)
        if len(key) > KEY_LENGTH:
            return _refusal(400, "invalid", _("The Idempotency-Key is too long."))
        return self._once(request, key)

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            fingerprints = _fingerprints(request, _said(request))
        except MultiPartParserError:
            return _refusal(400, "parse_error", _("The form can't be read."), attr=None)
        except (RequestDataTooBig, TooManyFieldsSent):
            return _refusal(413, "too_large", _("The request is too large."), attr=None)
        with transaction.atomic():
            stored, created = IdempotencyKey.objects.get_or_create(
                scope=_scope(request), key=key, defaults={"fingerprint": fingerprints[0]}
            )
            if not created:
                return _repeat(stored, fingerprints)
            response = self.get_response(request)
            if response.status_code >= 300:
                transaction.set_rollback(True)
                return response
            return _keep(stored, response, response.content.decode())

    def _form(self, request: HttpRequest) -> HttpResponse:
        """Do what a form asks once; who sends it again is told when it was done."""
        key = forms.key_of(request)
        if not key:
            return self.get_response(request)
        fingerprints = _fingerprints(request, forms.words_of(request))
        with transaction.atomic():
            stored, created = IdempotencyKey.objects.get_or_create(
                scope=_digest(b"form", str(request.user.pk).encode()),
                key=key,
                defaults={"fingerprint": fingerprints[0]},
            )
            if not created and stored.fingerprint not in fingerprints:
                return forms.spent(request, stored)
            if not created:
                return forms.repeat(request, stored)
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
                return response
            if not forms.is_done(request, response):
                stored.delete()
                return response
            return _keep(stored, response, forms.packed(response))


def _said(request: HttpRequest) -> bytes:
    """Return what a request says; files are not held in the memory for that."""
    is_form = request.content_type == "multipart/form-data"
    return forms.words_of(request) if is_form else request.body


def _keep(stored: IdempotencyKey, response: HttpResponse, body: str) -> HttpResponse:
    stored.status_code, stored.body = response.status_code, body
    stored.save(update_fields=["status_code", "body"])
    return response


def _repeat(stored: IdempotencyKey, fingerprints: list[str]) -> HttpResponse:
    if stored.fingerprint not in fingerprints:
        detail = _("This Idempotency-Key was used for another request.")
        return _refusal(422, "idempotency_key_reused", detail)
    response = HttpResponse(stored.body, content_type="application/json", status=stored.status_code)
    response["Idempotency-Replayed"] = "true"
    return response


def _is_agent(request: HttpRequest) -> bool:
    """Say whether the caller may use the API now; a kept answer is for nobody else."""
    try:
        user = Request(request, authenticators=APIView().get_authenticators()).user
    except APIException:
        return False
    return user.is_active and user.is_staff


def _refusal(
    status: int, code: str, detail: str, *, attr: str | None = "Idempotency-Key"
) -> JsonResponse:
    error = {"code": code, "detail": detail, "attr": attr}
    return JsonResponse({"type": "client_error", "errors": [error]}, status=status)


def _scope(request: HttpRequest) -> str:
    caller = request.headers.get("Authorization", "") or request.COOKIES.get("sessionid", "")
    return _digest(caller.encode())


def _fingerprints(request: HttpRequest, said: bytes) -> list[str]:
    """Tell the same request from another one by what was sent, before any of it was masked."""
    return digests_of(b"\0".join((request.path.encode(), said)), "idempotency")


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
