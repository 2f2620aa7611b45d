"""The drop-downs of a list of cases, their options drawn."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.contrib.auth.models import User
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.cases.models import Status
from support.payments.models import Channel
from support.staff.models import Team
from troubleshooting.causes.models import Cause
from troubleshooting.marks.reading import kept
from web.access import name_of

# Its name, label, the word for no choice, and its options.
DropDown = tuple[str, str, str, SafeString]


def drop_downs(chosen: Mapping[str, str], people: list[User], any_status: str) -> list[DropDown]:
    """Return the drop-downs of a list of cases."""

    def filled(name: str, label: str, anything: str, known: list[tuple[str, str]]) -> Any:
        value = chosen.get(name, "")
        strange = (
            [(value, _("None") if value == "none" else value)]
            if value and value not in dict(known)
            else []
        )
        choices = options([*known, *strange], value)
        return name, label, anything, choices

    statuses = [(status.value, str(status.label)) for status in Status]
    whose = [("me", _("Me")), ("none", _("Nobody"))]
    whose += [(user.username, name_of(user)) for user in people]
    return [
        filled("status", _("Status"), any_status, statuses),
        filled("channel", _("Channel"), _("Any channel"), _channels(get_language() or "")),
        filled("cause", _("Cause"), _("Any cause"), _causes(get_language() or "")),
        filled("assignee", _("Assignee"), _("Anybody"), whose),
    ]


def _by_name(known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(known, key=lambda pair: pair[1].casefold())


@kept
def _channels(_language: str) -> list[tuple[str, str]]:
    rows = Channel.objects.only("code", "name_en", "name_zh")
    return _by_name((row.code, row.name) for row in rows)


@kept
def _causes(_language: str) -> list[tuple[str, str]]:
    return _by_name(
        (row.slug, row.name) for row in Cause.objects.only("slug", "name_en", "name_zh")
    )


def takers(people: Iterable[User], teams: Iterable[Team]) -> SafeString:
    """Draw to whom chosen cases can be given; people as `all_colleagues` has them."""
    away = _("out of office")
    agents = (
        (f"agent-{one.username}", f"{name_of(one)} · {away}" if one.is_away else name_of(one))  # type: ignore[attr-defined]
        for one in people
    )
    named = ((f"team-{team.name}", team.name) for team in teams)
    return options([("me", _("Me")), ("nobody", _("Nobody")), *agents, *named])


def options(choices: Iterable[tuple[str, str]], chosen: str | None = None) -> SafeString:
    """Return the choices of a drop-down, each a value and its label."""
    drawn = (
        f'<option value="{escape(value)}"{" selected" * (value == chosen)}>{escape(label)}</option>'
        for value, label in choices
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each is escaped
