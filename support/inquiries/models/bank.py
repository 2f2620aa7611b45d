"""Who is asked, and how long they have."""

from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from support.calendars.models import check_calendar, check_zone
from support.customers.models import Language
from support.payments.models import Channel

RAILS = [
    ("sepa", _("SEPA credit transfer")), ("ach", _("US ACH")), ("fps", _("UK Faster Payments")),
    ("swift", _("SWIFT")), ("other", _("Any other")),
]  # fmt: skip
# Where anybody gets a mailbox, so that the domain proves nothing.
FOR_EVERYBODY = {
    "126.com", "163.com", "foxmail.com", "gmail.com", "hotmail.com", "icloud.com", "live.com",
    "outlook.com", "qq.com", "sina.com", "yahoo.com", "yeah.net",
}  # fmt: skip
_DAYS = [MinValueValidator(1), MaxValueValidator(250)]


class Bank(models.Model):
    """A bank that can be asked, with its own language and bank days.

    It is proposed for payments of its `channels`. Without an address it is asked by phone alone.
    """

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    address = models.EmailField(_("address for inquiries"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    hours = models.CharField(
        _("hours"), max_length=120, blank=True, help_text=_("As people read them: Mon to Fri 9–17")
    )
    language = models.CharField(
        _("language of letters"), max_length=10, choices=Language, default=Language.ENGLISH
    )
    rail = models.CharField(_("rail"), max_length=10, choices=RAILS, default="other")
    calendar = models.CharField(
        _("calendar"), max_length=20, validators=[check_calendar],
        help_text=_("A country's code such as CN, or a financial calendar such as ECB"),
    )  # fmt: skip
    time_zone = models.CharField(
        _("time zone"), max_length=40, validators=[check_zone], help_text=_("As in Europe/London")
    )
    channels = models.ManyToManyField(
        Channel, related_name="banks", blank=True, verbose_name=_("channels")
    )

    class Meta:
        verbose_name = _("bank")
        verbose_name_plural = _("banks")
        ordering = ["name_en", "slug"]

    def __str__(self) -> str:
        return self.name_for(get_language() or Language.ENGLISH)

    def name_for(self, language: str) -> str:
        return self.name_zh if language == Language.CHINESE else self.name_en

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def domain(self) -> str:
        """Whose mailboxes speak for the bank, "" where only its address does."""
        found = self.address.rpartition("@")[2].casefold()
        return "" if found in FOR_EVERYBODY else found


# Who says so of the rules that are entered at first, for `AnswerRule.said_by`.
SOURCES = (
    gettext_noop("EPC inquiry process: non-receipt may be chased after 10 business days"),
    gettext_noop("EPC SCT rulebook: a recall is answered in 15 business days"),
    gettext_noop("Nacha: returns are there by the opening of the second banking day"),
    gettext_noop("Nacha: a request for return is answered in 10 banking days since 2025-04-01"),
    gettext_noop("UK: a bank is contacted within 2 working days"),
    gettext_noop("UK credit payment recovery: the receiving bank has 18 working days"),
    gettext_noop("SWIFT: 5 to 10 business days on average"),
)


class AnswerRule(models.Model):
    """How many of its bank days a bank of a rail has to answer, and who says so."""

    rail = models.CharField(_("rail"), max_length=10, choices=RAILS)
    is_recall = models.BooleanField(_("recalls and returns"), default=False)
    answer_days = models.PositiveSmallIntegerField(_("bank days to answer"), validators=_DAYS)
    chase_days = models.PositiveSmallIntegerField(
        _("bank days between chasers"), default=2, validators=_DAYS
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rule for answers of banks")
        verbose_name_plural = _("rules for answers of banks")
        ordering = ["rail", "is_recall"]
        constraints = [
            models.UniqueConstraint(fields=["rail", "is_recall"], name="answer_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.rail} {'recall' if self.is_recall else 'inquiry'}"

    @property
    def said_by(self) -> str:
        """The source in the reader's language, or as somebody entered it."""
        return gettext(self.source) if self.source in SOURCES else self.source
