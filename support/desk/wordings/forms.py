"""What the writer of a wording sends; whether the words will do is judged by the service."""

from django import forms
from django.contrib.auth.models import User

from support.notifications.words.rules import Draft

CHANGE = "notifications.change_wording"


class WordingForm(forms.Form):
    """Typed words, the version they were written against, and the case they are tried with."""

    subject = forms.CharField(required=False, strip=False)
    body = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(min_value=0)
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


class SeenForm(forms.Form):
    seen = forms.IntegerField(min_value=0)


def may_change(user: User) -> bool:
    return user.has_perm(CHANGE)
