"""The way in for what was refused before."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.intake.events.reading import NoReference
from support.intake.events.taking import NotJson, take_body
from support.intake.refusals.refused import RefusedEvent
from support.intake.services import EventConflict


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
    body = bytes(refused.body)
    event_id = refused.event_id
    if refused.status == 409 or not event_id:
        event_id = f"{event_id[:180]}~{refused.digest[:16]}"
    try:
        answer = take_body(body, event_id, now=now)
    except NoReference as error:
        raise ValidationError(_("The event names no payment."), code="no_reference") from error
    except EventConflict as error:
        raise ValidationError(_("This event was let in already."), code="let_in") from error
    except NotJson as error:
        raise ValidationError(_("The event is not valid JSON."), code="parse_error") from error
    refused.let_in_at = now
    refused.save(update_fields=["let_in_at"])
    return answer
