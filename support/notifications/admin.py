from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support.notifications.models import Attempt, Notification
from support.notifications.words.events import EVENTS, title_of
from web.looking import LookOnly, LookOnlyInline


class AttemptInline(LookOnlyInline):
    model = Attempt
    fields = ["number", "started_at", "ended_at", "ok", "permanent", "words"]
    readonly_fields = fields


class OfEvent(admin.SimpleListFilter):
    """What messages are about, in words."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(event.name, str(event.title)) for event in EVENTS.values()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Notification]
    ) -> QuerySet[Notification]:
        return queryset.filter(event=self.value()) if self.value() else queryset


@admin.register(Notification)
class NotificationAdmin(LookOnly):
    """What went out is read here, never edited; addresses are masked."""

    list_display = ["created_at", "about", "channel", "to", "thread", "state", "reason"]
    list_filter = ["state", "reason", "channel", OfEvent]
    search_fields = ["thread"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    fields = [
        "about", "channel", "to", "language", "thread", "state", "reason", "subject",
        "text", "attempts", "not_before", "expires_at", "created_at", "sent_at", "mail_id",
    ]  # fmt: skip
    inlines = [AttemptInline]

    @admin.display(description=_("event"), ordering="event")
    def about(self, message: Notification) -> str:
        return title_of(message.event)

    @admin.display(description=_("address"))
    def to(self, message: Notification) -> str:
        return message.masked_address

    @admin.display(description=_("number of the mail"))
    def mail_id(self, message: Notification) -> str:
        return message.message_id
