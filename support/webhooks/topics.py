"""What an endpoint can be told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """Kinds of events. One of a case is called like the line of its timeline that tells it."""

    OPENED = "case.opened", _("Case opened")
    STATUS = "case.status", _("Status changed")
    PRIORITY = "case.priority", _("Priority changed")
    TAGS = "case.tags", _("Tags changed")
    ASSIGNED = "case.assigned", _("Assigned")
    OUTCOME = "case.outcome", _("Outcome applied")
    RESOLVED = "case.resolved", _("Resolved")
    REOPENED = "case.reopened", _("Reopened")
    PAYMENT = "case.payment", _("Payment system reported")
    RECEIVED = "case.received", _("Heard from the customer")
    REPLY = "case.reply", _("Reply written")
    UNREACHED = "case.unreached", _("Customer not reached")
    REACHED = "case.reached", _("Customer reached")
    MERGED = "case.merged", _("Cases merged")
    UNMERGED = "case.unmerged", _("Cases taken apart again")
    WARNED = "case.warned", _("Deadline close")
    LATE = "case.late", _("Deadline missed")
    INQUIRY = "case.inquiry", _("Bank asked, or answered")
    MONEY = "case.money", _("Money moved again, or asked to be")
    SENT = "message.sent", _("Message sent")
    DELIVERED = "message.delivered", _("Message delivered")
    FAILED = "message.failed", _("Message failed")
    INCIDENT_OPENED = "incident.opened", _("Incident opened")
    INCIDENT_UPDATED = "incident.updated", _("Incident updated")
    INCIDENT_RESOLVED = "incident.resolved", _("Incident resolved")
    LOOKED_UP = "payment.looked_up", _("Payment looked up at its source")
    CHANNEL = "channel.state", _("Channel’s state changed")
    ESCALATED = "duty.escalated", _("The person on duty was told")


PING = "ping"  # a trial that a lead asked for; no endpoint chooses it
