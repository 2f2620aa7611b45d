"""What can be done to many cases at once: the list, and what this package puts on it.

Whoever stands above adds a deed in its app's `ready`: `register(BulkDeed(…))`. A deed calls the
service that does it to one case, which locks it and judges anew, and raises ValidationError for a
case that it can't be done to; pages and API then have it with its fields.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from support.cases.changing.services import MOST_TAGS, Change, change_case, tidied
from support.cases.locked import lock_case
from support.cases.models import Case, Status
from support.cases.services import assign_case, change_status
from support.cases.taking.giving import claim
from support.staff.models import Team
from support.staff.services import colleagues

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_NOTE = 2_000
# What needs no message: resolving tells customers, and has a way of its own.
CHOSEN_STATUSES = (Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_BANK)


@dataclass(frozen=True)
class Doing:
    """Who does it, when, what they said with it, and of this case `seen`: what they looked at."""

    actor: "User"
    now: datetime
    given: Mapping[str, Any]
    seen: str = ""


# What leaves by a deed, by its heading and its text.
Leaving = tuple[str, str]
Foresight = Callable[[Case], str]
Foresee = Callable[[Sequence[int], Doing], Foresight]


@dataclass(frozen=True)
class BulkDeed:
    """One deed; `fields` are what it is told, by their names, each optional to the reader.

    `prepare` is asked once, before any case, and returns what is given with its names looked up;
    it raises ValidationError for what is missing. A deed with `foresee` is shown before it is done:
    with `warning`, and what it would do to each case. It is asked once for all of them, by their
    keys, and returns what says that of one in words: this raises ValidationError as `act` would and
    asks nothing of the database.
    Fields that are choices are chosen there, one that is a text area is written there, and `file`
    holds the keys of files ticked of those that it `offers` for the cases. One with `leaving` shows
    there what leaves about the cases, by their keys, to which it can be done; it raises
    ValidationError where nothing could.
    One with `options` has a drop-down of them in the queue, for the first of its fields.
    """

    name: str
    label: str | Promise
    act: Callable[[Case, Doing], object]
    fields: Mapping[str, serializers.Field] = field(default_factory=dict)  # type: ignore[type-arg]
    prepare: Callable[[Doing], Mapping[str, Any]] = lambda doing: doing.given
    foresee: Foresee | None = None
    leaving: Callable[[Sequence[int], Doing], Leaving] | None = None
    offers: Callable[[Sequence[int]], list[tuple[str, str]]] | None = None
    warning: str | Promise = ""
    options: Callable[["User"], list[tuple[str, str]]] | None = None

    def prepared(self, doing: Doing) -> Doing:
        return replace(doing, given=self.prepare(doing))


_deeds: dict[str, BulkDeed] = {}


def register(deed: BulkDeed) -> None:
    """Add a deed to the list; its name is its own."""
    assert deed.name not in _deeds, deed.name  # noqa: S101 - a fault of the program
    _deeds[deed.name] = deed


def deeds() -> list[BulkDeed]:
    return list(_deeds.values())


def deed_named(name: str) -> BulkDeed:
    """Return a deed. Raises ValidationError for one that nobody registered."""
    if name not in _deeds:
        raise ValidationError({"deed": ValidationError(_("There is no such deed."), code="deed")})
    return _deeds[name]


def _missing(name: str, message: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code="required")})


def _receiver(doing: Doing) -> Mapping[str, Any]:
    """Look up whom the cases go to: `me`, `nobody`, `agent-<user name>` or `team-<name>`."""
    to = str(doing.given.get("to", ""))
    kind, _dash, name = to.partition("-")
    if to in ("me", "nobody"):
        return {"assignee": doing.actor if to == "me" else None, "team": None}
    user = colleagues(doing.now).filter(username=name).first() if kind == "agent" else None
    team = Team.objects.filter(name=name).first() if kind == "team" else None
    if user or team:
        return {"assignee": user, "team": team}
    raise _missing("to", _("Please choose a colleague or a team."))


def _assign(case: Case, doing: Doing) -> None:
    given = doing.given
    assign_case(case, given["assignee"], team=given["team"], now=doing.now, actor=doing.actor)


def _priority(doing: Doing) -> Mapping[str, Any]:
    if doing.given.get("priority") not in Case.Priority.values:
        raise _missing("priority", _("Please choose a priority."))
    return doing.given


def _weigh(case: Case, doing: Doing) -> None:
    _change(case, doing, lambda _locked: Change(priority=doing.given["priority"]))


def _status(doing: Doing) -> Mapping[str, Any]:
    if doing.given.get("status") not in CHOSEN_STATUSES:
        raise _missing("status", _("Please choose a status."))
    return doing.given


def _move(case: Case, doing: Doing) -> None:
    change_status(case, doing.given["status"], now=doing.now, actor=doing.actor)


def _tags(doing: Doing) -> Mapping[str, Any]:
    named = {name: tidied(str(doing.given.get(name, "")).split(",")) for name in ("add", "take")}
    if not (named["add"] or named["take"]):
        raise _missing("add", _("Please name a tag."))
    return named


def _tag(case: Case, doing: Doing) -> None:
    add, take = {*doing.given["add"]}, {*doing.given["take"]}
    _change(case, doing, lambda locked: Change(tags=({*locked.tags} | add) - take))


@transaction.atomic
def _change(case: Case, doing: Doing, change: Callable[[Case], Change]) -> None:
    """Change a case from what it is now: whatever somebody else changed stays."""
    locked = lock_case(case)
    change_case(locked, change(locked), seen=locked.version, now=doing.now, actor=doing.actor)
    claim(locked, doing.actor, doing.now)


register(
    BulkDeed(
        "assign", gettext_lazy("Assign"), _assign, prepare=_receiver,
        fields={"to": serializers.CharField(
            required=False, max_length=160,
            help_text="`assign`: `me`, `nobody`, `agent-<user name>` or `team-<name>`.",
        )},
    )
)  # fmt: skip
register(
    BulkDeed(
        "priority", gettext_lazy("Priority"), _weigh, prepare=_priority,
        fields={"priority": serializers.ChoiceField(Case.Priority.choices, required=False)},
    )
)  # fmt: skip
register(
    BulkDeed(
        "status", gettext_lazy("Status"), _move, prepare=_status,
        fields={"status": serializers.ChoiceField(
            [(status.value, status.label) for status in CHOSEN_STATUSES], required=False
        )},
    )
)  # fmt: skip
register(
    BulkDeed(
        "tag", gettext_lazy("Tag"), _tag, prepare=_tags,
        fields={
            name: serializers.CharField(
                required=False, allow_blank=True, max_length=MOST_TAGS * 50,
                help_text=f"`tag`: tags to {name}, with commas between them.",
            )
            for name in ("add", "take")
        },
    )
)  # fmt: skip
