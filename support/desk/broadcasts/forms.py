"""What somebody types to tell many customers the same."""

import hashlib
import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support.customers.models import Language
from support.notifications.outbox.broadcasts import Draft
from support.notifications.words.cleaning import LONGEST, LONGEST_BY_NAME
from support.notifications.words.events import ABOUT_THE_CASE, EVENTS

TELL_MANY = "notifications.add_broadcast"

LABELS = {
    "incident_title": _("Title"),
    "incident_sentence": _("What customers have to know"),
    "next_update": _("Next news by"),
    "guide_title": _("Title of the guide"),
    "guide_sentence": _("What the guide is about"),
    "guide_url": _("Link to the guide"),
}
SENTENCES = {"incident_sentence", "guide_sentence"}


class BroadcastForm(forms.Form):
    """The words of one mass message in every language, and what was shown before it is sent.

    `shown` tells which words the preview showed, `customers` how many it named.
    """

    title = forms.CharField(
        label=_("Name of this mass message"),
        help_text=_("Only agents see it."),
        max_length=200,
        error_messages={"required": _("Please give it a name.")},
    )
    shown = forms.CharField(required=False, max_length=64)
    customers = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: object, event: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.event = event
        for language in Language.values:
            for name in words_of(event):
                self.fields[f"{name}_{language}"] = _word_field(event, name, language)

    def clean(self) -> None:
        super().clean()
        if not self.errors:
            try:
                self.draft().clean_words()
            except ValidationError as error:
                raise ValidationError(error.messages) from error

    def draft(self) -> Draft:
        words = {
            language: {
                name: self.cleaned_data.get(f"{name}_{language}", "")
                for name in words_of(self.event)
            }
            for language in Language.values
        }
        return Draft(self.event, self.cleaned_data.get("title", ""), words)

    def fingerprint(self) -> str:
        """Tell words that were shown from words that were changed afterwards."""
        told = json.dumps([self.event, self.draft().clean_words()], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def columns(self) -> list[tuple[str, object, list[forms.BoundField]]]:
        """The fields of each language, beside each other: code, name, fields."""
        return [
            (code, label, [self[f"{name}_{code}"] for name in words_of(self.event)])
            for code, label in Language.choices
        ]


def words_of(event: str) -> list[str]:
    """Return the words that all messages of an event share, as they are typed."""
    shared = EVENTS[event].uses - ABOUT_THE_CASE
    return [name for name in LABELS if name in shared]


def _word_field(event: str, name: str, language: str) -> forms.Field:
    is_needed = name in EVENTS[event].needs
    longest = LONGEST_BY_NAME.get(name, LONGEST)
    attributes = {"lang": language}
    missing = {"required": _("These words are missing.")}
    if name.endswith("_url"):
        return forms.URLField(
            label=LABELS[name], required=is_needed, max_length=longest, assume_scheme="https",
            error_messages=missing,
        )  # fmt: skip
    widget = (
        forms.Textarea(attrs={**attributes, "rows": "4"})
        if name in SENTENCES
        else forms.TextInput(attrs=attributes)
    )
    return forms.CharField(
        label=LABELS[name], required=is_needed, max_length=longest, widget=widget,
        error_messages=missing,
    )  # fmt: skip
