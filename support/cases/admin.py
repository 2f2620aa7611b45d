from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from support.calendars.admin import CalendarAdmin
from support.calendars.models import ClockRule
from support.cases.models import Case, StatusLink, WaitingRules
from web.looking import LookOnly, NotAdded


@admin.register(Case)
class CaseAdmin(LookOnly):
    """Cases change through their services; the admin is not the agents' screen."""

    show_full_result_count = False
    list_display = ["reference", "status", "cause", "assignee", "opened_at", "due_at"]
    list_filter = ["status", "priority"]
    search_fields = ["reference"]
    list_select_related = ["cause", "assignee"]
    exclude = ["merged_into", "wrote_at"]  # told on the case's own page


@admin.register(StatusLink)
class StatusLinkAdmin(NotAdded, ModelAdmin):
    """A customer's link can be revoked here by giving the time from which it is dead."""

    list_display = ["of_case", "expires_at", "revoked_at"]
    list_select_related = ["case"]
    readonly_fields = ["of_case"]
    fields = ["of_case", "expires_at", "revoked_at"]
    show_full_result_count = False

    @admin.display(description=_("case"), ordering="case")
    def of_case(self, link: StatusLink) -> str:
        return str(link.case)


@admin.register(WaitingRules)
class WaitingRulesAdmin(ModelAdmin):
    """One row: whoever adds it begins with the defaults."""

    list_display = [
        "remind_after_days", "reminders", "end_after_days", "close_after_days",
        "reopen_within_days",
    ]  # fmt: skip
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not WaitingRules.objects.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.pk = WaitingRules.THE_ONE
        super().save_model(request, obj, form, change)


class ClockRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """Priorities are those of cases, which calendars know nothing of."""

    priority = forms.ChoiceField(label=_("Priority"), choices=Case.Priority.choices)


@admin.register(ClockRule)
class ClockRuleAdmin(CalendarAdmin):
    """Minutes of business time. Without rows the clocks go by what `cases.clocks` says."""

    form = ClockRuleForm
    list_display = [
        "market", "priority", "first_answer", "next_answer", "solution", "warn_before", "raises",
        "gives_back", "tells",
    ]  # fmt: skip
    list_filter = ["market", "priority"]
