"""People who wait for money: who they are and how they may be reached."""

from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages in which Casewalk writes to customers."""

    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")


# How Chinese and its varieties begin a locale: ISO 639-1, both forms of ISO 639-2, and the members
# of the macrolanguage in ISO 639-3. Their speakers read simplified Chinese better than English.
CHINESE_LOCALES = frozenset({
    "zh", "chi", "zho", "cdo", "cjy", "cmn", "cnp", "cpx", "csp", "czh", "czo", "gan", "hak",
    "hnm", "hsn", "lzh", "mnp", "nan", "wuu", "yue",
})  # fmt: skip


def language_of(locale: str | None) -> str:
    """Return the language in which we write to somebody with this locale.

    A Chinese locale of any variety, script or region gets simplified Chinese, every other English.
    """
    primary = (locale or "").strip().replace("_", "-").split("-")[0].lower()
    return Language.CHINESE if primary in CHINESE_LOCALES else Language.ENGLISH


class CustomerQuerySet(models.QuerySet["Customer"]):
    def at_address(self, email: str) -> Self:
        """The customer reached at an address in any case, found over `customer_email_once`.

        PostgreSQL folds both sides: Python's small letters are others for some, such as "İ".
        """
        return (
            self.exclude(email="").alias(folded=Lower("email")).filter(folded=Lower(Value(email)))
        )


class Customer(models.Model):
    """One person or firm whose payment we look after.

    What the payment system says of him counts as proven. Quiet hours are local to his time zone
    and may run over midnight.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("E.164"))
    locale = models.CharField(_("locale"), max_length=35, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    wants_email = models.BooleanField(_("wants e-mail"), default=True)
    wants_sms = models.BooleanField(_("wants SMS"), default=True)
    is_email_proven = models.BooleanField(_("e-mail is proven"), default=True)
    is_phone_proven = models.BooleanField(_("phone is proven"), default=True)
    only_essential = models.BooleanField(_("wants only essential messages"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            # Who is reached at the same address is the same customer.
            models.UniqueConstraint(
                Lower("email"), name="customer_email_once", condition=~Q(email="")
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="customer_quiet_hours_whole",
            ),
        ]
        indexes = [models.Index(fields=["phone"], name="customer_by_phone")]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or str(_("Unknown customer"))

    @property
    def language(self) -> str:
        return language_of(self.locale)

    @property
    def is_reachable(self) -> bool:
        return bool(self.email or self.phone)
