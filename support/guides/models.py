"""Articles for customers, each version of them, and whether one helped."""

from collections.abc import Collection
from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.documents.texts import pick

LONGEST_SLUG = 60
LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)
PARTS = ("title", "summary", "body")


class Topic(models.TextChoices):
    """What articles are about, by which readers choose what they hear of."""

    PAYOUTS = "payouts", pgettext_lazy("topic", "Getting paid")
    TIMES = "times", pgettext_lazy("topic", "Limits and times")
    DEVICES = "devices", pgettext_lazy("topic", "App and browser")
    SAFETY = "safety", pgettext_lazy("topic", "Safety")


class Content(models.Model):
    """What an article says: `texts` by language, each with title, summary and body (Markdown).

    `causes` are the slugs of causes about which a customer is told and may read more here.
    """

    texts = models.JSONField(_("texts"), default=dict)
    topics = ArrayField(
        models.CharField(max_length=12, choices=Topic), verbose_name=_("topics"), default=list,
        blank=True,
    )  # fmt: skip
    causes = ArrayField(
        models.SlugField(max_length=60), verbose_name=_("causes"), default=list, blank=True
    )

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """The title in the reader's language, else in another."""
        titles = {code: text.get("title", "") for code, text in self.texts.items()}
        return pick({code: title for code, title in titles.items() if title}, _reads())

    @property
    def whole_in(self) -> list[str]:
        """The languages in which nothing is missing."""
        return [code for code in LANGUAGES if all(self.texts.get(code, {}).get(p) for p in PARTS)]

    @property
    def missing_in(self) -> list[str]:
        """The languages in which something is missing."""
        return [code for code in LANGUAGES if code not in self.whole_in]

    @property
    def topic_names(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]

    @property
    def content(self) -> dict[str, object]:
        return {"texts": self.texts, "topics": self.topics, "causes": self.causes}


class ArticleQuerySet(models.QuerySet["Article"]):
    def for_list(self) -> Self:
        """Everything that authors' list shows, in one query; what was changed last first."""
        return self.select_related("live", "coming", "changed_by").order_by("-changed_at", "-pk")

    def due(self, now: datetime) -> Self:
        """Articles with something to put out or to take down by now, the first first."""
        return self.filter(Q(coming_at__lte=now) | Q(ends_at__lte=now)).order_by("pk")


class Article(Content):
    """One article. Its own content is the draft; customers read `live`, a frozen version.

    `coming` is put out at `coming_at`, and what is out is taken down at `ends_at`. `revision`
    counts the draft's changes. Once it was out, `first_at` is set and its address stays.
    """

    slug = models.SlugField(_("address"), max_length=LONGEST_SLUG, unique=True)
    live = models.ForeignKey(
        "ArticleVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    live_at = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)
    coming = models.ForeignKey(
        "ArticleVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    coming_at = models.DateTimeField(_("public from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("public until"), null=True, blank=True)
    first_at = models.DateTimeField(_("first public"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("help article")
        verbose_name_plural = _("help articles")
        permissions = [("publish_article", _("Can publish help articles"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(coming=None, coming_at=None)
                | Q(coming__isnull=False, coming_at__isnull=False),
                name="article_coming_whole",
            ),
            models.CheckConstraint(
                condition=Q(live=None) | Q(live_at__isnull=False, first_at__isnull=False),
                name="article_live_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def has_changes(self) -> bool:
        """Whether the draft says something else than what is out or is put out next."""
        newest = self.coming or self.live
        return newest is None or newest.content != self.content


class ArticleVersion(Content):
    """What an article said when somebody published it; never changed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("version of a help article")
        verbose_name_plural = _("versions of help articles")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.number}"


class Helped(models.Model):
    """One reader's answer whether a version helped. `key` is its form's; nobody is named."""

    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="answers")
    key = models.UUIDField(unique=True, editable=False)
    is_yes = models.BooleanField(_("it helped"))
    words = models.TextField(_("words"), blank=True)
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer about a help article")
        verbose_name_plural = _("answers about help articles")

    def __str__(self) -> str:
        return f"{self.version_id} {self.is_yes}"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def at_addresses(self, emails: Collection[str]) -> Self:
        """Who is reached at one of some addresses, in any case."""
        smalls = [Lower(Value(email)) for email in emails]
        return self.exclude(email="").alias(small=Lower("email")).filter(small__in=smalls)

    def hearing_of(self, topics: Collection[str], language: str = "") -> Self:
        """Those who confirmed and want to hear of one of the topics; who chose none, of all."""
        wanted = Q(topics__overlap=list(topics)) | Q(topics=[])
        wanted &= Q(language=language) if language else Q()
        return self.filter(wanted, confirmed_at__isnull=False, left_at=None)


class Subscriber(models.Model):
    """An address to which somebody wants new articles sent, once its reader has confirmed that.

    Whose it is nobody knows: it is no customer. Who leaves keeps the row and no address.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    topics = ArrayField(
        models.CharField(max_length=12, choices=Topic), verbose_name=_("topics"), default=list,
        blank=True,
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    texted_at = models.DateTimeField(_("last asked to confirm"), db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    told_last = models.ForeignKey(
        "Announcement", models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="subscriber_once_an_address"
            )
        ]
        # What the night throws away: who never confirmed, and who left.
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(confirmed_at=None), name="subscriber_unconfirmed"
            ),
            models.Index(
                fields=["left_at"], condition=Q(left_at__isnull=False), name="subscriber_left"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Campaign(models.Model):
    """Articles that go to their subscribers one after another, each on its day; none while paused.

    A market is told by its language: `language` says whose subscribers get it, "" everybody's.
    """

    name_en = models.CharField(_("name, English"), max_length=120)
    name_zh = models.CharField(_("name, Chinese"), max_length=120)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))
    paused_at = models.DateTimeField(_("paused at"), null=True)

    class Meta:
        verbose_name = _("training campaign")
        verbose_name_plural = _("training campaigns")

    def __str__(self) -> str:
        return self.name_in(_reads())

    def name_in(self, language: str) -> str:
        return pick({"en": self.name_en, "zh-hans": self.name_zh}, language)


class CampaignStep(models.Model):
    """One article of a campaign, and from when it goes out."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(_("number"))
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    goes_at = models.DateTimeField(_("goes out at"), db_index=True)
    announcement = models.OneToOneField(
        "Announcement", models.CASCADE, null=True, related_name="step", editable=False
    )

    class Meta:
        verbose_name = _("article of a campaign")
        verbose_name_plural = _("articles of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaign_step_once"),
            models.UniqueConstraint(fields=["campaign", "article"], name="campaign_article_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"


class Announcement(models.Model):
    """That an article is sent to its subscribers, by a lead or as a campaign's step.

    Up to which subscriber it was says `told_until`; `left` of them left by its message.
    """

    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))
    told_until = models.BigIntegerField(default=0, editable=False)
    count = models.PositiveIntegerField(_("messages"), default=0, editable=False)
    left = models.PositiveIntegerField(_("left"), default=0, db_default=0, editable=False)
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return str(self.version)


def _reads() -> str:
    return get_language() or "en"
