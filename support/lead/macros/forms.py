"""A macro as a lead writes it; whether it will do is judged by the service."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from support.answering.models import MOVES, Given, Macro
from support.answering.saving import Written
from support.cases.models import Case, Ending
from support.cases.taking.naps import NAPS
from support.staff.models import Team

STAYS = ("", _("stays as it is"))


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[STAYS, *choices], required=False)


class MacroForm(forms.Form):
    """Names and texts have a field a language, `name_en` and the like; see `fields_of`."""

    team = forms.ModelChoiceField(
        Team.objects.all(), label=_("Offered to"), required=False, empty_label=_("everybody")
    )
    priority = _choice(_("Priority"), Case.Priority.choices)
    status = _choice(_("Status"), MOVES)
    ending = _choice(_("End the case"), Ending.choices)
    given = _choice(_("Given to"), Given.choices)
    to_team = forms.ModelChoiceField(
        Team.objects.all(), label=_("The team"), required=False, empty_label=STAYS[1]
    )
    nap = _choice(_("Snooze"), NAPS.items())
    tags = forms.CharField(label=_("Tags added"), max_length=900, required=False)
    untags = forms.CharField(label=_("Tags taken away"), max_length=900, required=False)

    def __init__(self, given: Any = None, *, macro: Macro | None = None) -> None:
        super().__init__(given, initial=_initial(macro) if macro else None)
        for code, _label in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(max_length=80, required=False)
            self.fields[f"text_{code}"] = forms.CharField(max_length=20_000, required=False)

    def by_language(self, kind: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{kind}_{code}"] for code, _label in settings.LANGUAGES}

    @property
    def languages(self) -> list[tuple[str, Any, Any, Any]]:
        """Each language with its name and the two fields for it."""
        return [
            (code, label, self[f"name_{code}"], self[f"text_{code}"])
            for code, label in settings.LANGUAGES
        ]

    @property
    def deeds(self) -> list[Any]:
        names = ("priority", "status", "ending", "given", "to_team", "nap", "tags", "untags")
        return [self[name] for name in names]

    def written(self) -> Written:
        given = self.cleaned_data
        plain = ("team", "priority", "status", "ending", "given", "to_team", "nap")
        return Written(
            names=self.by_language("name"),
            texts=self.by_language("text"),
            tags=given["tags"].replace("，", ",").split(","),
            untags=given["untags"].replace("，", ",").split(","),
            **{name: given[name] for name in plain},
        )


def _initial(macro: Macro) -> dict[str, Any]:
    plain = ("team", "priority", "status", "ending", "given", "to_team", "nap")
    texts = {f"text_{code}": text for code, text in macro.texts.items()}
    names = {f"name_{code}": name for code, name in macro.names.items()}
    tags = {name: ", ".join(getattr(macro, name)) for name in ("tags", "untags")}
    return {name: getattr(macro, name) for name in plain} | texts | names | tags
