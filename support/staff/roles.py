"""Roles, and what each may do besides working on cases, as Django's groups and permissions.

A role in the whole house is a group of its name, so that `/admin/` and the API go by it; a role in
one team stands with the membership (`models.Membership`). Superusers are the admins.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import pgettext_lazy

ALL = ("view", "add", "change", "delete")
LOOK = ("view",)


class Role(models.TextChoices):
    """What somebody is. Who was given nothing at all is an agent."""

    VIEWER = "viewer", pgettext_lazy("role", "Viewer")
    AGENT = "agent", pgettext_lazy("role", "Agent")
    AUTHOR = "author", pgettext_lazy("role", "Author")
    LEAD = "lead", pgettext_lazy("role", "Lead")


class TeamRole(models.TextChoices):
    """What somebody is in one team: looks on, works, or leads it."""

    VIEWER = Role.VIEWER.value, Role.VIEWER.label
    AGENT = Role.AGENT.value, Role.AGENT.label
    LEAD = Role.LEAD.value, Role.LEAD.label


WORKING = (Role.AGENT.value, Role.LEAD.value)
# By role and app: what may be done with which models; the rest are permissions by their own names.
RIGHTS: dict[Role, dict[str, dict[str, tuple[str, ...]]]] = {
    Role.VIEWER: {},
    Role.AGENT: {},
    Role.AUTHOR: {
        "trees": {"tree": (*ALL[:3], "publish"), "treeversion": LOOK},
        "walks": {"walk": LOOK, "stepreport": ("view", "change")},
        "causes": dict.fromkeys(("cause", "failurecode", "scheme", "messagepattern"), ALL),
        "clients": {"clientprogram": ALL},
        "guides": {"article": ALL[:3]},
    },
    Role.LEAD: {
        "cases": {"case": ("view", "export"), "statuslink": ("view", "change"),
                  "waitingrules": ALL},
        "calendars": dict.fromkeys(
            ("businesshours", "calendarday", "calendaryear", "clockrule"), ALL
        ),
        "staff": {"team": ALL, "membership": ALL, "agentprofile": ALL},
        "sources": {"source": ALL[:3]},
        "payments": {"channel": ALL, "channelstate": ALL, "codeoverride": ALL, "payment": LOOK},
        "notifications": {"notification": LOOK, "attempt": LOOK, "broadcast": ("add",),
                          "wording": ("change",), "outboxhold": ("change",)},
        "customers": {"customer": LOOK},
        "money": {"moneystep": ("confirm",)},
        "intake": {"paymentevent": LOOK},
        "guides": {"article": (*ALL[:3], "publish")},
    },
}  # fmt: skip


def rights_of_role(role: Role) -> Iterator[tuple[str, str]]:
    """Return the app and the codename of every permission of a role."""
    for app, models_of_app in RIGHTS[role].items():
        for model, deeds in models_of_app.items():
            yield from ((app, f"{deed}_{model}") for deed in deeds)


def give_rights(**_signal: Any) -> None:
    """Make the groups, and give each what its role may; what an admin added stays.

    Runs after migrating, once the permissions of every app are there.
    """
    known = {
        (row.content_type.app_label, row.codename): row
        for row in Permission.objects.select_related("content_type")
    }
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.add(*(known[right] for right in rights_of_role(role) if right in known))
