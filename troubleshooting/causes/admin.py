from django.contrib import admin
from unfold.admin import ModelAdmin

from troubleshooting.causes.models import Cause, FailureCode


@admin.register(Cause)
class CauseAdmin(ModelAdmin):
    list_display = ["slug", "name_en", "name_zh", "group", "disclosure", "typical_minutes"]
    list_filter = ["group", "disclosure", "in_article"]
    search_fields = ["slug", "name_en", "name_zh", "customer_message_en", "customer_message_zh"]


@admin.register(FailureCode)
class FailureCodeAdmin(ModelAdmin):
    list_display = ["scheme", "code", "name", "cause", "retryable", "direction"]
    list_filter = ["scheme", "retryable", "direction", "cause"]
    list_select_related = ["cause"]
    search_fields = ["code", "name", "description_en", "description_zh"]
