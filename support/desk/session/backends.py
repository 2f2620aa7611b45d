"""Signing in with name and password, for people who have a preference."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class AgentBackend(ModelBackend):
    """Read an agent's preference in the query that reads him anyway, with every request."""

    def get_user(self, user_id: int) -> User | None:
        found = User.objects.select_related("preference").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None
