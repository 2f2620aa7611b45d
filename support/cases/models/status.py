"""Where a case can stand, in our words and in the customer's."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where a case stands, in our words."""

    NEW = "new", pgettext_lazy("case status", "New")
    OPEN = "open", pgettext_lazy("case status", "Open")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for customer")
    WAITING_BANK = "waiting_bank", _("Waiting for bank")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", pgettext_lazy("case status", "Closed")


class StatusClass(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")


# What an agent may take: it is our turn, or the bank's that has let its time run out.
TAKEN_FROM = (Status.NEW, Status.OPEN, Status.WAITING_BANK)
OPEN_STATUSES = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_BANK)
CLASS_OF = {
    Status.NEW: StatusClass.ACTIVE,
    Status.OPEN: StatusClass.ACTIVE,
    Status.WAITING_CUSTOMER: StatusClass.PAUSED,
    Status.WAITING_BANK: StatusClass.PAUSED,
    Status.RESOLVED: StatusClass.DONE,
    Status.CLOSED: StatusClass.DONE,
}
STATUSES_OF = {
    wanted: [status for status, found in CLASS_OF.items() if found == wanted]
    for wanted in StatusClass
}
# What the customer reads for the same status.
CUSTOMER_WORDING = {
    Status.NEW: _("We have opened your case and are looking into it"),
    Status.OPEN: _("We are working on it"),
    Status.WAITING_CUSTOMER: _("We need something from you"),
    Status.WAITING_BANK: _("We are waiting for the bank"),
    Status.RESOLVED: pgettext_lazy("customer", "Closed"),
    Status.CLOSED: pgettext_lazy("customer", "Closed"),
}
