"""The form of a source in the admin."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from support.sources.channel_rules import problems_of
from support.sources.mapped.kind import Mapped
from support.sources.models import Source
from support.sources.registry import KINDS, MAPPED, kind_choices, kind_of
from support.sources.secrets import secret_name

LONGEST_SECRET = 4000


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """Secrets go in and never come out: old ones have a name each, and can be ended."""

    kind = forms.ChoiceField(label=_("kind"), widget=UnfoldAdminSelectWidget)
    new_secret = forms.CharField(
        label=_("new secret"),
        required=False,
        max_length=LONGEST_SECRET,
        strip=True,
        widget=UnfoldAdminTextareaWidget({"rows": 3, "autocomplete": "off"}),
        help_text=_("Is good beside the present ones until those are ended."),
    )
    ended_secrets = forms.MultipleChoiceField(
        label=_("end these secrets"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Source
        fields = [
            "slug", "name", "kind", "channel_rules", "always_sends", "country", "time_zone",
            "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, labels = self.fields["kind"], [secret_name(one) for one in self.instance.secrets]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type checker
        kind.choices = [*kind_choices(), (MAPPED, Mapped.about.name)]
        kind.help_text = " ".join(
            f"{kind_of(name).about.name}: {kind_of(name).about.secret}" for name in KINDS
        )
        ended = self.fields["ended_secrets"]
        assert isinstance(ended, forms.ChoiceField)  # noqa: S101 - for the type checker
        ended.choices = [(str(place), label) for place, label in enumerate(labels)]

    def clean_channel_rules(self) -> Any:
        rules = self.cleaned_data["channel_rules"] or []
        problems = problems_of(rules)
        if problems:
            raise forms.ValidationError(problems)
        return rules

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("This is not a time zone of the tz database."))
        return zone

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's own
        ended = set(self.cleaned_data["ended_secrets"])
        kept = [one for place, one in enumerate(self.instance.secrets) if str(place) not in ended]
        new = self.cleaned_data["new_secret"]
        self.instance.secrets = [*kept, new] if new and new not in kept else kept
        if self.instance.pk is None and not self.cleaned_data["always_sends"]:
            kind = self.cleaned_data["kind"]
            about = Mapped.about if kind == MAPPED else kind_of(kind).about
            self.instance.always_sends = list(about.always_sends)
        return super().save(commit)
