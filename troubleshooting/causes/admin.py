from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from troubleshooting.causes.models import SENTENCES, Cause, FailureCode, MessagePattern, Scheme
from troubleshooting.causes.uses import trees_naming


def _trees(cause: Cause | None) -> list[str]:
    """Return the trees that name a cause by the slug that is stored, whatever was just typed."""
    stored = (
        Cause.objects.filter(pk=cause.pk).values_list("slug", flat=True).first() if cause else ""
    )
    return trees_naming(stored) if stored else []


@admin.register(Cause)
class CauseAdmin(ModelAdmin):
    list_display = ["slug", "name_en", "name_zh", "group", "disclosure", "typical_minutes"]
    list_filter = ["group", "disclosure", "in_article"]
    search_fields = ["slug", "name_en", "name_zh", *SENTENCES]

    def get_readonly_fields(self, request: HttpRequest, obj: Cause | None = None) -> Sequence[str]:
        """What customers are told at an outcome is edited with the tree that leads to it."""
        return SENTENCES if _trees(obj) else ()

    def get_fieldsets(self, request: HttpRequest, obj: Cause | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if trees := _trees(obj):
            told = _("What customers are told is edited in the editor, with the trees: %(trees)s.")
            fieldsets = [(None, {"fields": [], "description": told % {"trees": ", ".join(trees)}}),
                         *fieldsets]  # fmt: skip
        return fieldsets

    def has_delete_permission(self, request: HttpRequest, obj: Cause | None = None) -> bool:
        """A cause that a tree names stays: walks would come to nothing."""
        may = super().has_delete_permission(request, obj)
        return may and not _trees(obj)


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
