from django.contrib import admin
from unfold.admin import ModelAdmin

from troubleshooting.trees.models import Tree, TreeVersion


class ReadOnlyAdmin(ModelAdmin):
    """Trees change by publishing, never row by row."""

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Tree)
class TreeAdmin(ReadOnlyAdmin):
    list_display = ["slug", "__str__"]
    search_fields = ["slug", "title"]


@admin.register(TreeVersion)
class TreeVersionAdmin(ReadOnlyAdmin):
    list_display = ["tree", "number", "state", "published_at", "published_by"]
    list_filter = ["state", "tree"]
    list_select_related = ["tree", "published_by"]
    search_fields = ["tree__slug", "note", "digest"]
