"""The suppression list as an agent reads it: addresses that nothing is sent to, and why."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.customers.mailboxes import BadAddress, wire_address
from support.customers.reading import read_phone
from support.notifications.models import Channel, Suppression
from web.paging import ROWS

LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class SuppressedPage:
    """One page of the list, the newest first. `past` shows what was released instead."""

    rows: list[Suppression]
    q: str
    why: str
    past: str
    next_address: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.why or self.past)


class SuppressionForm(forms.Form):
    """An address to be entered by hand."""

    channel = forms.ChoiceField(label=pgettext_lazy("messages", "Channel"), choices=Channel.choices)
    address = forms.CharField(
        label=_("Address or number"),
        max_length=LONGEST_ADDRESS,
        error_messages={"required": _("Please enter an address or a number.")},
    )
    words = forms.CharField(label=_("Why (optional)"), max_length=200, required=False)

    def clean(self) -> None:
        super().clean()
        channel, typed = self.cleaned_data.get("channel"), self.cleaned_data.get("address", "")
        if channel == Channel.SMS and typed:
            self._take(read_phone(typed), _("This is no number. Please begin with + and country."))
        elif channel == Channel.EMAIL and typed:
            self._take(_read_email(typed), _("This is no e-mail address."))

    def _take(self, address: str, refusal: object) -> None:
        if address:
            self.cleaned_data["address"] = address
        else:
            self.add_error("address", str(refusal))


def build_suppressed(query: QueryDict) -> SuppressedPage:
    """Compose a page of the list in one query; `before` in the address is the last row's key."""
    q = " ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_ADDRESS]
    why = query.get("why", "") if query.get("why") in Suppression.Why.values else ""
    past = "1" if query.get("past") == "1" else ""
    rows = Suppression.objects.select_related("released_by").order_by("-pk")
    rows = rows.filter(released_at__isnull=not past)
    if q:
        number = q.translate({ord(char): None for char in " -()."})
        rows = rows.filter(Q(address__contains=q.lower()) | Q(address__contains=number))
    if why:
        rows = rows.filter(why=why)
    before = query.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: ROWS + 1])
    more = QueryDict(mutable=True)
    if len(found) > ROWS:
        pairs = {"q": q, "why": why, "past": past, "before": str(found[ROWS - 1].pk)}
        more.update({name: value for name, value in pairs.items() if value})
    next_address = f"?{more.urlencode()}" if more else ""
    return SuppressedPage(found[:ROWS], q, why, past, next_address)


def _read_email(typed: str) -> str:
    try:
        wire_address(typed)
    except BadAddress:
        return ""
    return typed
