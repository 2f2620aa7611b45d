"""What every change says: which state somebody looked at when they acted."""

from django import forms


class SeenForm(forms.Form):
    seen = forms.IntegerField(min_value=0)
