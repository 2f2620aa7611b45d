"""Sending an article to its subscribers: looked at twice, then one message each, a set a minute."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.guides.models import Announcement, Article, Subscriber
from support.guides.reading import url_of
from support.guides.subscribing import NEWS, contact_of, link_of, nobody
from support.notifications.models import Channel
from support.notifications.services import queue_message
from support.notifications.words.cleaning import LINK_TO_LEAVE

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = 200  # a minute: a provider takes that, and a mistake is seen before all have it


class StaleCount(Exception):
    """Others would get it by now than somebody saw."""


def audience_of(article: Article) -> int:
    """Return how many would get an article that is out; one query."""
    topics = article.live.topics if article.live else []
    return Subscriber.objects.hearing_of(topics).count()


def news_words(article: Article, language: str) -> dict[str, str]:
    """Return what the message says of an article that is out."""
    assert article.live is not None  # noqa: S101 - checked before
    text = article.live.texts[language]
    return {
        "guide_title": text["title"],
        "guide_sentence": text["summary"],
        "guide_url": url_of(article.slug, language),
    }


def check_announcing(article: Article) -> None:
    """Raises ValidationError for what is not out in every language, or was announced already."""
    if article.live is None or article.live.missing_in:
        raise ValidationError(_("Only what is published in both languages can be announced."))
    if Announcement.objects.filter(version=article.live).exists():
        raise ValidationError(_("This version was announced already."))


@transaction.atomic
def announce(article: Article, *, seen: int, actor: "User", now: datetime) -> Announcement:
    """Have what is out sent to its subscribers, of whom somebody saw how many they are.

    Raises StaleCount if they are others by now, and as `check_announcing`.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    check_announcing(article)
    if audience_of(article) != seen:
        raise StaleCount
    assert article.live is not None  # noqa: S101 - checked
    return Announcement.objects.create(version=article.live, author=actor, created_at=now)


@transaction.atomic
def tell_subscribers(now: datetime) -> int:
    """Queue the next set of the first announcement that goes on; return how many messages.

    What was taken down meanwhile, or has a newer version, is announced to nobody more.
    """
    going_on = Announcement.objects.filter(done_at=None).order_by("pk")
    one = going_on.select_for_update(of=("self",), skip_locked=True).first()
    if one is None:
        return 0
    article = Article.objects.filter(live=one.version).select_related("live").first()
    told = _tell(article, one, now) if article else []
    one.count += len(told)
    one.told_until = told[-1].pk if told else one.told_until
    one.done_at = now if len(told) < AT_ONCE else None
    one.save(update_fields=["count", "told_until", "done_at"])
    return len(told)


def _tell(article: Article, one: Announcement, now: datetime) -> list[Subscriber]:
    """Queue the next messages and return to whom; who confirmed since hears of the next article."""
    hearing = Subscriber.objects.hearing_of(one.version.topics).order_by("pk")
    hearing = hearing.filter(pk__gt=one.told_until, confirmed_at__lte=one.created_at)
    told, reader = list(hearing[:AT_ONCE]), nobody()
    for subscriber in told:
        words = news_words(article, subscriber.language)
        queue_message(
            reader,
            NEWS,
            channel=Channel.EMAIL,
            dedupe_key=f"announcement-{one.pk}-{subscriber.pk}",
            context={**words, LINK_TO_LEAVE: link_of(subscriber)},
            now=now,
            contact=contact_of(subscriber),
        )
    return told
