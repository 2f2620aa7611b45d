"""How incidents went on, as Atom (RFC 4287)."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from support.brand.reading import brand_of
from support.claims.formats import is_chinese
from support.portal.channels.reading import Clock, incidents_shown
from support.portal.languages import LANGUAGE_TAGS

MOST_ENTRIES = 15


def atom(clock: Clock, now: datetime) -> HttpResponse:
    """Write the newest updates, each under an address of its own; the language is active."""
    query = f"?lang={clock.language}"
    home = settings.PUBLIC_URL + reverse("standing")
    feed = Atom1Feed(
        title=_("Status of payments"),
        link=home + query,
        description="",
        language=LANGUAGE_TAGS[clock.language],
        author_name=brand_of(clock.language).name,
        feed_url=settings.PUBLIC_URL + reverse("standing-feed") + query,
        feed_guid=home,
    )
    told = [(update, one) for one in incidents_shown(clock, now) for update in one.updates]
    colon = "：" if is_chinese(clock.language) else ": "
    for update, one in sorted(told, key=lambda pair: pair[0].at, reverse=True)[:MOST_ENTRIES]:
        address = settings.PUBLIC_URL + reverse("standing-incident", args=[one.reference])
        feed.add_item(
            title=f"{one.heading}{colon}{update.state}",
            link=address + query,
            description=one.sentence,
            pubdate=update.at,
            updateddate=update.at,
            unique_id=f"{address}#{update.number}",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
