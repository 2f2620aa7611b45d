"""The admin where rows are looked at: they change through their services, never by hand."""

from unfold.admin import ModelAdmin, TabularInline


class NotAdded:
    """Rows come from elsewhere; what of them may be changed, the admin itself says."""

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False


class LookOnly(NotAdded, ModelAdmin):
    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


class LookOnlyInline(NotAdded, TabularInline):
    extra = 0
    can_delete = False
