"""What an agent types to open a case."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.cases.models import Message
from support.cases.models.timeline import WRITTEN_DOWN
from support.customers.contacts import Contact, read_email
from support.customers.models import Language
from support.customers.reading import read_phone
from support.guidance.reports.opening import Report

LONGEST_WORDS = 20_000
LOCALES = {Language.ENGLISH: "en", Language.CHINESE: "zh-Hans"}
WHO = ("name", "phone", "email")


class NewCaseForm(forms.Form):
    """What the customer says, how it came and with which guide."""

    words = forms.CharField(
        label=_("What the customer says"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True, "data-draft": "new-case"}),
        error_messages={"required": _("Please write what the customer says.")},
    )
    medium = forms.ChoiceField(
        label=_("How they contacted us"), choices=WRITTEN_DOWN, initial=Message.Medium.PHONE
    )
    guide = forms.CharField(max_length=80, required=False)

    @classmethod
    def blank(cls, **initial: str) -> "NewCaseForm":
        return cls(initial={"language": get_language(), **initial})

    def report(self, **about: Any) -> Report:
        """Return what is reported; `about` is the payment or the customer that was found."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("words", "medium", "guide")}
        return Report(**plain, **about)


class StrangerForm(NewCaseForm):
    """The same of somebody of whom we hold nothing: at least who, and how they are reached."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("With the country code, e.g. +44."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("We write to them in"), choices=Language.choices)
    about = forms.CharField(
        label=_("Payment details the customer gave"),
        max_length=100,
        required=False,
        help_text=_("Reference, amount and date, if they know them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words"].widget.attrs["autofocus"]
        self.fields["name"].widget.attrs["autofocus"] = True

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and not read_phone(phone):
            message = _("This is no number that can be called. Write it with +, such as +44 …")
            raise forms.ValidationError(message)
        return phone

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email and not read_email(email):
            raise forms.ValidationError(_("No mail can be sent to this address."))
        return email

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if not any(given.get(name) for name in WHO) and not self.errors.keys() & set(WHO):
            self.add_error("name", _("Say who it is: a name, a phone number or an e-mail address."))

    def report(self, **about: Any) -> Report:
        given = self.cleaned_data
        contact = Contact(
            name=given["name"],
            email=given["email"],
            phone=given["phone"],
            locale=LOCALES[Language(given["language"])],
        )
        return super().report(contact=contact, about=given["about"], **about)


def first_guess(text: str) -> dict[str, str]:
    """Put what was looked for in vain where it belongs, so that nobody types it twice."""
    if "@" in text:
        return {"email": text}
    if any(letter.isdigit() for letter in text):
        return {"phone": text} if not any(letter.isalpha() for letter in text) else {"about": text}
    return {"name": text}
