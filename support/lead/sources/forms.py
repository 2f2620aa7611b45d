"""What an admin changes of a source beside its map."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from support.sources.models import Source
from troubleshooting.checks.reading.text import Unreadable
from troubleshooting.checks.reading.times import read_zone

RULES_BOUND = 100
_RULE_NAMES = {"direction", "method", "currency", "channel"}


class SettingsForm(forms.Form):
    """Name, clocks, country, what it always sends, and which channel its payments take."""

    name = forms.CharField(max_length=100, error_messages={"required": _("Please name it.")})
    country = forms.CharField(max_length=2, required=False)
    time_zone = forms.CharField(max_length=64)
    is_active = forms.BooleanField(required=False)
    always = forms.CharField(required=False, max_length=1000)
    rules = forms.CharField(required=False, max_length=10_000)

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if country and not (country.isascii() and country.isalpha() and len(country) == 2):
            raise forms.ValidationError(_("A country has two letters, such as DE."))
        return country

    def clean_time_zone(self) -> str:
        try:
            return read_zone(self.cleaned_data["time_zone"]).key
        except Unreadable as error:
            raise forms.ValidationError(_(error.reason) % error.values) from error

    def clean_always(self) -> list[str]:
        return list(dict.fromkeys(str(self.cleaned_data["always"]).replace(",", " ").split()))[:40]

    def clean_rules(self) -> list[dict[str, str]]:
        """Read one rule a line: "direction=payout currency=EUR channel=sepa-out"."""
        lines = str(self.cleaned_data["rules"]).splitlines()
        return [_rule(line) for line in lines if line.strip()][:RULES_BOUND]


@transaction.atomic
def save_settings(source: Source, form: SettingsForm) -> None:
    source = Source.objects.select_for_update().get(pk=source.pk)
    given = form.cleaned_data
    for name in ("name", "country", "time_zone", "is_active"):
        setattr(source, name, given[name])
    source.always_sends, source.channel_rules = given["always"], given["rules"]
    source.save()


def _rule(line: str) -> dict[str, str]:
    parts = (part.partition("=") for part in line.split())
    rule = {name: value for name, _equals, value in parts}
    if not rule.get("channel") or not all(rule.values()) or not rule.keys() <= _RULE_NAMES:
        message = _("“%(line)s” is no rule: write direction=payout currency=EUR channel=sepa-out.")
        raise forms.ValidationError(message, params={"line": line[:80]})
    return rule


def rules_as_lines(source: Source) -> str:
    """Write the rules of a source as `clean_rules` reads them."""
    return "\n".join(
        " ".join(f"{name}={value}" for name, value in rule.items())
        for rule in source.channel_rules
        if isinstance(rule, dict)
    )
