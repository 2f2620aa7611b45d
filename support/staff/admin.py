from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from support.staff.models import AgentProfile, Membership, Team
from support.staff.skills import SKILLS


class WordsForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """Languages and skills to tick, for nobody writes a list by hand."""

    languages = forms.MultipleChoiceField(
        choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False,
        label=_("Languages"), help_text=_("None chosen: all of them"),
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        choices=SKILLS, widget=forms.CheckboxSelectMultiple, required=False,
        label=_("Skills"), help_text=_("None chosen: every kind of payment"),
    )  # fmt: skip


class MembershipInline(TabularInline):
    model = Membership
    extra = 1
    fields = ["user", "role"]


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    form = WordsForm
    inlines = [MembershipInline]
    list_display = ["name", "place", "kind", "market", "hands_out", "most_open"]
    show_full_result_count = False


@admin.register(AgentProfile)
class AgentProfileAdmin(ModelAdmin):
    form = WordsForm
    list_display = ["user", "away_from", "away_until"]
    list_select_related = ["user"]
    show_full_result_count = False
