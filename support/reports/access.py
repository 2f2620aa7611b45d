"""Who may read the figures: leads and who looks on."""

from typing import Any

from django.contrib.auth.models import User
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from support.staff.standing import standing_of


def may_read(user: Any) -> bool:
    return isinstance(user, User) and user.is_staff and standing_of(user).reads_reports


class ReadsReports(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return may_read(request.user)
