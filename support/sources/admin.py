from django.contrib import admin
from unfold.admin import ModelAdmin

from support.sources.forms import SourceForm
from support.sources.models import Source


@admin.register(Source)
class SourceAdmin(ModelAdmin):
    form = SourceForm
    list_display = ["slug", "name", "kind", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["slug", "name"]
    fields = [
        "slug", "name", "kind", "new_secret", "ended_secrets", "channel_rules", "always_sends",
        "country", "time_zone", "is_active",
    ]  # fmt: skip
    show_full_result_count = False
