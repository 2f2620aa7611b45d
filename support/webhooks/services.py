"""Everything that leads do with endpoints; each deed is in the log."""

import base64
import secrets as random
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.audit.models import Entry
from support.audit.services import record
from support.sending import addresses
from support.webhooks.models import LONGEST_ADDRESS, Delivery, Endpoint, State
from support.webhooks.topics import PING

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_ENDPOINTS = 50
MOST_SECRETS = 2  # the new one and the one before it, while the receiver changes
SECRET_BYTES = 32  # the specification allows 24 to 64
MOST_REPLAYED = 10_000


@transaction.atomic
def make_endpoint(
    *, name: str, url: str, topics: Collection[str], actor: "User", now: datetime
) -> Endpoint:
    """Add an endpoint with a secret of its own, that is told of events from now on.

    Raises ValidationError for an address that may not be called, and for too many endpoints.
    """
    if Endpoint.objects.count() >= MOST_ENDPOINTS:
        raise ValidationError(_("There are too many webhooks already."), code="too_many")
    endpoint = Endpoint(
        name=name.strip(), url=checked(url), topics=sorted(set(topics)), secrets=[new_secret()],
        created_at=now,
    )  # fmt: skip
    endpoint.full_clean()
    endpoint.save()
    record(Entry.Kind.WEBHOOK_MADE, actor=actor, now=now, name=endpoint.name, url=endpoint.url)
    return endpoint


@transaction.atomic
def change_endpoint(
    endpoint: Endpoint,
    *,
    url: str | None = None,
    topics: Collection[str] | None = None,
    is_on: bool | None = None,
    actor: "User",
    now: datetime,
) -> Endpoint:
    """Change what is given. Switched on again, it is told at once of what waited.

    Raises ValidationError for an address that may not be called.
    """
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    if url is not None and url != endpoint.url:
        endpoint.url = checked(url)
    if topics is not None:
        endpoint.topics = sorted(set(topics))
    if is_on is False and endpoint.is_on:
        endpoint.off_at, endpoint.off_reason = now, Endpoint.Off.LEAD
    elif is_on is False:
        endpoint.off_reason = Endpoint.Off.LEAD  # a lead knows by now that we gave it up
    elif is_on and not endpoint.is_on:
        endpoint.off_at, endpoint.off_reason, endpoint.failing_since = None, "", None
        endpoint.failures, endpoint.open_until = 0, None
        endpoint.deliveries.filter(state=State.QUEUED).update(not_before=now)
    endpoint.full_clean()
    endpoint.save()
    state = "on" if endpoint.is_on else "off"
    record(
        Entry.Kind.WEBHOOK_CHANGED, actor=actor, now=now, name=endpoint.name, url=endpoint.url,
        state=state, topics=" ".join(endpoint.topics),
    )  # fmt: skip
    return endpoint


@transaction.atomic
def add_secret(endpoint: Endpoint, *, actor: "User", now: datetime) -> str:
    """Return a new secret, which signs beside the newest one until `drop_old_secret`."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    secret = new_secret()
    endpoint.secrets = [secret, *endpoint.secrets][:MOST_SECRETS]
    endpoint.save(update_fields=["secrets"])
    record(Entry.Kind.WEBHOOK_SECRET, actor=actor, now=now, name=endpoint.name, deed="added")
    return secret


@transaction.atomic
def drop_old_secret(endpoint: Endpoint, *, actor: "User", now: datetime) -> None:
    """Let the newest secret alone sign; where it is the only one nothing changes."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    if len(endpoint.secrets) > 1:
        endpoint.secrets = endpoint.secrets[:1]
        endpoint.save(update_fields=["secrets"])
        record(Entry.Kind.WEBHOOK_SECRET, actor=actor, now=now, name=endpoint.name, deed="dropped")


@transaction.atomic
def replay(
    endpoint: Endpoint,
    *,
    actor: "User",
    now: datetime,
    deliveries: Collection[int] = (),
    since: datetime | None = None,
    only_failed: bool = False,
) -> int:
    """Send events again, those named or all since a moment; return how many.

    They keep their ids, and leave in order. What still waits is tried at once.
    Raises ValidationError for more than can be at once.
    """
    chosen = endpoint.deliveries.exclude(state=State.CLAIMED)
    if deliveries:
        chosen = chosen.filter(pk__in=deliveries)
    if since is not None:
        chosen = chosen.filter(happened_at__gte=since)
    if only_failed:
        chosen = chosen.filter(state=State.FAILED)
    ids = list(chosen.values_list("pk", flat=True)[: MOST_REPLAYED + 1])
    if len(ids) > MOST_REPLAYED:
        message = _("These are more than %(most)s events. Choose a later moment.")
        raise ValidationError(message % {"most": MOST_REPLAYED}, code="too_many")
    again = Delivery.objects.filter(pk__in=ids).exclude(state=State.CLAIMED)
    number = again.update(state=State.QUEUED, not_before=now, ended_at=None, first_tried_at=None)
    if number:
        record(Entry.Kind.WEBHOOK_REPLAYED, actor=actor, now=now, name=endpoint.name, number=number)
    return number


def ping(endpoint: Endpoint, *, now: datetime) -> Delivery:
    """Send an event that tells nothing, to see that it arrives."""
    body = {"type": PING, "timestamp": now.isoformat(), "data": {}}
    return endpoint.deliveries.create(topic=PING, body=body, not_before=now, happened_at=now)


def checked(url: str) -> str:
    """Return an address as it is called. Raises ValidationError for one that never can be."""
    try:
        return addresses.checked(url, LONGEST_ADDRESS)
    except ValidationError as error:
        raise ValidationError({"url": error}) from error


def new_secret() -> str:
    return "whsec_" + base64.b64encode(random.token_bytes(SECRET_BYTES)).decode()
