"""A body of Casewalk's own form, read and received."""

from datetime import datetime
from typing import Any

from support.intake.events.finding import type_of
from support.intake.events.reading import read_event
from support.intake.services import Event, receive_news
from web.json_text import read_json


class NotJson(ValueError):
    """The body is no text, or the text no JSON that can be read."""


def take_body(body: bytes, event_id: str, *, now: datetime) -> dict[str, Any]:
    """Receive the event that a body is; return what its sender is answered.

    Raises NotJson, NoReference, and EventConflict for another body under the same id.
    """
    try:
        content = read_json(body.decode())
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    news = read_event(content)
    event = Event(event_id, type_of(content), said=body)
    return receive_news(event, news, now=now)
