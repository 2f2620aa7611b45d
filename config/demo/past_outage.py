"""One outage of the demo that is over by now, and that was told in both languages."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from support.incidents.models import Incident
from support.incidents.services import Scope, open_incident
from support.incidents.updating import Said, add_update
from support.payments.models import Channel

HOUR = timedelta(hours=1)


def write_outage(lead: User, now: datetime) -> Incident:
    """Write what was said of it; what opened before the demo's cases explains none of them."""
    channel, began = Channel.objects.get(code="demo-fps"), now - timedelta(days=9)
    scope = Scope("Payouts to Demo Bank are late", "演示银行出款延迟", [channel], began)
    incident = open_incident(scope, actor=lead, now=began + HOUR / 4)
    said = [
        ("identified", "Demo Bank pays out late today. Your payment is among these.",
         "演示银行今天付款较慢，您的款项也在其中。", 1),
        ("monitoring", "Demo Bank pays out again and works through what waits.",
         "演示银行已恢复付款，正在处理积压的款项。", 3),
        ("resolved", "Demo Bank pays out as usual again.", "演示银行付款已恢复正常。", 5),
    ]  # fmt: skip
    for number, (state, english, chinese, hours) in enumerate(said):
        at = began + hours * HOUR
        following = None if state == "resolved" else at + 2 * HOUR
        words = Said(
            state, number, customers_en=english, customers_zh=chinese, next_update_at=following
        )
        add_update(incident, words, actor=lead, now=at)
    return incident
