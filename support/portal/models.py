"""What came by a customer's page."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from support.cases.models import Message, StatusLink
from support.portal.asking.models import Ask, Asker, FormRules
from support.portal.contacting.models import ContactChange, ContactCode

__all__ = ["Ask", "Asker", "ContactChange", "ContactCode", "FormRules", "Post"]


class PostQuerySet(models.QuerySet["Post"]):
    def by(self, link: StatusLink) -> Self:
        """What came by a link, the newest first."""
        return self.filter(link=link).order_by("-posted_at", "-pk")


class Post(models.Model):
    """Words of a customer that came by a link, once under the `key` of the form that they filled.

    Who holds the link reads what came by it, and nothing that came by another: an address may have
    been corrected since. `digest` tells the same words from others under one key, `masked` is what
    of them was not kept.
    """

    link = models.ForeignKey(StatusLink, models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField()
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    files = models.PositiveSmallIntegerField(_("files"), default=0)
    digest = models.CharField(max_length=64)
    masked = models.JSONField(_("masked"), default=list)
    posted_at = models.DateTimeField(_("posted at"))

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post of a customer")
        verbose_name_plural = _("posts of customers")
        constraints = [models.UniqueConstraint(fields=["link", "key"], name="posted_once")]
        indexes = [models.Index(fields=["link", "-posted_at"], name="post_of_link")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.posted_at:%Y-%m-%d}"
