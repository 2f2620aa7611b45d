"""Who may sit at the desk."""

from django.contrib.auth.models import User

from web.access import Given, GuardedView, SignedInRequest, View, guarded

AgentRequest = SignedInRequest


def for_agents(view: View[Given]) -> GuardedView[Given]:
    """Let agents in; a page with customers' data is kept by no cache."""
    return guarded(view, _is_agent)


def _is_agent(user: User) -> bool:
    return user.is_staff
