from django.contrib import admin
from unfold.admin import ModelAdmin

from troubleshooting.causes.models import SENTENCES, Cause, FailureCode, MessagePattern, Scheme


@admin.register(Cause)
class CauseAdmin(ModelAdmin):
    list_display = ["slug", "name_en", "name_zh", "group", "disclosure", "typical_minutes"]
    list_filter = ["group", "disclosure", "in_article"]
    search_fields = ["slug", "name_en", "name_zh", *SENTENCES]


@admin.register(FailureCode)
class FailureCodeAdmin(ModelAdmin):
    list_display = ["scheme", "code", "name", "cause", "retryable", "direction"]
    list_filter = ["scheme", "retryable", "direction", "cause"]
    list_select_related = ["cause", "scheme"]
    search_fields = ["code", "name", "description_en", "description_zh"]


@admin.register(Scheme)
class SchemeAdmin(ModelAdmin):
    list_display = ["slug", "name_en", "name_zh", "parent", "direction", "names_one_cause"]
    list_filter = ["direction", "names_one_cause", "is_technical"]
    list_select_related = ["parent"]
    search_fields = ["slug", "name_en", "name_zh", "aliases"]


@admin.register(MessagePattern)
class MessagePatternAdmin(ModelAdmin):
    list_display = ["phrase", "scheme", "cause", "is_strong", "direction"]
    list_filter = ["is_strong", "direction", "scheme", "cause"]
    list_select_related = ["scheme", "cause"]
    search_fields = ["phrase", "unless"]
