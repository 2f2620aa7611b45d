"""The way in for what was refused before."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import status

from support.intake.events.reading import NoReference
from support.intake.events.taking import NotJson, take_body
from support.intake.hearing import hear
from support.intake.models import OWN
from support.intake.refusals.refused import RefusedEvent
from support.intake.services import NOTHING, EventConflict, TestUnderWay
from support.sources.kinds.base import UnreadableBody
from support.sources.models import Source
from support.sources.registry import kind_for


@transaction.atomic
def replay_refused(pk: int, *, now: datetime) -> dict[str, Any]:
    """Let an event in that was refused; return what the door would have answered.

    Raises ValidationError if it still can't be read, or if nothing of it was kept. What was let in
    already is not let in again. An event whose id had another body gets an id of its own.
    """
    refused = RefusedEvent.objects.select_for_update().get(pk=pk)
    if refused.let_in_at:
        raise ValidationError(_("This event was let in already."), code="let_in")
    if refused.body is None:
        raise ValidationError(_("Nothing of this event was kept."), code="not_kept")
    try:
        answer = _take(refused, now)
    except NoReference as error:
        raise ValidationError(_("The event names no payment."), code="no_reference") from error
    except EventConflict as error:
        raise ValidationError(_("This event was let in already."), code="let_in") from error
    except TestUnderWay as error:
        raise ValidationError(_("A test is under way already."), code="under-way") from error
    except (NotJson, UnreadableBody) as error:
        raise ValidationError(_("The body cannot be read."), code="parse_error") from error
    refused.let_in_at = now
    refused.save(update_fields=["let_in_at"])
    return answer


def _take(refused: RefusedEvent, now: datetime) -> dict[str, Any]:
    """Read the body as its door would; of several payments the first one's answer is returned."""
    body, event_id = refused.body or b"", refused.event_id
    if refused.status == status.HTTP_409_CONFLICT or not event_id:
        event_id = f"{event_id[:180]}~{refused.digest[:16]}"
    if refused.source == OWN:
        return take_body(body, event_id, now=now)
    source = _source_of(refused)
    reading = kind_for(source).read(body, {}, source)
    answers = hear(source, event_id, reading, now=now)
    return answers[0] if answers else NOTHING


def _source_of(refused: RefusedEvent) -> Source:
    source = Source.objects.filter(slug=refused.source, is_active=True).first()
    if source is None:
        raise ValidationError(_("This source is not heard any more."), code="source")
    return source
