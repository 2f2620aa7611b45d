from django.contrib import admin
from unfold.admin import ModelAdmin

from support.cases.models import Case, StatusLink
from web.looking import LookOnly, NotAdded


@admin.register(Case)
class CaseAdmin(LookOnly):
    """Cases change through their services; the admin is not the agents' screen."""

    show_full_result_count = False
    list_display = ["reference", "status", "cause", "assignee", "opened_at", "due_at"]
    list_filter = ["status", "priority"]
    search_fields = ["reference"]
    list_select_related = ["cause", "assignee"]


@admin.register(StatusLink)
class StatusLinkAdmin(NotAdded, ModelAdmin):
    """A customer's link can be revoked here by giving the time from which it is dead."""

    list_display = ["case", "expires_at", "revoked_at"]
    list_select_related = ["case"]
    readonly_fields = ["case"]
    fields = ["case", "expires_at", "revoked_at"]
    show_full_result_count = False
