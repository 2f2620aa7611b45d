"""Who may take cases out as a file."""

from django.contrib.auth.models import User

EXPORT = "cases.export_case"
# Whoever may change where payments come from leads here: leads may, by default.
LEADS = "sources.change_source"


def may_export(user: User) -> bool:
    """Tell whether somebody may export the cases they can see."""
    return user.is_staff and (user.has_perm(EXPORT) or user.has_perm(LEADS))
