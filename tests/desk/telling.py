"""Writing mass messages as a browser does."""

import re

from django.utils import timezone

from support.notifications.models import Broadcast
from support.notifications.outbox.broadcasts import Draft, start_broadcast

NEW = "/outbox/broadcasts/new/"
TYPED = {
    "title": "Demo Bank is slow",
    "event": "incident-opened",
    "incident_title_en": "Payouts to Demo Bank are late",
    "incident_sentence_en": "Demo Bank takes longer than usual. Your money is safe.",
    "next_update_en": "6 p.m.",
    "incident_title_zh-hans": "演示银行出款延迟",
    "incident_sentence_zh-hans": "演示银行处理较慢，您的资金安全。",
    "next_update_zh-hans": "18:00",
}


def hidden(page):
    """The hidden fields of the form, as a browser sends them."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def looked(desk, query="", **changes):
    """Look at how it reads; return the answer and what the browser would send next."""
    blank = hidden(desk.get(f"{NEW}{query}").text)
    typed = TYPED | blank | changes
    response = desk.post(f"{NEW}{query}", typed | {"do": "look"})
    return response, typed | hidden(response.text)


def sent(desk, query="", **changes):
    _response, typed = looked(desk, query, **changes)
    return desk.post(f"{NEW}{query}", typed | {"do": "send"})


def make_broadcast(**columns):
    words = {"incident_sentence": "Demo Bank is slow."}
    draft = Draft("incident-opened", "Demo Bank is slow", {"en": words, "zh-hans": words})
    broadcast = start_broadcast(draft, actor=None, now=timezone.now())
    Broadcast.objects.filter(pk=broadcast.pk).update(**columns)
    broadcast.refresh_from_db()
    return broadcast
