"""What waits at the public form until the contact behind it is proven."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case
from support.cases.models.link import new_key
from support.customers.models import Language
from support.guidance.models import HelpWalk
from support.notifications.models import Channel
from support.notifications.outbox.whereabouts import addresses_of_nobody
from support.payments.models import Direction
from support.payments.news import REFUND
from support.retention.kinds import Kind, Table, register

LINK_HOLDS = timedelta(days=7)
A_TEXT_EACH = timedelta(hours=24)  # to a contact, whoever asks and however often


def signer() -> Signer:
    return Signer(salt="public-form", sep=".", algorithm="sha1")


class AskerQuerySet(models.QuerySet["Asker"]):
    def due(self, channel: Channel, now: datetime) -> Self:
        """Those whom a text is owed, the longest first; of whom nothing waits gets none."""
        owed = self.filter(channel=channel, due_at__lte=now).order_by("due_at")
        return owed.filter(pk__in=Ask.objects.waiting().values("asker"))


class Asker(models.Model):
    """An address that was entered at the public form. Whose it is, only the link sent there proves.

    `entered_at` was the last time, from `due_at` on a text is owed to it, and at `sent_at` the last
    one was made.
    """

    key = models.CharField(max_length=20, unique=True, default=new_key)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    entered_at = models.DateTimeField(_("entered at"), db_index=True)
    due_at = models.DateTimeField(_("text due at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("text sent at"), null=True, blank=True)

    objects = AskerQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact at the public form")
        verbose_name_plural = _("contacts at the public form")
        constraints = [
            models.UniqueConstraint(fields=["channel", "address"], name="one_asker_an_address")
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at"], condition=Q(due_at__isnull=False), name="asker_due"
            ),
            models.Index(fields=["channel", "sent_at"], name="asker_by_text"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def token(self) -> str:
        return signer().sign(self.key)

    @property
    def url(self) -> str:
        """The whole address, as it goes into the text."""
        return settings.PUBLIC_URL + reverse("public-form-proof", args=[self.token])

    def owe_text(self, language: str, now: datetime) -> None:
        """Have a text sent, a day after the last one at the earliest, unless one is due already."""
        self.language, self.entered_at = language, now
        if self.due_at is None:
            self.due_at = max(now, self.sent_at + A_TEXT_EACH) if self.sent_at else now
        self.save(update_fields=["language", "entered_at", "due_at"])


class AskQuerySet(models.QuerySet["Ask"]):
    def waiting(self) -> Self:
        return self.filter(settled_at=None)

    def reached(self, now: datetime) -> Self:
        """Those to which a link leads, the newest first, with what came of them."""
        asks = self.select_related("asker", "case__customer", "case__merged_into__customer", "walk")
        return asks.filter(asked_at__gt=now - LINK_HOLDS).order_by("-asked_at", "-pk")


class Ask(models.Model):
    """What somebody asks, masked, under the `key` of their form; `case` is what came of it.

    Once it is settled what it says stands in the case, and no longer here.
    """

    asker = models.ForeignKey(Asker, models.CASCADE, related_name="asks", db_index=False)
    key = models.UUIDField(unique=True)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    about = models.CharField(
        _("about"), max_length=10, choices=[*Direction.choices, (REFUND, _("Refund"))], blank=True
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    happened = models.CharField(_("when it happened"), max_length=100, blank=True)
    amount = models.CharField(_("amount"), max_length=60, blank=True)
    words = models.TextField(_("words"), blank=True)
    masked = models.JSONField(_("masked"), default=list)
    walk = models.ForeignKey(HelpWalk, models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask at the public form")
        verbose_name_plural = _("asks at the public form")
        indexes = [models.Index(fields=["asker", "-asked_at"], name="ask_of_asker")]

    def __str__(self) -> str:
        return f"{self.asker_id} {self.asked_at:%Y-%m-%d}"

    def settle(self, case: Case | None, now: datetime) -> None:
        self.case, self.walk, self.settled_at = case, None, now
        self.about, self.masked = "", []
        for name in TYPED:
            setattr(self, name, "")
        self.save(update_fields=["case", "walk", "settled_at", "about", "masked", *TYPED])


# What they typed; it is masked before it is kept.
TYPED = ("reference", "name", "happened", "amount", "words")


SOURCE = "/new/"  # of the customer who is nobody; as no source can be called


class FormRules(models.Model):
    """Whether there is a public form. Without a row there is."""

    THE_ONE = 1

    is_on = models.BooleanField(_("public form"), default=True)

    class Meta:
        verbose_name = _("rules of the public form")
        verbose_name_plural = _("rules of the public form")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="form_rules_once")]

    def __str__(self) -> str:
        return str(self.is_on)


def form_rules() -> FormRules:
    """Return the rules in force; one query."""
    return FormRules.objects.first() or FormRules(pk=FormRules.THE_ONE)


register(
    Kind(
        "asks",
        _("What was asked at the public form"),
        _(
            "The link that confirms it works for seven days; then what it says is in a case, and "
            "nobody needs to know to which address the link was sent."
        ),
        usual=LINK_HOLDS.days,
        least=2,
        most=LINK_HOLDS.days,
        tables=(
            Table(Ask.objects.all, "asked_at"),
            Table(lambda: Asker.objects.filter(asks=None), "entered_at"),
            addresses_of_nobody(SOURCE),
        ),
    )
)
