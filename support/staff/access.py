"""Who may use the API, and who may change what stands behind it."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from support.staff.standing import standing_of

LOOKS_ON = _("You can look at this, but not change it")


def check_works_on(user: User, *teams: int | None) -> None:
    """Raise PermissionDenied for who may only look at the cases of one of these teams.

    Asked by what is done to a case that its address does not name: those are refused before.
    """
    if not all(standing_of(user).may_work_on(team) for team in teams):
        raise PermissionDenied(LOOKS_ON)


class ByRole(BasePermission):
    """Staff read; those who work on cases write, but for cases of teams where they look on."""

    message = LOOKS_ON

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not isinstance(user, User) or not user.is_staff:
            return False
        return request.method in SAFE_METHODS or standing_of(user).may_work

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        if request.method in SAFE_METHODS:
            return True
        assert isinstance(request.user, User)  # noqa: S101 - has_permission let them in
        return standing_of(request.user).may_work_on(getattr(obj, "team_id", None))
