"""Sending to the door of a source, as its payment system does."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from support.sources.models import Source
from tests.sources.signing import Posted, signer_of


def make_source(kind: str, **overrides: Any) -> Source:
    """Make a source of a kind, called as its kind is."""
    values = {"slug": kind, "kind": kind, "name": kind, "secrets": list(signer_of(kind).secrets)}
    return Source.objects.create(**values | overrides)


def post(posted: Posted, slug: str, **more: Any) -> HttpResponse:
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f"/sources/{slug}/events/",
        posted.body,
        content_type=posted.content_type,
        headers=posted.headers | more.pop("headers", {}),
        **more,
    )


def send(kind: str, payload: Any) -> HttpResponse:
    """Sign a payload and send it to the source that is called as its kind is."""
    return post(signer_of(kind).post(payload), kind)
