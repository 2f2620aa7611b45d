from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from support.payments.models import Channel, ChannelState, CodeOverride, Payment
from web.looking import LookOnly, LookOnlyInline


class ChannelStateInline(LookOnlyInline):
    """What the board said: leads say more at `/channels/`."""

    model = ChannelState
    fields = readonly_fields = ["since", "state", "note", "source", "actor"]


class CodeOverrideInline(TabularInline):
    model = CodeOverride
    extra = 0


@admin.register(Channel)
class ChannelAdmin(ModelAdmin):
    list_display = [
        "code", "called", "public_name_en", "public_name_zh", "direction", "method", "currency",
    ]  # fmt: skip
    list_filter = ["direction", "method", "currency"]
    search_fields = ["code", "name_en", "name_zh", "public_name_en", "public_name_zh"]
    inlines = [ChannelStateInline, CodeOverrideInline]

    @admin.display(description=_("name"))
    def called(self, channel: Channel) -> str:
        return channel.name


@admin.register(Payment)
class PaymentAdmin(LookOnly):
    """Payments come from their system: nothing here is edited by hand."""

    list_display = ["reference", "channel", "amount_written", "status", "failure_code"]
    list_filter = ["status", "channel"]
    search_fields = ["reference"]
    list_select_related = ["channel"]
    show_full_result_count = False

    @admin.display(description=_("amount"))
    def amount_written(self, payment: Payment) -> str:
        return payment.amount_label
