"""What happened to a case in words: the icon and the details of each kind of line."""

from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.cases.correcting import CUSTOMER
from support.cases.models import Case, CaseEvent, Clock, Ending, Message, Status, Wake
from support.cases.taking.coming_back import CAME_BACK
from support.cases.telling.masked import was_masked
from support.complaints.lists import causes, reasons
from support.complaints.models import Complaint
from support.desk.case.money.telling import told_money
from support.desk.case.stream.at_banks import tell_of_bank
from support.desk.case.stream.customers_own import OWN_DETAILS, OWN_ICONS
from support.desk.case.stream.in_guide import GUIDE_DETAILS, GUIDE_ICONS
from support.desk.case.together.related import WHYS as LINKS
from support.incidents.linking import TAKEN_OUT
from support.incidents.models import CaseLink
from support.notifications.models import Channel, Reason
from support.notifications.words.events import EVENTS
from troubleshooting.checks.words import worded
from troubleshooting.trees.graph import Graph

# A process of the release before meets kinds that it does not know, while the next one begins.
NEUTRAL_ICON = "information-circle"
ICONS: dict[str, str] = {
    CaseEvent.Kind.OPENED: "inbox-arrow-down",
    CaseEvent.Kind.PAYMENT: "banknotes",
    CaseEvent.Kind.STATUS: "arrow-right",
    CaseEvent.Kind.REPLY: "paper-airplane",
    CaseEvent.Kind.RECEIVED: "chat-bubble-left",
    CaseEvent.Kind.NOTE: "pencil-square",
    CaseEvent.Kind.ASSIGNED: "user",
    CaseEvent.Kind.REOPENED: "arrow-uturn-left",
    CaseEvent.Kind.SNOOZED: "bell-snooze",
    CaseEvent.Kind.WOKEN: "bell-alert",
    CaseEvent.Kind.REMINDED: "bell",
    CaseEvent.Kind.WARNED: "clock",
    CaseEvent.Kind.LATE: "exclamation-triangle",
    CaseEvent.Kind.RESOLVED: "check-circle",
    CaseEvent.Kind.UNREACHED: "phone-x-mark",
    CaseEvent.Kind.REACHED: "phone",
    CaseEvent.Kind.CONTACT: "identification",
    CaseEvent.Kind.PRIORITY: "arrows-up-down",
    CaseEvent.Kind.TAGS: "tag",
    CaseEvent.Kind.JOINED: "user-plus",
    CaseEvent.Kind.PARTED: "user-minus",
    CaseEvent.Kind.MERGED: "square-2-stack",
    CaseEvent.Kind.UNMERGED: "scissors",
    CaseEvent.Kind.RELATED: "link",
    CaseEvent.Kind.CAME_BACK: "arrow-uturn-left",
    CaseEvent.Kind.MASKED: "eye-slash",
    CaseEvent.Kind.COMPLAINT: "scale",
    CaseEvent.Kind.INQUIRY: "building-library",
    CaseEvent.Kind.INCIDENT: "signal-slash",
    CaseEvent.Kind.MONEY: "banknotes",
    **GUIDE_ICONS,
    **OWN_ICONS,
}


def title_of_kind(kind: str) -> str:
    return str(dict(CaseEvent.Kind.choices).get(kind) or _("Something else"))


def detail_of(kind: str, values: dict[str, Any], graph: Graph | None) -> str:
    """Return what is told beside the name of a kind, "" for one that says all by itself."""
    tell = DETAILS.get(kind)
    return tell(values, graph) if tell else ""


def _status(values: dict[str, Any], _graph: Graph | None) -> str:
    before, after = (_label(values.get(name, "")) for name in ("before", "after"))
    return _("%(before)s → %(after)s") % {"before": before, "after": after}


def _resolved(values: dict[str, Any], graph: Graph | None) -> str:
    """Return how it ended; what was resolved before that was kept, as a change of status."""
    ending = str(values.get("ending", ""))
    if not ending:
        return _status(values, graph)
    return str(Ending(ending).label) if ending in Ending.values else ending


def _label(status: str) -> str:
    return str(Status(status).label) if status in Status.values else status


def _received(values: dict[str, Any], _graph: Graph | None) -> str:
    medium = str(values.get("medium", ""))
    return str(Message.Medium(medium).label) if medium in Message.Medium.values else medium


def _assigned(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return who has it now; a team that it went to, where that is known."""
    name, team = str(values.get("assignee") or ""), str(values.get("team") or "")
    return " · ".join(filter(None, (team, name))) or _("Nobody")


def _came_back(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return from whom, and to whom if somebody has it now."""
    team, name = str(values.get("team", "")), str(values.get("assignee", ""))
    return f"{team} → {name}" if name else team


def _snoozed(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return until when, and for whose answer it sleeps."""
    on, until = str(values.get("on", "")), parse_datetime(str(values.get("until", "")))
    moment = date_format(localtime(until), "DATETIME_FORMAT") if until else ""
    if on in (Wake.CUSTOMER, Wake.BANK):
        told = {"answer": Wake(on).label, "until": moment}
        return _("until %(answer)s, at the latest %(until)s") % told
    return _("until %(until)s") % {"until": moment}


def _woken(values: dict[str, Any], _graph: Graph | None) -> str:
    reasons = {
        Wake.TIME: _("its time has come"),
        Wake.CUSTOMER: _("the customer has answered"),
        Wake.BANK: _("there is news of the payment"),
        CAME_BACK: _("it came back"),
    }
    return reasons.get(values.get("why", ""), "")


def _reminded(values: dict[str, Any], _graph: Graph | None) -> str:
    return _("%(number)s of %(of)s") % {name: values.get(name, "") for name in ("number", "of")}


def _rang(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return which clock, and until when it ran."""
    clock, due = str(values.get("clock", "")), parse_datetime(str(values.get("due", "")))
    name = str(Clock(clock).label) if clock in Clock.values else clock
    ran = date_format(localtime(due), "DATETIME_FORMAT") if due else ""
    told = _("who leads the team is told") if values.get("told") else ""
    return " · ".join(filter(None, (name, ran, told)))


def _unreached(values: dict[str, Any], _graph: Graph | None) -> str:
    reason = str(values.get("reason", ""))
    told = {
        "message": _message(values),
        "reason": str(Reason(reason).label) if reason in Reason.values else reason,
    }
    return _("%(message)s: %(reason)s") % told


def _reached(values: dict[str, Any], _graph: Graph | None) -> str:
    return _message(values) if values else ""  # an agent, who is named beside it


def _message(values: dict[str, Any]) -> str:
    channel, name = str(values.get("channel", "")), str(values.get("event", ""))
    event = EVENTS.get(name)
    label = Channel(channel).label if channel in Channel.values else channel
    return f"{label} · {event.title if event else name}"


def _corrected(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return what became of each field; addresses are masked already."""
    told = [
        _("%(field)s: %(before)s → %(after)s")
        % {"field": _field(field), "before": before or "–", "after": after or "–"}
        for field, before, after in values.get("changes", ())
    ]
    if values.get("by") == CUSTOMER:
        told.append(_("by the customer, proven by codes"))
    return " · ".join(told)


def _field(name: str) -> str:
    names = {
        "name": _("Name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "phone_said": _("Number as sent"),
        "locale": _("Locale"),
    }
    return names.get(name, name)


def _priority(values: dict[str, Any], _graph: Graph | None) -> str:
    labels = dict(Case.Priority.choices)
    before, after = (str(labels.get(values.get(name, ""), "")) for name in ("before", "after"))
    return _("%(before)s → %(after)s") % {"before": before, "after": after}


def _tags(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return the tags that came with a plus, and those that went with a minus."""
    signed = [f"+ {tag}" for tag in values.get("added", ())]
    return ", ".join(signed + [f"− {tag}" for tag in values.get("taken", ())])


def _cases(values: dict[str, Any], _graph: Graph | None) -> str:
    cases = [*values.get("cases", ()), values.get("into", "")]
    told = ", ".join(str(reference) for reference in cases if reference)
    return f"{told} · {LINKS[values['link']]}" if values.get("link") in LINKS else told


def _merged(values: dict[str, Any], graph: Graph | None) -> str:
    """Return what was merged, and which question to a team ended with that."""
    ended = [
        _("%(team)s is not asked any more: “%(question)s”") % {"team": team, "question": question}
        if question
        else _("%(team)s is not asked any more") % {"team": team}
        for team, question in values.get("asked_no_longer", ())
    ]
    return " · ".join([_cases(values, graph), *ended])


def _payment(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return what the payment system told, with its code."""
    said = (
        values.get("payment"),  # another one than the case's own: of a case that was merged
        worded(values.get("status", "")),
    )
    words = " ".join(str(part) for part in said if part)
    code = " ".join(str(values[name]) for name in ("scheme", "code") if values.get(name))
    return _("%(status)s (%(code)s)") % {"status": words, "code": code} if code else words


def _noted(values: dict[str, Any], _graph: Graph | None) -> str:
    names = ", ".join(map(str, values.get("called", ())))
    return _("%(names)s told") % {"names": names} if names else ""


def _complaint(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return what was done of a complaint: the step, why and until when, or how it ended."""
    steps = {
        "acknowledged": _("acknowledged by a colleague"),
        "held": _("put off"),
        "answered": pgettext("complaint", "answered"),
        "none": _("what they wrote is no complaint"),
    }
    outcome, until = values.get("outcome", ""), parse_datetime(str(values.get("until", "")))
    named = (
        steps.get(values.get("step", ""), ""),
        Complaint.Outcome(outcome).label if outcome in Complaint.Outcome.values else "",
        causes().get(values.get("root_cause", ""), ""),
        reasons().get(values.get("reason", ""), ""),
        date_format(localtime(until), "DATE_FORMAT") if until else "",
    )
    return " · ".join(str(part) for part in named if part)


def _incident(values: dict[str, Any], _graph: Graph | None) -> str:
    """Return which one, and how the case was linked to it or that it was taken out."""
    ways = {**dict(CaseLink.How.choices), TAKEN_OUT: _("taken out")}
    named = (values.get("incident", ""), ways.get(str(values.get("how", "")), ""))
    return " · ".join(str(part) for part in named if part)


def _masked(values: dict[str, Any], _graph: Graph | None) -> str:
    return " ".join(was_masked(values.get("masked", ()), str(values.get("where", ""))))


DETAILS: dict[str, Callable[[dict[str, Any], Graph | None], str]] = {
    CaseEvent.Kind.STATUS: _status,
    CaseEvent.Kind.RESOLVED: _resolved,
    CaseEvent.Kind.ASSIGNED: _assigned,
    CaseEvent.Kind.CAME_BACK: _came_back,
    CaseEvent.Kind.SNOOZED: _snoozed,
    CaseEvent.Kind.WOKEN: _woken,
    CaseEvent.Kind.REMINDED: _reminded,
    CaseEvent.Kind.WARNED: _rang,
    CaseEvent.Kind.LATE: _rang,
    CaseEvent.Kind.RECEIVED: _received,
    CaseEvent.Kind.PAYMENT: _payment,
    CaseEvent.Kind.NOTE: _noted,
    CaseEvent.Kind.UNREACHED: _unreached,
    CaseEvent.Kind.REACHED: _reached,
    CaseEvent.Kind.CONTACT: _corrected,
    CaseEvent.Kind.PRIORITY: _priority,
    CaseEvent.Kind.TAGS: _tags,
    CaseEvent.Kind.JOINED: _cases,
    CaseEvent.Kind.PARTED: _cases,
    CaseEvent.Kind.MERGED: _merged,
    CaseEvent.Kind.UNMERGED: _cases,
    CaseEvent.Kind.RELATED: _cases,
    CaseEvent.Kind.MASKED: _masked,
    CaseEvent.Kind.COMPLAINT: _complaint,
    CaseEvent.Kind.INQUIRY: tell_of_bank,
    CaseEvent.Kind.INCIDENT: _incident,
    CaseEvent.Kind.MONEY: told_money,
    **GUIDE_DETAILS,
    **OWN_DETAILS,
}
