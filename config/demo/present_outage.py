"""An outage of the demo that goes on, and a stop that is planned."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from support.cases.models import Case, Status
from support.incidents.linking import link_by_hand
from support.incidents.models import Incident
from support.incidents.services import Scope, open_incident, publish_incident
from support.incidents.updating import Said, add_update
from support.payments.channels.stops import plan_stop
from support.payments.models import Channel

HOUR = timedelta(hours=1)


def go_on(lead: User, now: datetime) -> Incident:
    """Open one an hour ago, with a few cases of its channel and a word for everybody."""
    channel, began = Channel.objects.get(code="demo-psp-s"), now - 2 * HOUR
    scope = Scope(
        "Payouts through the demo payout service are disrupted",
        "演示代付服务出款异常",
        [channel],
        began,
    )
    incident = open_incident(scope, actor=lead, now=now - HOUR)
    cases = Case.objects.not_done().filter(payment__channel=channel)
    for case in cases.exclude(status=Status.WAITING_CUSTOMER).order_by("-pk")[:3]:
        link_by_hand(incident, case, actor=lead, now=now - HOUR)
    words = {
        "agents_en": "Their desk has reference DP-1187 and calls back.",
        "agents_zh": "对方受理编号 DP-1187，稍后回电。",
        "customers_en": "Payouts are disrupted. We are working on it with the provider.",
        "customers_zh": "目前出款出现异常，我们正与服务商一起处理。",
    }
    said = Said("identified", 0, next_update_at=now + HOUR, **words)
    add_update(incident, said, actor=lead, now=now - HOUR / 2)
    return publish_incident(incident, is_public=True)


def plan_a_stop(lead: User, now: datetime) -> None:
    """Announce that a channel stands still in a night ten days ahead."""
    night = (now + timedelta(days=10)).replace(hour=23, minute=0, second=0, microsecond=0)
    words = {"why_en": "Yearly maintenance", "why_zh": "年度维护", "is_public": True}
    values = words | {"begins_at": night, "ends_at": night + 3 * HOUR}
    plan_stop(Channel.objects.get(code="demo-sct"), values, actor=lead, now=now)
