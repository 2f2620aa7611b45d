from django.contrib import admin
from unfold.admin import ModelAdmin

from troubleshooting.walks.models import StepReport, Walk, WalkAnswer
from web.looking import LookOnly, LookOnlyInline, NotAdded


class WalkAnswerInline(LookOnlyInline):
    model = WalkAnswer
    fields = ["number", "node", "option", "kind", "source", "actor", "reason", "answered_at"]
    readonly_fields = fields


@admin.register(Walk)
class WalkAdmin(LookOnly):
    """Walks are walked, not edited."""

    list_display = ["subject", "version", "state", "answers_seen", "outcome_node", "started_at"]
    list_filter = ["state"]
    list_select_related = ["version__tree"]
    search_fields = ["subject"]
    inlines = [WalkAnswerInline]
    show_full_result_count = False


@admin.register(StepReport)
class StepReportAdmin(NotAdded, ModelAdmin):
    """What people say is wrong with a step; only its being closed is entered here."""

    list_display = ["node", "walk", "actor", "reported_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["walk", "actor"]
    search_fields = ["node", "note"]
    readonly_fields = ["walk", "node", "actor", "note", "reported_at"]
