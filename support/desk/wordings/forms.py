"""What the writer of a wording sends; whether the words will do is judged by the service."""

from django import forms

from support.notifications.words.rules import Draft
from web.forms import SeenForm

CHANGE = "notifications.change_wording"


class WordingForm(SeenForm):
    """Typed words, the version they were written against, and the case they are tried with."""

    subject = forms.CharField(required=False, strip=False)
    body = forms.CharField(required=False, strip=False)
    note = forms.CharField(required=False, max_length=200)
    case = forms.CharField(required=False, max_length=40)
    phone = forms.CharField(required=False, max_length=40)

    def draft(self, kind: Draft) -> Draft:
        """Return what was typed, as it was typed."""
        subject, body = self.data.get("subject", ""), self.data.get("body", "")
        return Draft(kind.event, kind.language, kind.channel, subject, body)

    @property
    def typed_case(self) -> str:
        return str(self.data.get("case", ""))[:40]
