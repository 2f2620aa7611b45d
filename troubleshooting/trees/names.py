"""What the words of the format are called: fields, kinds of steps, statuses of cases."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Words = str | Promise

# Every language calls itself by its own name.
LANGUAGE_NAMES = {"en": "English", "zh-hans": "中文"}
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
    "customer_must_act": _("Customer did not do what we asked"),
    "cannot_be_done": _("Cannot be done"),
    "duplicate": _("Duplicate of another case"),
    "withdrawn": _("Withdrawn by the customer"),
    "no_answer": _("No reply from the customer"),
}


def field_in_words(path: Sequence[str], *, answers: Mapping[str, str] | None = None) -> str:
    """Name a field of a step as its form does, with the language of a text.

    `answers` are what the step's answers are called by their keys, which name them otherwise.
    """
    language = LANGUAGE_NAMES.get(path[-1], "")
    fields = list(path[:-1] if language else path)
    if fields and fields[0] == "options":
        named = _answer_in_words(fields[1:], answers or {})
    else:
        name = ".".join(fields)
        named = str(FIELDS.get(name, name))
    if not language:
        return named
    return gettext("%(field)s (%(language)s)") % {"field": named, "language": language}


def _answer_in_words(path: Sequence[str], answers: Mapping[str, str]) -> str:
    if not path:
        return gettext("Answers")
    words = {"key": answers.get(path[0]) or path[0]}
    if path[-1] == "to":
        return gettext("where “%(key)s” leads") % words
    return gettext("Answer “%(key)s”") % words
