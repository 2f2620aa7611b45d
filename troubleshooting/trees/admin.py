from django.contrib import admin

from troubleshooting.trees.models import Tree, TreeVersion
from web.looking import LookOnly


@admin.register(Tree)
class TreeAdmin(LookOnly):
    """Trees change by publishing, never row by row."""

    list_display = ["slug", "__str__"]
    search_fields = ["slug", "title"]


@admin.register(TreeVersion)
class TreeVersionAdmin(LookOnly):
    list_display = ["tree", "number", "state", "published_at", "published_by"]
    list_filter = ["state", "tree"]
    exclude = ["cursor"]  # where undo stands; says nothing to a reader
    list_select_related = ["tree", "published_by"]
    search_fields = ["tree__slug", "note", "digest"]
