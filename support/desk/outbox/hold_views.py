"""A restored copy sends nothing: what it holds, and the person who lets it send."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from support.desk.access import AgentRequest, for_holders
from support.notifications.models import OutboxHold
from support.notifications.outbox.holding import release_outbox, waiting_in_hold

MAY_RELEASE = "notifications.change_outboxhold"


@require_http_methods(["GET", "HEAD", "POST"])
@for_holders(MAY_RELEASE)
def hold(request: AgentRequest) -> HttpResponse:
    """Say what is held and ask; a POST releases, with or without what had been waiting."""
    row = OutboxHold.objects.exclude(held_since=None).first()
    if request.method != "POST":
        context = {
            "hold": row,
            "waiting": waiting_in_hold(row) if row else 0,
            "may_release": request.user.has_perm(MAY_RELEASE),
        }
        return render(request, "desk/outbox/hold.html", context)
    cancels = request.POST.get("waiting") != "send"
    count = release_outbox(now=timezone.now(), cancel=cancels, actor=request.user)
    said = _("Messages leave again.")
    if count:
        told = ngettext(
            "%(count)d message was cancelled.", "%(count)d messages were cancelled.", count
        )
        said = f"{said} {told % {'count': count}}"
    messages.success(request, said)
    return redirect("outbox")
