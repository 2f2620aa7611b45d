"""What banks were asked and said, in words of the timeline."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from support.customers.models import Language
from support.inquiries.codes import Answer, Type


def tell_of_bank(values: dict[str, Any], _graph: object) -> str:
    """Return which bank, what was done, and what it was about."""
    named, due = values.get("named", {}), parse_datetime(str(values.get("due", "")))
    asked, code = values.get("type", ""), values.get("answer", "")
    parts = (
        named.get(get_language() or "") or named.get(Language.ENGLISH, ""),
        _deeds().get(values.get("deed", ""), ""),
        Type(asked).label if asked in Type.values else "",
        f"{Answer(code).label} ({code})" if code in Answer.values else "",
        date_format(localtime(due), "DATE_FORMAT") if due else "",
    )
    return " · ".join(str(part) for part in parts if part)


def _deeds() -> dict[str, str]:
    return {
        "asked": pgettext("bank", "asked"),
        "chased": pgettext("bank", "reminded"),
        "escalated": _("still silent: who is on duty is told"),
        "heard": _("has written: what does it mean?"),
        "automatic": _("an automatic reply"),
        "answered": pgettext("bank", "answered"),
        "withdrawn": _("not waited for any more"),
        "wanted": _("asks for the customer's documents"),
        "passed_on": _("the documents are passed on"),
        "failed": _("the letter did not leave"),
        "bounced": _("the letter came back"),
        "in_doubt": _("nobody knows whether the letter left"),
    }
