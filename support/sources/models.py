"""Who tells us of payments."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.sources.looking.access import Access
from support.sources.looking.look_up import LookUp

__all__ = ["Access", "LookUp", "Source"]


class Source(models.Model):
    """A payment system, or a file of one, that tells us of payments.

    `kind` names how its messages are verified and read. Any of the `secrets` will do, so that it
    can change from one to the next. `channel_rules` is a list of objects with any of `direction`,
    `method`, `currency` and with `channel`, the code of the channel that such payments take; the
    first that fits counts. `always_sends` names the fields whose absence means that the request
    lacked them. `country` reads national phone numbers, `time_zone` times without an offset.
    `field_map` is what the kind "mapped" reads by.
    """

    slug = models.SlugField(_("slug"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=30)
    secrets = ArrayField(
        models.CharField(max_length=4000), verbose_name=_("secrets"), default=list, blank=True
    )
    channel_rules = models.JSONField(_("channels"), default=list, blank=True)
    always_sends = ArrayField(
        models.CharField(max_length=40), verbose_name=_("always sends"), default=list, blank=True
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    field_map = models.JSONField(_("field map"), default=dict, blank=True)
    is_active = models.BooleanField(_("is heard"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def usable_secrets(self) -> list[str]:
        """The secrets without blank ones, by which anybody could sign."""
        return [secret for secret in self.secrets if secret.strip()]
