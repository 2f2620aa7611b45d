"""One press on a message, from the case or from the outbox: call its service, say what came."""

from django.core.exceptions import ValidationError
from django.http import Http404

from support.desk.access import AgentRequest
from support.desk.messages.deliveries import ACTS
from support.notifications.models import Notification
from web.access import by


def act_on(request: AgentRequest, row: Notification, name: str) -> tuple[str, str]:
    """Call the service of an act; return why it was refused, and what is said if it was not."""
    if name not in ACTS:
        raise Http404
    act = ACTS[name]
    try:
        act.service(row, **by(request.user))
    except ValidationError as error:
        return error.messages[0], ""
    return "", str(act.done)
