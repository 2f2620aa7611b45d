"""What a lead says of a webhook."""

from django import forms

from support.webhooks.models import LONGEST_ADDRESS
from support.webhooks.topics import Topic


class EndpointForm(forms.Form):
    """Whether the address will do is judged by the service."""

    url = forms.CharField(max_length=LONGEST_ADDRESS)
    topics = forms.MultipleChoiceField(choices=Topic.choices)


class NewEndpointForm(EndpointForm):
    name = forms.CharField(max_length=60)
