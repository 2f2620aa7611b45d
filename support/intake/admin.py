from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from support.intake.models import PaymentEvent
from web.looking import NotAdded


@admin.register(PaymentEvent)
class PaymentEventAdmin(NotAdded, ModelAdmin):
    """What came in, to look at only."""

    list_display = ["event_id", "kind", "about", "received_at"]
    list_filter = ["kind"]
    search_fields = ["event_id", "payment__reference"]
    list_select_related = ["payment"]
    fields = ["source", "event_id", "kind", "about", "answer", "unread", "received_at"]
    show_full_result_count = False

    @admin.display(description=_("payment"), ordering="payment")
    def about(self, event: PaymentEvent) -> str:
        return str(event.payment or "")

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False
