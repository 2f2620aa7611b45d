"""Sending an article to its subscribers: looked at twice, then one message each, a set a minute."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from support.guides.models import Announcement, Article, CampaignStep, Subscriber
from support.guides.reading import url_of
from support.guides.subscribing import NEWS, contact_of, link_of, nobody
from support.notifications.models import Channel, Notification
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


def news_words(article: Article, language: str, step: CampaignStep | None = None) -> dict[str, str]:
    """Return what the message says of an article that is out, as part of a campaign or alone."""
    assert article.live is not None  # noqa: S101 - checked before
    text = article.live.texts[language]
    sentence = text["summary"]
    if step is not None:
        with translation.override(language):
            part = {"number": step.number, "name": step.campaign.name_in(language)}
            sentence = _("Part %(number)s of “%(name)s”.") % part + "\n\n" + sentence
    return {
        "guide_title": text["title"],
        "guide_sentence": sentence,
        "guide_url": url_of(article.slug, language),
    }


def check_announcing(article: Article, *, is_again: bool) -> None:
    """Raises ValidationError for what is not out in every language, or was announced already.

    Who had an earlier version gets another only if somebody says that they shall.
    """
    if article.live is None or article.live.missing_in:
        raise ValidationError(_("Only what is published in both languages can be announced."))
    if Announcement.objects.filter(version=article.live).exists():
        raise ValidationError(_("This version was announced already."))
    if was_announced(article) and not is_again:
        raise ValidationError(
            _("Its readers had an earlier version by e-mail. Tick that they get this one too.")
        )


def was_announced(article: Article) -> bool:
    """Tell whether any version of an article was sent to its subscribers."""
    return Announcement.objects.filter(version__article=article).exists()


@transaction.atomic
def announce(
    article: Article, *, seen: int, actor: "User", now: datetime, is_again: bool = False
) -> Announcement:
    """Have what is out sent to its subscribers, of whom somebody saw how many they are.

    Raises StaleCount if they are others by now, and as `check_announcing`.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    check_announcing(article, is_again=is_again)
    if audience_of(article) != seen:
        raise StaleCount
    assert article.live is not None  # noqa: S101 - checked
    return Announcement.objects.create(version=article.live, author=actor, created_at=now)


@transaction.atomic
def tell_subscribers(now: datetime) -> int:
    """Queue the next set of the first announcement that goes on; return how many messages.

    What was taken down meanwhile, or has a newer version, is announced to nobody more; what a
    paused campaign sends waits.
    """
    going_on = Announcement.objects.filter(done_at=None, step__campaign__paused_at=None)
    one = (
        going_on.select_related("version", "step__campaign")
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)
        .first()
    )
    if one is None:
        return 0
    article = Article.objects.filter(live=one.version).select_related("live").first()
    readers = list(_next_readers(one)) if article else []
    told = _tell(article, one, readers, now) if article and readers else 0
    one.count += told
    one.told_until = readers[-1].pk if readers else one.told_until
    one.done_at = now if len(readers) < AT_ONCE else None
    one.save(update_fields=["count", "told_until", "done_at"])
    return told


def _next_readers(one: Announcement) -> QuerySet[Subscriber]:
    """Return whose turn it is; who confirmed since hears of the next article."""
    step = _step_of(one)
    language = step.campaign.language if step else ""
    hearing = Subscriber.objects.hearing_of(one.version.topics, language).order_by("pk")
    return hearing.filter(pk__gt=one.told_until, confirmed_at__lte=one.created_at)[:AT_ONCE]


def _tell(article: Article, one: Announcement, readers: list[Subscriber], now: datetime) -> int:
    """Queue a message each for those who have none of this version, and return how many."""
    keys = {f"article-{one.version_id}-{subscriber.pk}": subscriber for subscriber in readers}
    had = Notification.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)
    for key in set(had):
        del keys[key]
    reader, step = nobody(), _step_of(one)
    for key, subscriber in keys.items():
        words = news_words(article, subscriber.language, step)
        queue_message(
            reader,
            NEWS,
            channel=Channel.EMAIL,
            dedupe_key=key,
            context={**words, LINK_TO_LEAVE: link_of(subscriber)},
            now=now,
            contact=contact_of(subscriber),
        )
    Subscriber.objects.filter(pk__in=[told.pk for told in keys.values()]).update(told_last=one)
    return len(keys)


def _step_of(one: Announcement) -> CampaignStep | None:
    return getattr(one, "step", None)
