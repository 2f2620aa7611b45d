"""What customers read of us, version by version."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = {"name": 40, "reply_address": 254, "phone": 40, "hours": 100, "postal_address": 200}


class Market(models.TextChoices):
    """Whom it is for: the markets are those of `support.cases.clocks`, told by their language."""

    EVERYWHERE = "all", _("Everywhere")
    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")


class BrandVersionQuerySet(models.QuerySet["BrandVersion"]):
    def in_use(self) -> Self:
        return self.filter(is_current=True)

    def history(self, market: str) -> Self:
        """Every version for one market, newest first."""
        return self.filter(market=market).select_related("author").order_by("-version")


class BrandVersion(models.Model):
    """One version of what customers in a market read of us.

    Versions are never changed or deleted; the newest of a market is in use. What a market leaves
    empty is taken from the row for everywhere.
    """

    market = models.CharField(_("market"), max_length=10, choices=Market)
    version = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=LONGEST["name"], blank=True)
    reply_address = models.CharField(
        _("reply address"), max_length=LONGEST["reply_address"], blank=True
    )
    phone = models.CharField(_("phone"), max_length=LONGEST["phone"], blank=True)
    hours = models.CharField(_("hours"), max_length=LONGEST["hours"], blank=True)
    postal_address = models.CharField(
        _("postal address"), max_length=LONGEST["postal_address"], blank=True
    )
    note = models.CharField(_("why"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"))
    is_current = models.BooleanField(_("in use"), default=False)

    objects = BrandVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("who writes")
        verbose_name_plural = _("who writes")
        constraints = [
            models.UniqueConstraint(fields=["market", "version"], name="brand_version_once"),
            models.UniqueConstraint(
                fields=["market"], condition=Q(is_current=True), name="brand_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market} {self.version}"
