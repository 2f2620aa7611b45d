"""The form of a customer's wishes: what it begins with, and what comes back."""

import unicodedata
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.models import Case
from support.claims.zones import zone_choices
from support.customers.services import Wishes
from support.notifications.addresses.masking import mask_address
from support.notifications.models import Channel
from support.notifications.outbox.policy_facts import wants
from support.notifications.outbox.roads import usable_channels
from support.notifications.outbox.whereabouts import address_of
from support.portal.languages import OWN_NAMES

LONGEST_QUIET = timedelta(hours=14)
BOTH = "both"
NOT_WHOLE = gettext_lazy("Please enter both times of your quiet hours, or leave both empty.")
NO_TIME = gettext_lazy("Please write a time of day like 22:00.")


class ClockField(forms.TimeField):
    """A time of day, also in the full-width signs of a Chinese keyboard."""

    def to_python(self, value: Any) -> time | None:
        found: time | None = super().to_python(unicodedata.normalize("NFKC", str(value or "")))
        return found


class ChoicesForm(forms.Form):
    """What somebody wishes; a channel is theirs to choose where two of them reach them."""

    language = forms.ChoiceField(choices=list(OWN_NAMES.items()), widget=forms.RadioSelect)
    channel = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    quiet_from = ClockField(required=False, error_messages={"invalid": NO_TIME})
    quiet_until = ClockField(required=False, error_messages={"invalid": NO_TIME})
    zone = forms.ChoiceField()
    few = forms.BooleanField(required=False)

    def __init__(self, case: Case, language: str, now: datetime, posted: Any = None) -> None:
        customer, contact = case.customer, case.contact
        self.usable = usable_channels(customer, contact)
        wanted = [one for one in self.usable if wants(customer, one)]
        begun = {
            "language": contact.language,
            "channel": wanted[0] if len(wanted) == 1 else BOTH,
            "quiet_from": customer.quiet_from and f"{customer.quiet_from:%H:%M}",
            "quiet_until": customer.quiet_until and f"{customer.quiet_until:%H:%M}",
            "zone": contact.time_zone,
            "few": customer.only_essential,
        }
        super().__init__(posted, initial=begun)
        self.fields["zone"].choices = zone_choices(contact.time_zone, language, now)  # type: ignore[attr-defined]
        ways = {one: mask_address(address_of(contact, one)) for one in self.usable}
        only = {
            Channel.EMAIL: _("Only by e-mail, to %(address)s"),
            Channel.SMS: _("Only by SMS, to %(address)s"),
        }
        one_way = [(str(one), only[one] % {"address": ways[one]}) for one in self.usable]
        both = (BOTH, _("By e-mail and SMS"))
        self.fields["channel"].choices = [both, *one_way]  # type: ignore[attr-defined]

    @property
    def can_choose_channel(self) -> bool:
        return len(self.usable) > 1

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("quiet_from"), given.get("quiet_until")
        if "quiet_from" in given and "quiet_until" in given:
            if (start is None) != (end is None):
                raise ValidationError(NOT_WHOLE, code="not_whole")
            if start and end and _length(start, end) > LONGEST_QUIET:
                raise ValidationError(
                    _("Quiet hours can last 14 hours at most, or we could hardly reach you."),
                    code="too_long",
                )
        return given

    @property
    def wishes(self) -> Wishes:
        """What a valid form says; of a channel nothing where there is none to choose."""
        given = self.cleaned_data
        start, end = given["quiet_from"], given["quiet_until"]
        channel = given["channel"] if self.can_choose_channel else ""
        return Wishes(
            wants_email=channel in (BOTH, Channel.EMAIL) if channel else None,
            wants_sms=channel in (BOTH, Channel.SMS) if channel else None,
            only_essential=given["few"],
            quiet_hours=(start, end) if start and end else (time(), time()),
            language=_unless_as_before(given["language"], self.initial["language"]),
            time_zone=_unless_as_before(given["zone"], self.initial["zone"]),
        )


def _unless_as_before(value: str, before: str) -> str | None:
    """Return what was chosen; who leaves it as payments say leaves it to them."""
    return None if value == before else value


def _length(start: time, end: time) -> timedelta:
    today = timezone.now().date()
    span = datetime.combine(today, end) - datetime.combine(today, start)
    return span % timedelta(days=1)
