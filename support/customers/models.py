"""People who wait for money: who they are and how they may be reached."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from support.customers.contacts import KnownContact


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


def language_sql(locale: str) -> str:
    """Return the SQL that does to a column with a locale what `language_of` does to a text."""
    chinese = ", ".join(f"'{primary}'" for primary in sorted(CHINESE_LOCALES))
    return (
        f"CASE WHEN lower(split_part(replace(btrim({locale}), '_', '-'), '-', 1)) IN ({chinese})"
        f" THEN '{Language.CHINESE}' ELSE '{Language.ENGLISH}' END"
    )


NAME_WORDS = Func(
    Lower("name"),
    Value(" "),
    function="string_to_array",
    output_field=ArrayField(models.TextField()),
)


class CustomerQuerySet(models.QuerySet["Customer"]):
    def at_address(self, email: str) -> Self:
        """The customers reached at an address in any case, found over `customer_by_email`.

        PostgreSQL folds both sides: Python's small letters are others for some, such as "İ".
        """
        return (
            self.exclude(email="").alias(folded=Lower("email")).filter(folded=Lower(Value(email)))
        )

    def called(self, text: str) -> Self:
        """Customers whose name begins so or holds all its words, in any case, by two indexes."""
        small = " ".join(text.casefold().split())
        begins = self.alias(small=Lower("name")).filter(small__startswith=small).values("pk")
        words = self.alias(words=NAME_WORDS).filter(words__contains=small.split()).values("pk")
        return self.filter(pk__in=begins.union(words))


class Customer(models.Model):
    """One person or firm whose payment we look after.

    What the payment system says of them counts as proven. Quiet hours are local to their time zone
    and may run over midnight. Where messages of a case go stands on the case: what is here says
    who somebody is, and what they wish. `chosen_language` and `chosen_zone` are wishes, and come
    before what payments say. Somebody whom a person joined to another lives on in `joined_into`. Of
    whom was erased nothing is told any more, and nothing that a payment says of them is kept.
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
    chosen_language = models.CharField(
        _("chosen language"), max_length=10, choices=Language, blank=True, default="", db_default=""
    )
    chosen_zone = models.CharField(
        _("chosen time zone"), max_length=64, blank=True, default="", db_default=""
    )
    joined_into = models.ForeignKey(
        "self", models.PROTECT, related_name="joined", null=True, blank=True,
        verbose_name=_("is the same as"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="customer_quiet_hours_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], name="customer_by_phone"),
            models.Index(Lower("email"), name="customer_by_email", condition=~Q(email="")),
            models.Index(OpClass(Lower("name"), "text_pattern_ops"), name="customer_by_name"),
            GinIndex(NAME_WORDS, name="customer_name_words"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or str(_("Unknown customer"))

    @property
    def language(self) -> str:
        return self.chosen_language or language_of(self.locale)

    @property
    def is_reachable(self) -> bool:
        return bool(self.email or self.phone)

    @property
    def contact(self) -> KnownContact:
        """How they are reached about nothing in particular."""
        return KnownContact(
            name=self.name,
            email=self.email,
            phone=self.phone,
            phone_said=self.phone,
            locale=self.locale,
            language=self.language,
            time_zone=self.chosen_zone or self.time_zone,
        )


class SourceId(models.Model):
    """What a source calls a customer: `value` is nobody else there. "" is our own door."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="source_ids")
    source = models.CharField(_("source"), max_length=50, blank=True)
    value = models.CharField(_("the source's customer id"), max_length=200)

    class Meta:
        verbose_name = _("customer id")
        verbose_name_plural = _("customer ids")
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="customer_id_once_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.value}"


class CustomerJoin(models.Model):
    """That a person found two customers to be one, and perhaps that they were wrong.

    `moved` lists by table what came over, `wishes` what `kept` wished before and since: with both,
    undoing it puts back just that.
    """

    kept = models.ForeignKey(Customer, models.PROTECT, related_name="joins")
    joined = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    joined_at = models.DateTimeField(_("joined at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    moved = models.JSONField(default=dict)
    wishes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("joined customers")
        verbose_name_plural = _("joined customers")
        constraints = [
            models.UniqueConstraint(
                fields=["joined"], condition=Q(undone_at=None), name="customer_joined_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.joined_id} → {self.kept_id}"
