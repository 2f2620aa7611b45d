"""The public form: what is asked, and whether what comes back is a person's.

No cookie, no puzzle and no script: the form's key is signed with its time, and a field that nobody
sees tells machines that fill in all of them.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from support.customers.contacts import read_email
from support.customers.reading import read_phone
from support.notifications.models import Channel
from support.portal.asking.proving import channels_taken
from support.portal.help.form import ABOUT
from support.portal.writing.keys import FormKeys
from support.portal.writing.services import LONGEST

KEYS = FormKeys("public-form")
QUICK = timedelta(seconds=2)  # nobody types an address and what happened within that
BAIT = "website"
LONGEST_REFERENCE = 100
WHAT_REACHES = {
    (Channel.EMAIL, Channel.SMS): gettext_lazy("Your e-mail address or phone number"),
    (Channel.EMAIL,): gettext_lazy("Your e-mail address"),
    (Channel.SMS,): gettext_lazy("Your phone number"),
}
UNREAD = {
    (Channel.EMAIL, Channel.SMS): gettext_lazy(
        "Please enter an e-mail address, or a phone number that begins with + and the country."
    ),
    (Channel.EMAIL,): gettext_lazy("Please enter an e-mail address."),
    (Channel.SMS,): gettext_lazy("Please enter a phone number that begins with + and the country."),
}
# How a number is read that begins with no country: English is written in too many.
COUNTRIES = {"zh-hans": "CN"}


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"class": "field", **more})
    )


class DetailsForm(forms.Form):
    """What is asked of a payment that we do not find with them."""

    about = forms.ChoiceField(
        label=gettext_lazy("What did not arrive?"),
        choices=[(about, words) for about, (_icon, words) in ABOUT.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one.")},
    )
    happened = _line(gettext_lazy("When did you pay or ask for it?"), 100, autocomplete="off")
    amount = _line(gettext_lazy("Amount and currency"), 60, autocomplete="off")
    name = _line(gettext_lazy("Your name"), 200, autocomplete="name")

    def __init__(self, *given: Any, knows_about: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if knows_about:
            del self.fields["about"]


class AskForm(DetailsForm):
    """The second page; with a reference it asks nothing that we may know of the payment."""

    contact = _line("", 254, autocomplete="email")
    words = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "aria-describedby": "leave-out"}),
    )

    def __init__(self, *given: Any, reference: str, language: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.reference, self.language = reference, language
        self.ways = tuple(channels_taken())
        if reference:
            for name in DetailsForm.base_fields:
                self.fields.pop(name, None)
        self.fields["contact"].label = WHAT_REACHES[self.ways]
        self.order_fields(["contact", "about", "happened", "amount", "words", "name"])

    def clean_contact(self) -> tuple[Channel, str]:
        """Return by which channel and where they are reached."""
        typed = self.cleaned_data["contact"]
        read = {
            Channel.EMAIL: read_email(typed),
            Channel.SMS: read_phone(typed, COUNTRIES.get(self.language, "")),
        }
        found = next((way for way in self.ways if read[way]), None)
        if found is None:
            raise ValidationError(UNREAD[self.ways], code="unread")
        return found, read[found].lower()

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n")


def is_machines(text: str, bait: str) -> bool:
    """Tell whether a form of ours was filled in faster, or more of it, than people do."""
    return bool(bait) or KEYS.read(text, within=QUICK) is not None


def reference_in(text: str) -> str:
    """Return what was typed as a reference, on one line, as it can be stored."""
    return " ".join(text.replace("\0", "").split())[:LONGEST_REFERENCE]
