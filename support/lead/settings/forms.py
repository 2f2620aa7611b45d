"""What a lead sends; whether it will do is judged by the service."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.brand.models import LONGEST
from support.brand.reading import FIELDS, Brand
from support.portal.models import FormRules
from web.forms import SeenForm

LABELS: dict[str, tuple[str | Promise, str | Promise]] = {
    "name": (_("Name customers know"), _("It begins every SMS and heads every mail.")),
    "reply_address": (_("Reply address"), _("A mailbox that people read. Blank: none is offered.")),
    "phone": (_("Phone"), _("As customers dial it. Blank: nobody is asked to call.")),
    "hours": (_("Phone hours"), _("In words, in the language of the market.")),
    "postal_address": (_("Postal address"), _("It stands at the foot of every mail.")),
}


class BrandForm(SeenForm):
    """The fields of a brand as they were typed, and the version that was looked at."""

    note = forms.CharField(required=False, max_length=200)

    @property
    def brand(self) -> Brand:
        """Return what was typed; far too much of it is cut, and refused then."""
        typed = {name: self.data.get(name, "") for name in FIELDS}
        return Brand(**{name: word[: LONGEST[name] + 1] for name, word in typed.items()})


class FormRulesForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    class Meta:
        model = FormRules
        fields = ["is_on"]
