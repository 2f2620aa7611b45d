"""What customers are told about, and which words of the context each message uses."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ABOUT_THE_CASE = frozenset({"reference", "payment", "amount", "customer_name", "status_url"})


@dataclass(frozen=True)
class Event:
    """One kind of message. Its templates lie in `templates/notifications/<name>/`."""

    name: str
    title: str | Promise
    uses: frozenset[str]
    is_essential: bool = True  # goes out whatever the customer chose to hear
    is_automatic: bool = True  # no person wrote it: machines must not answer it


EVENTS = {
    event.name: event
    for event in (
        Event("case-opened", _("Case opened"), ABOUT_THE_CASE | {"expected"}),
        Event("solution", _("Solution"), ABOUT_THE_CASE | {"cause_sentence", "expected"}),
        Event(
            "waiting-bank", _("Waiting for bank"), ABOUT_THE_CASE | {"cause_sentence", "expected"}
        ),
        # Not the cause's sentence: it tells what will happen, and here it has happened.
        Event("case-resolved", _("Case resolved"), ABOUT_THE_CASE),
        Event("agent-reply", _("Reply"), ABOUT_THE_CASE | {"reply"}, is_automatic=False),
    )
}
