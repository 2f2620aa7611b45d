"""Who may see and change where payments come from."""

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from web.access import Given, GuardedView, Rule, SignedInRequest, View, guarded

LeadRequest = SignedInRequest
CHANGE = "sources.change_source"


def for_leads(view: View[Given]) -> GuardedView[Given]:
    """Let staff in who may change sources: what is shown holds secrets and payloads."""
    return guarded(view, Rule(_is_lead, refusal=_("Only leads can open this page")))


def _is_lead(user: User) -> bool:
    return user.is_staff and user.has_perm(CHANGE)
