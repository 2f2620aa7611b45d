from django.contrib import admin
from unfold.admin import ModelAdmin

from support.intake.models import PaymentEvent
from web.looking import NotAdded


@admin.register(PaymentEvent)
class PaymentEventAdmin(NotAdded, ModelAdmin):
    """What came in, to look at only."""

    list_display = ["event_id", "kind", "payment", "received_at"]
    list_filter = ["kind"]
    search_fields = ["event_id", "payment__reference"]
    list_select_related = ["payment"]
    show_full_result_count = False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False
