from django.contrib import admin

from support.notifications.models import Attempt, Notification
from web.looking import LookOnly, LookOnlyInline


class AttemptInline(LookOnlyInline):
    model = Attempt
    fields = ["number", "started_at", "ended_at", "ok", "permanent", "words"]
    readonly_fields = fields


@admin.register(Notification)
class NotificationAdmin(LookOnly):
    """What went out is read here, never edited; addresses are masked."""

    list_display = ["created_at", "event", "channel", "masked_address", "thread", "state", "reason"]
    list_filter = ["state", "reason", "channel", "event"]
    search_fields = ["thread"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    fields = [
        "event", "channel", "masked_address", "language", "thread", "state", "reason", "subject",
        "text", "attempts", "not_before", "expires_at", "created_at", "sent_at", "message_id",
    ]  # fmt: skip
    inlines = [AttemptInline]
