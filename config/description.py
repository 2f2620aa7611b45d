"""`/api/schema/`: what the API says of itself, made once a process and language."""

import hashlib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

FORMATS = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}
KEPT_SECONDS = 300


@require_safe
def describe(request: HttpRequest) -> HttpResponseBase:
    """Answer with the description, or with 304 to whoever has it already.

    JSON for those who ask for it by `format` or by what they accept, YAML for everybody else.
    """
    asked = request.GET.get("format", "")
    by_header = "json" if "json" in request.headers.get("Accept", "") else "yaml"
    form = asked if asked in FORMATS else by_header
    wanted = request.GET.get("lang") or translation.get_language()
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    content, etag = _described(form, language)
    response = HttpResponse(content, content_type=FORMATS[form].media_type)
    response["ETag"] = etag
    response["Content-Disposition"] = f'inline; filename="casewalk.{form}"'
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response


@cache
def _described(form: str, language: str) -> tuple[bytes, str]:
    with translation.override(language):
        content = bytes(FORMATS[form]().render(_schema(language), renderer_context={}))  # type: ignore[arg-type]
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@cache
def _schema(_language: str) -> Any:
    """Return the description in the language that is active; either format is written from it."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
