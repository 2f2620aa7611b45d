"""The outbox as an agent reads it: every message with its state and words."""

from dataclasses import dataclass

from django.http import QueryDict

from support.cases.references import read_reference
from support.desk.paging import ROWS, read_page, rows_of
from support.notifications.models import Notification, State
from support.notifications.rendering import Rendered, render
from support.notifications.segments import count_segments


@dataclass(frozen=True)
class OutboxPage:
    """One page of the outbox; `state` and `thread` are what it is narrowed to."""

    rows: list[Notification]
    state: str
    thread: str
    number: int
    has_more: bool

    def address(self, number: int) -> str:
        query = QueryDict(mutable=True)
        query.update({"page": str(number), "state": self.state, "q": self.thread})
        return f"?{query.urlencode()}"

    @property
    def previous_address(self) -> str:
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def next_address(self) -> str:
        return self.address(self.number + 1) if self.has_more else ""


def build_outbox(query: QueryDict) -> OutboxPage:
    """Compose a page of the outbox, newest first, in one query."""
    state = query.get("state", "") if query.get("state") in State.values else ""
    typed = query.get("q", "")
    thread = (read_reference(typed) or typed.strip().replace("\0", "")[:40]) if typed else ""
    number = read_page(query.get("page", ""))
    rows = Notification.objects.for_outbox()
    if state:
        rows = rows.filter(state=state)
    if thread:
        rows = rows.filter(thread=thread)
    found = list(rows.defer("html", "text", "context")[rows_of(number)])
    return OutboxPage(found[:ROWS], state, thread, number, len(found) > ROWS)


def words_of(notification: Notification) -> Rendered:
    """Return a message as it went out, or as it would go out now if it has not yet."""
    if not notification.text:
        return render(
            notification.event,
            notification.channel,
            notification.language,
            notification.context,
        )
    is_sms = notification.channel == notification.Channel.SMS
    return Rendered(
        subject=notification.subject,
        text=notification.text,
        html=notification.html,
        segments=count_segments(notification.text) if is_sms else 0,
    )
