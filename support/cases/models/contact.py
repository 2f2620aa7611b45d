"""What a case was told of how its customer is reached."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from support.customers.contacts import KnownContact
from support.customers.models import language_of

if TYPE_CHECKING:
    from support.customers.models import Customer


class KeptContact(models.Model):
    """The contact that a case keeps: no other payment's data ever change it.

    Without a zone nothing was kept, as of a case that is only tried: then the customer's own holds.
    """

    contact_name = models.CharField(
        _("name"), max_length=200, blank=True, default="", db_default=""
    )
    contact_email = models.CharField(
        _("e-mail"), max_length=254, blank=True, default="", db_default=""
    )
    contact_phone = models.CharField(
        _("phone"), max_length=20, blank=True, default="", db_default="", help_text=_("E.164")
    )
    contact_phone_said = models.CharField(
        _("phone as received"), max_length=60, blank=True, default="", db_default=""
    )
    contact_locale = models.CharField(
        _("locale"), max_length=35, blank=True, default="", db_default=""
    )
    contact_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, default="", db_default=""
    )

    unreached_since = models.DateTimeField(
        _("not reached since"), null=True, blank=True,
        help_text=_("No message has reached the customer since: somebody should call"),
    )  # fmt: skip

    if TYPE_CHECKING:
        customer: models.ForeignKey[Customer, Customer]

    class Meta:
        abstract = True

    @property
    def contact(self) -> KnownContact:
        """Where messages about this case go, and how: what was told, but for what they chose."""
        customer = self.customer
        if not self.contact_zone:
            return customer.contact
        return self._contact(customer.chosen_language, customer.chosen_zone)

    def miss_customer(self, now: datetime) -> None:
        """Note that no message reaches the customer; the first time counts."""
        if self.unreached_since is None:
            self.unreached_since = now
            self.save(update_fields=_NOTED)

    def reach_customer(self) -> None:
        """Note that the customer was reached."""
        self.unreached_since = None
        self.save(update_fields=_NOTED)

    @property
    def told_contact(self) -> KnownContact:
        """What was told, whatever the customer chose."""
        return self._contact("", "")

    def _contact(self, chosen_language: str, chosen_zone: str) -> KnownContact:
        """Make it once for this row: an event asks 17 times, and no process may remember it."""
        values = (*self._told, chosen_language, chosen_zone)
        made: dict[tuple[str, ...], KnownContact] = vars(self).setdefault("_contacts", {})
        if values not in made:
            made[values] = _known(*values)
        return made[values]

    @property
    def _told(self) -> tuple[str, ...]:
        """The values of `CONTACT_COLUMNS`."""
        return (
            self.contact_name, self.contact_email, self.contact_phone, self.contact_phone_said,
            self.contact_locale, self.contact_zone,
        )  # fmt: skip


def _known(
    name: str, email: str, phone: str, said: str, locale: str, zone: str, *chosen: str
) -> KnownContact:
    chosen_language, chosen_zone = chosen
    return KnownContact(
        name=name,
        email=email,
        phone=phone,
        phone_said=said,
        locale=locale,
        language=chosen_language or language_of(locale),
        time_zone=chosen_zone or zone,
    )


_NOTED = ["unreached_since", "updated_at"]
CONTACT_COLUMNS = (
    "contact_name", "contact_email", "contact_phone", "contact_phone_said", "contact_locale",
    "contact_zone",
)  # fmt: skip


def columns_of(contact: KnownContact) -> dict[str, Any]:
    """Return a contact as the columns of a case."""
    values = (
        contact.name, contact.email, contact.phone, contact.phone_said, contact.locale,
        contact.time_zone,
    )  # fmt: skip
    return dict(zip(CONTACT_COLUMNS, values, strict=True))
