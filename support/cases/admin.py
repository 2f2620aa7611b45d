from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

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

    list_display = ["remind_after_days", "reminders", "end_after_days", "close_after_days"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not WaitingRules.objects.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.pk = WaitingRules.THE_ONE
        super().save_model(request, obj, form, change)
