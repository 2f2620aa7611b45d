"""What a lead writes of a team and of an agent."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from support.staff.editing import OF_THE_HOUSE, OF_THE_TEAM, WrittenTeam
from support.staff.models import Team
from support.staff.roles import TeamRole
from support.staff.skills import SKILLS


def _ticks(choices: Any, label: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, required=False, label=label,
        help_text=help_text,
    )  # fmt: skip


class AbilitiesForm(forms.Form):
    """Languages and skills."""

    languages = _ticks(settings.LANGUAGES, _("Languages"), _("None chosen: all of them"))
    skills = _ticks(SKILLS, _("Skills"), _("None chosen: every kind of payment"))


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """A team. What only the house settles is left out for who leads the team alone."""

    languages = AbilitiesForm.base_fields["languages"]
    skills = AbilitiesForm.base_fields["skills"]
    add = forms.CharField(required=False, max_length=150)
    add_as = forms.ChoiceField(choices=TeamRole.choices, required=False)

    class Meta:
        model = Team
        fields = [*OF_THE_HOUSE, *OF_THE_TEAM]

    def __init__(self, *args: Any, leads_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].choices = [  # type: ignore[attr-defined]  # it has some
            ("", _("every market")), *settings.LANGUAGES,
        ]  # fmt: skip
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # it has some
            ("", _("nothing: it works on cases itself")), *Team.Kind.choices,
        ]  # fmt: skip
        if not leads_all:
            for name in OF_THE_HOUSE:
                del self.fields[name]

    def plain(self) -> list[Any]:
        """Return the fields that stand in a row: one word, number or tick each."""
        lists = ("languages", "skills", "add", "add_as")
        return [self[name] for name in self.fields if name not in lists]

    def lists(self) -> list[Any]:
        return [self[name] for name in ("languages", "skills") if name in self.fields]

    def written(self, people: list[User]) -> WrittenTeam:
        """Return the team as it was written, with the roles chosen for people on the page."""
        given = dict(self.cleaned_data)
        added, role = given.pop("add"), given.pop("add_as")
        posted = {user.username: self.data.get(f"role-{user.pk}") for user in people}
        roles = {name: role for name, role in posted.items() if role is not None}
        if added:
            roles[added] = role or TeamRole.AGENT.value
        return WrittenTeam(given, roles)
