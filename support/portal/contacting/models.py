"""What is under way where a customer changes how they are reached: the change, and the codes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case
from support.notifications.models import Channel
from support.retention.kinds import Kind, Table, register


class ContactChange(models.Model):
    """Another address that a customer wants for a case, until it is settled.

    `asked_at_address` is the one in force that is to prove it as well, "" where none can be asked:
    then a person decides. What was settled keeps no address.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="contact_changes", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("new address"), max_length=254, blank=True)
    asked_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    asked_address = models.CharField(_("address that is asked"), max_length=254, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a contact")
        verbose_name_plural = _("changes of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(settled_at=None), name="one_change_of_contact_a_case"
            )
        ]
        indexes = [models.Index(fields=["case", "-asked_at"], name="contact_change_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.channel}"


class ContactCode(models.Model):
    """A code that was sent to an address of a case; only a keyed digest of it is kept.

    Without a change it is for a new link. `proven_at` is when it was entered.
    """

    salt = models.UUIDField(default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    change = models.ForeignKey(
        ContactChange, models.CASCADE, related_name="codes", null=True, blank=True
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    is_of_new_address = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    proven_at = models.DateTimeField(_("proven at"), null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        indexes = [models.Index(fields=["case", "-sent_at"], name="contact_code_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.channel} {self.sent_at:%Y-%m-%d %H:%M}"


register(Kind(
    "contacts", _("Codes sent to customers, and changes of contacts"),
    _("What customers ask for is bounded by the day: as long as that counts, and a day more."),
    usual=2, least=2, most=30,
    tables=(
        Table(ContactCode.objects.all, "sent_at"), Table(ContactChange.objects.all, "asked_at"),
    ),
))  # fmt: skip
