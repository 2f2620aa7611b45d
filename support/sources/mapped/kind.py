"""The kind of every source that is read by a map of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from support.sources.kinds.base import About, Headers, Kind, Reading, UnreadableBody
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.reading import event_id_of, read_all
from support.sources.mapped.signatures import verify
from web.json_text import read_json

if TYPE_CHECKING:
    from support.sources.models import Source


class Mapped(Kind):
    """Made for one source, for how it signs stands in its map."""

    about = About(
        name=_("By a field map"),
        secret=_("We make it; give it to the provider."),
        docs="docs/mapping.md",
    )

    takes_orders = True

    def __init__(self, kept: Any = None) -> None:
        self._map = FieldMap.of(kept)

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        """Return the id that was signed as such, else what the map finds in the signed body."""
        signed_id = verify(self._map.signature, body, headers, secrets, now=now)
        return signed_id or event_id_of(self._map, _read(body), body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        news = read_all(self._map, _read(body), source)
        return Reading(news[0].status_said[:60], tuple(news))


def _read(body: bytes) -> Any:
    try:
        return read_json(body.decode())
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("the body is not valid JSON") from error
