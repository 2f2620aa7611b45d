"""What a macro would do to a case as it stands, and what it would write; nothing is done here."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.answering.models import Given, Macro
from support.cases.locked import as_moved
from support.cases.models import Case, Ending, Status
from support.cases.taking.naps import NAPS
from support.cases.telling.message_words import message_context
from support.files.models import StoredFile
from support.notifications.words.events import EVENTS
from support.notifications.words.placeholders import expand_lines
from web.templatetags.web import person

if TYPE_CHECKING:
    from django.contrib.auth.models import User

REPLY = "agent-reply"
VARIABLES = EVENTS[REPLY].uses - {"reply"}


@dataclass(frozen=True)
class Press:
    """What somebody wants of a macro; by default all of it, in its own words.

    `body` stands in the place of its text, "" for no reply. `seen` is the version that was looked
    at, `files` go out with the words. Where `known` is given, words wait if somebody else replied
    within a minute; it is the last such reply that was read, or 0.
    """

    body: str | None = None
    deeds: Collection[str] | None = None
    seen: int | None = None
    files: Sequence[StoredFile] = ()
    known: int | None = None

    def wants(self, deed: str) -> bool:
        return self.deeds is None or deed in self.deeds


@dataclass(frozen=True)
class Deed:
    """One thing that a macro does: its name, and in words what it is."""

    name: str
    words: str


def deeds_of(macro: Macro, case: Case, actor: "User") -> list[Deed]:
    """Return what would change, in the order in which it is done; the reply is not among it."""
    return [
        Deed(name, words) for name, tell in TELLING.items() if (words := tell(macro, case, actor))
    ]


def check_press(macro: Macro, case: Case, press: Press) -> None:
    """Raise ValidationError where a macro can't be applied to a locked case."""
    if macro.off_at is not None:
        raise ValidationError(_("This macro is not in use any more."), code="off")
    if press.seen is not None and press.seen != macro.version:
        raise ValidationError(
            _("Somebody changed this macro meanwhile. Look at it again."), code="stale_macro"
        )
    if not macro.speaks(case.contact.language):
        raise ValidationError(
            _("This macro has no words in the customer's language."), code="language"
        )
    if macro.texts and press.body is None and case.is_silent:
        raise ValidationError(
            _("Only a person may write to this customer. Open the case and look at the words."),
            code="silent",
        )


def case_after(case: Case, macro: Macro, press: Press, *, now: datetime) -> Case:
    """Return a copy of the case as it would be told of."""
    ends = bool(macro.ending) and press.wants("ending")
    moves = Status.RESOLVED if ends else macro.status if press.wants("status") else ""
    after = as_moved(case, moves, now)
    if ends:
        after.ending, after.resolved_at = macro.ending, now
    return after


def words_for(macro: Macro, after: Case, *, now: datetime) -> str:
    """Return the text in the customer's language; a line that tells of something unknown is out."""
    text = macro.texts.get(after.contact.language, "")
    known = message_context(after, REPLY, now=now) if text else {}
    return expand_lines(text, {name: known.get(name, "") for name in VARIABLES})


def _given(macro: Macro, case: Case, actor: "User") -> str:
    if macro.given == Given.ME and case.assignee_id != actor.pk:
        return _("Assign to %(who)s") % {"who": person(actor)}
    if macro.given == Given.NOBODY and case.assignee_id is not None:
        return _("Assign to nobody")
    if macro.given == Given.TEAM and macro.to_team is not None:
        is_theirs = case.team_id == macro.to_team_id and case.assignee_id is None
        return "" if is_theirs else _("Hand over to %(team)s") % {"team": macro.to_team}
    return ""


def _tags(macro: Macro, case: Case, actor: "User") -> str:
    added = [f"+ {tag}" for tag in macro.tags if tag not in case.tags]
    taken = [f"− {tag}" for tag in macro.untags if tag in case.tags]
    return _("Tags: %(tags)s") % {"tags": ", ".join(added + taken)} if added or taken else ""


def _priority(macro: Macro, case: Case, actor: "User") -> str:
    if macro.priority in ("", case.priority):
        return ""
    return _("Priority: %(priority)s") % {"priority": Case.Priority(macro.priority).label}


def _status(macro: Macro, case: Case, actor: "User") -> str:
    if macro.status in ("", case.status):
        return ""
    return _("Status: %(status)s") % {"status": Status(macro.status).label}


def _ending(macro: Macro, case: Case, actor: "User") -> str:
    if not macro.ending:
        return ""
    return _("End the case: %(ending)s") % {"ending": Ending(macro.ending).label}


def _nap(macro: Macro, case: Case, actor: "User") -> str:
    return _("Snooze: %(until)s") % {"until": NAPS[macro.nap]} if macro.nap in NAPS else ""


TELLING: dict[str, Callable[[Macro, Case, "User"], str]] = {
    "assignment": _given,
    "tags": _tags,
    "priority": _priority,
    "status": _status,
    "ending": _ending,
    "snooze": _nap,
}
