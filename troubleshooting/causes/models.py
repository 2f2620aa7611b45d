"""Why payments do not arrive, and the industry's codes that say so."""

from collections.abc import Sequence
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from troubleshooting.causes.patterns import MessagePattern
from troubleshooting.causes.schemes import Scheme, Served
from troubleshooting.causes.sentences import unfit_for_customers
from troubleshooting.causes.uses import trees_naming

__all__ = ["Cause", "FailureCode", "MessagePattern", "Scheme"]

# Of a cause: what a pay-in and a payout have of their own, and what holds for both.
VOICES = ("customer", "payin", "payout")
SENTENCES = tuple(f"{voice}_message_{end}" for voice in VOICES for end in ("en", "zh"))


class Cause(models.Model):
    """One known cause: how to check it, how to mend it and what the customer is told.

    What they are told has a form for pay-ins and one for payouts; either is blank where the cause
    can't befall such a payment. The third form holds for both, and is told where the direction is
    not known.
    """

    class Disclosure(models.TextChoices):
        """How much of a cause a customer may learn."""

        OPEN = "open", _("explained to the customer")
        GENERAL = "general", _("never explained to the customer")
        SILENT = "silent", _("never messaged automatically")

    class Group(models.TextChoices):
        TECHNICAL = "technical", _("technical")
        BANK = "bank", _("bank or channel")
        CLIENT = "client", _("browser or app")
        AMOUNT_TIME = "amount_time", _("limit or time")
        REQUEST_INTEGRITY = "request_integrity", _("request")
        FUNDS = "funds", _("funds")
        ACCOUNT = "account", _("account")
        RISK_COMPLIANCE = "risk_compliance", _("identity, risk or compliance")
        CARD_AUTH = "card_auth", _("card or authentication")
        AUTHORISATION = "authorisation", _("mandate or cancellation")
        MERCHANT = "merchant", _("merchant set-up or batch")
        OUTCOME = "outcome", _("outcome not known")

    class OfMoney(models.TextChoices):
        """What a cause says of the money beside the payment's status, which must not deny it."""

        UNDER_WAY = "under_way", _("open whether it was paid, or under way")
        IN_TIME = "in_time", _("under way, and not late")
        TRACED = "traced", _("under way, late and looked for")
        AT_BANK = "at_bank", _("at the payee's bank")
        COMING_BACK = "coming_back", _("on its way back")
        BACK = "back", _("sent back")
        REACHED = "reached", _("with us, and not credited")
        ELSEWHERE = "elsewhere", _("credited to another account with us")
        NOT_MADE = "not_made", _("not made")
        REFUND = "refund", _("about a refund that does not go out just now")
        REFUND_NOT_SENT = "refund_not_sent", _("about a refund that was never sent")
        REFUND_NOT_ASKED = "refund_not_asked", _("about a refund that does not exist")
        REFUND_UNDER_WAY = "refund_under_way", _("about a refund that was sent")
        REFUND_IN_TIME = "refund_in_time", _("about a refund that was sent and is not late")
        REFUND_TRACED = "refund_traced", _("about a refund that was sent and is late")

    # Money of which a cause says that it is not late, and that of which no day may be told.
    NOT_LATE = frozenset({OfMoney.IN_TIME, OfMoney.REFUND_IN_TIME})
    WITHOUT_DAY = frozenset({OfMoney.TRACED, OfMoney.REFUND_TRACED, OfMoney.COMING_BACK})

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    group = models.CharField(_("group"), max_length=30, choices=Group)
    disclosure = models.CharField(_("disclosure"), max_length=10, choices=Disclosure)
    of_money = models.CharField(
        _("what it says of the money"),
        max_length=20,
        choices=OfMoney,
        blank=True,
        default="",
        db_default="",
    )
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    in_article = models.BooleanField(_("named in the article"), default=False)
    article_wording_zh = models.CharField(_("the article's wording"), max_length=120, blank=True)
    how_to_check_en = models.TextField(_("how to check (English)"))
    how_to_check_zh = models.TextField(_("how to check (Chinese)"))
    fix_en = models.TextField(_("fix (English)"))
    fix_zh = models.TextField(_("fix (Chinese)"))
    customer_message_en = models.TextField(_("message to the customer (English)"))
    customer_message_zh = models.TextField(_("message to the customer (Chinese)"))
    payin_message_en = models.TextField(
        _("message about a pay-in (English)"), blank=True, default="", db_default=""
    )
    payin_message_zh = models.TextField(
        _("message about a pay-in (Chinese)"), blank=True, default="", db_default=""
    )
    payout_message_en = models.TextField(
        _("message about a payout (English)"), blank=True, default="", db_default=""
    )
    payout_message_zh = models.TextField(
        _("message about a payout (Chinese)"), blank=True, default="", db_default=""
    )
    typical_minutes = models.PositiveSmallIntegerField(_("minutes to check"))
    typical_share = models.DecimalField(_("share of all cases"), max_digits=4, decimal_places=3)
    typical_share_basis = models.CharField(_("where the share comes from"), max_length=60)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError, naming the field, for a sentence that no customer may read."""
        self._refuse_renaming()
        unfit = {
            field: found
            for field in SENTENCES
            if (found := unfit_for_customers(getattr(self, field)))
        }
        if unfit:
            raise ValidationError(unfit)

    def _refuse_renaming(self) -> None:
        """Raises ValidationError for another slug while trees or codes name the old one."""
        before = Cause.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        if self.pk is None or before is None or before == self.slug:
            return
        users = trees_naming(before)
        users += [str(code) for code in FailureCode.objects.filter(other_causes__contains=[before])]
        if users:
            message = _("“%(slug)s” can't be renamed: it is named by %(users)s.")
            told = {"slug": before, "users": ", ".join(users[:5])}
            raise ValidationError({"slug": ValidationError(message, "in_use", told)})

    @property
    def is_open(self) -> bool:
        """Whether the customer may be told of it."""
        return self.disclosure == self.Disclosure.OPEN

    @property
    def is_silent(self) -> bool:
        """Whether no machine may write to whom it befell."""
        return self.disclosure == self.Disclosure.SILENT

    @classmethod
    def named(cls, slug: str | None) -> "Cause | None":
        """Return the cause that a step names, None if there is none of that name."""
        return cls.objects.filter(slug=slug).first() if slug else None

    @property
    def name(self) -> str:
        return self._in_active_language(self.name_en, self.name_zh)

    @classmethod
    def names(cls) -> dict[str, dict[str, str]]:
        """What every cause is called in each language, by its slug."""
        rows = cls.objects.values_list("slug", "name_en", "name_zh")
        return {slug: {"en": english, "zh-hans": chinese} for slug, english, chinese in rows}

    @property
    def how_to_check(self) -> str:
        return self._in_active_language(self.how_to_check_en, self.how_to_check_zh)

    @property
    def fix(self) -> str:
        return self._in_active_language(self.fix_en, self.fix_zh)

    def customer_message(self, language: str, direction: str = "") -> str:
        """Return the customer's sentence as it is stored: `sentences.filled` fills it.

        It is the one of pay-ins or payouts; without one, or without a direction, that of both.
        """
        end = "zh" if language.startswith("zh") else "en"
        own = getattr(self, f"{direction}_message_{end}") if direction in VOICES else ""
        both = self.customer_message_zh if end == "zh" else self.customer_message_en
        return own or both

    @staticmethod
    def _in_active_language(english: str, chinese: str) -> str:
        return chinese if (get_language() or "").startswith("zh") else english


class FailureCodeQuerySet(models.QuerySet["FailureCode"]):
    def matching(self, schemes: Sequence[str] | None, codes: Sequence[str]) -> Self:
        """Find codes in any case; None asks every scheme, an empty list asks none."""
        found = self.alias(upper_code=Upper("code")).filter(
            upper_code__in=[code.upper() for code in codes]
        )
        return found if schemes is None else found.filter(scheme__in=schemes)


class FailureCode(models.Model):
    """A code of the payment industry and the cause it stands for; scheme and code are the key.

    `other_causes` are the slugs of what else the list's documents give it as a meaning. With any
    the code decides nothing by itself.
    """

    class Retryable(models.TextChoices):
        NO = "no", _("no")
        LATER = "later", _("later")
        YES = "yes", _("yes")

    Direction = Served

    scheme = models.ForeignKey(
        Scheme,
        models.PROTECT,
        to_field="slug",
        db_column="scheme",
        db_index=False,  # the key begins with it
        related_name="codes",
        verbose_name=_("code scheme"),
    )
    code = models.CharField(_("code"), max_length=80)
    name = models.CharField(_("name"), max_length=120, blank=True)
    description_en = models.CharField(_("description (English)"), max_length=300)
    description_zh = models.CharField(_("description (Chinese)"), max_length=300)
    cause = models.ForeignKey(
        Cause, models.PROTECT, related_name="failure_codes", verbose_name=_("cause")
    )
    other_causes = ArrayField(
        models.SlugField(max_length=60),
        verbose_name=_("other causes it is documented for"),
        default=list,
        db_default=[],
        blank=True,
    )
    retryable = models.CharField(_("may be tried again"), max_length=10, choices=Retryable)
    customer_can_fix = models.BooleanField(_("the customer can mend it"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = FailureCodeQuerySet.as_manager()

    class Meta:
        ordering = ["scheme_id", "code"]
        verbose_name = _("failure code")
        verbose_name_plural = _("failure codes")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="failure_code_once_per_scheme"),
        ]
        indexes = [
            # matching(): a code in any case, within a few schemes or all
            models.Index(Upper("code"), "scheme", name="failure_code_any_case"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.code}"

    def clean(self) -> None:
        """Raises ValidationError for another cause that is not on the list of causes."""
        others = set(self.other_causes or ())
        known = set(Cause.objects.filter(slug__in=others).values_list("slug", flat=True))
        if unknown := sorted(others - known):
            raise ValidationError(
                {"other_causes": _("There is no cause %(slugs)s.") % {"slugs": ", ".join(unknown)}}
            )

    @property
    def description(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return self.description_zh if chinese else self.description_en
