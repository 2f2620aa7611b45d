"""What the words of the format are called: fields, kinds of steps, statuses of cases."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

KINDS: Mapping[str, Words] = {
    "question": _("Question"),
    "check": _("Check"),
    "action": _("Action"),
    "outcome": _("Outcome"),
    "jump": _("Jump"),
}
FIELDS: Mapping[str, Words] = {
    "title": _("Title"),
    "body": _("Explanation"),
    "cure": _("What to do"),
    "told": _("Told to the customer"),
    "told_payin": _("Told of a pay-in"),
    "told_payout": _("Told of a payout"),
    "customer.title": _("Title for customers"),
    "customer.body": _("Explanation for customers"),
    "kind": _("Kind"),
    "check": _("Check"),
    "cause": _("Cause"),
    "message": _("Message"),
    "status": _("Case status"),
    "ending": _("Ending"),
    "tree": _("Tree"),
    "to": _("Leads to"),
    "otherwise": _("Can't say"),
    "minutes": _("Minutes"),
    "group": _("Group"),
    "required": _("May not be skipped"),
    "free_order": _("May be moved among its neighbours"),
    "automatic": _("Applied without an agent"),
    "customer": _("Customers see this step"),
    "place": _("Place in the outline"),
    "start": _("First step"),
    "languages": _("Languages"),
}
STATUSES: Mapping[str, Words] = {
    "open": pgettext_lazy("case status", "Open"),
    "waiting_customer": _("Waiting for customer"),
    "waiting_bank": _("Waiting for bank"),
    "resolved": _("Resolved"),
}
ENDINGS: Mapping[str, Words] = {
    "credited": _("Money credited"),
    "customer_must_act": _("Customer must act and did not"),
    "cannot_be_done": _("Cannot be done"),
    "duplicate": _("Duplicate of another case"),
    "withdrawn": _("Withdrawn by the customer"),
    "no_answer": _("Customer does not answer"),
}
