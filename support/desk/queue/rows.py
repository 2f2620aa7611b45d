"""One line per case: the clock that runs out first, what the guide says, whose turn it is.

Worked out here, so that the template of fifty rows has nothing left to ask.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User

from support.cases.models import Case, Ending, Status
from support.desk.queue.reading import Listed, listed
from support.guidance.stands import Stand, stands_of
from support.payments.models.payment import amount_called
from web.access import called, initials
from web.words.due import clock_in_words, span_in_words
from web.words.said import gettext as _
from web.words.said import label, pgettext

SHOWN_PRIORITIES = (Case.Priority.URGENT, Case.Priority.HIGH)


class Clock(NamedTuple):
    """The clock that runs out first; `urgency` is late, now, today or later."""

    kind: str
    words: str = ""
    urgency: str = "later"
    at: datetime | None = None


class Finding(NamedTuple):
    """What the guide says, or what is in its way, most useful first."""

    icon: str
    words: str
    tone: str = ""


class Row(NamedTuple):
    """A line of the queue; `whose` it is by name and by `initials`, "" where nobody's."""

    case: Listed
    who: str
    group: str
    clock: Clock
    finding: Finding
    turn: str
    turn_for: str
    amount: str
    currency: str
    seen: str
    whose: str
    initials: str
    is_mine: bool

    @property
    def priority(self) -> str:
        priority = self.case.priority
        return label(Case.Priority, priority) if priority in SHOWN_PRIORITIES else ""


def rows_of(keys: Sequence[int], agent: User, now: datetime) -> list[Row]:
    """Return the rows of cases in the order of their keys, in two queries."""
    if not keys:
        return []
    found = listed(keys)
    stands = stands_of(found)
    return [_row(found[key], stands[key], agent, now) for key in keys if key in found]


def _row(case: Listed, stand: Stand, agent: User, now: datetime) -> Row:
    amount, _space, currency = _amount(case).rpartition(" ")
    turn, since = _turn(case, stand)
    clock = clock_of(case, now)
    person = case.assignee__first_name, case.assignee__last_name, case.assignee__username
    return Row(
        case=case,
        who=case.who,
        group=_group(case, clock, now),
        clock=clock,
        finding=finding_of(case, stand),
        turn=turn,
        turn_for=span_in_words(now - since) if since and turn else "",
        amount=amount,
        currency=currency,
        seen=stand.seen if stand.waits_for_a_press else "",
        whose=called(*person) if case.assignee_id else "",
        initials=initials(*person) if case.assignee_id else "",
        is_mine=case.assignee_id == agent.pk,
    )


def _amount(case: Listed) -> str:
    if case.payment_id is None:
        return ""
    return amount_called(case.payment__amount, case.payment__amount_text, case.payment__currency)


def _group(case: Listed, clock: Clock, now: datetime) -> str:
    """Name the heading under which a case stands; the order of the queue has each in one piece."""
    if case.unreached_since:
        return _("Not reached")
    if case.wakes_at:
        return _("Snoozed")
    if case.due_at is None:
        return _("Nothing due") if not case.is_done else _("Done")
    if clock.urgency == "now":
        return _("Within the hour") if case.due_at >= now else _("Overdue since today")
    if clock.urgency == "late":
        return _("Overdue since an earlier day")
    return _("Later today") if clock.urgency == "today" else _("After today")


def clock_of(case: Listed, now: datetime) -> Clock:
    """Return the clock that runs, with its name."""
    if case.wakes_at:
        return _clock(_("Snoozed"), case.wakes_at, now)
    if case.due_at is None:
        if case.follow_up_at is None or case.unreached_since:
            return Clock("")
        return _clock(_("Reminder"), case.follow_up_at, now)
    return _clock(name_of_clock(case), case.due_at, now)


def name_of_clock(case: Case | Listed) -> str:
    """Name the clock by which a case is due."""
    due = case.due_at
    if due == case.complaint_due_at:
        return pgettext("clock", "Complaint")
    if due == case.first_answer_due_at and not case.first_answered_at:
        return _("First answer")
    if due == case.next_answer_due_at:
        return _("Next answer")
    if due == case.solution_due_at:
        return _("Solution")
    if due == case.promised_at:
        return _("Promise")
    return pgettext("clock", "Bank") if due == case.bank_due_at else pgettext("clock", "Due")


def _clock(kind: str, at: datetime, now: datetime) -> Clock:
    due = clock_in_words(at, now)
    return Clock(kind, due.words, due.urgency, at)


def finding_of(case: Listed, stand: Stand) -> Finding:
    """Return what an agent should know of a case first; of one that is asked, by whom as well."""
    found = _finding(case, stand)
    if case.is_done or case.team is None or not case.team.kind:
        return found
    told = {"team": case.team.name, "finding": found.words}
    return found._replace(words=_("With %(team)s · %(finding)s") % told)


def _finding(case: Listed, stand: Stand) -> Finding:
    if case.unreached_since:
        return Finding("exclamation-triangle", _not_reached(case), "warn")
    if case.is_done:
        ending = label(Ending, case.ending) if case.ending else label(Status, case.status)
        return Finding("check-circle", ending, "soft")
    if stand.waits_for_a_press:
        words = _("Outcome waiting: %(outcome)s") % {"outcome": stand.title}
        return Finding("flag", words, "strong")
    if case.heard_at and (stand.said_at is None or stand.said_at < case.heard_at):
        return Finding("chat-bubble-left", _("They answered a question of the guide"))
    if case.heard_at and stand.words:
        words = _("They wrote: “%(words)s”") % {"words": " ".join(stand.words.split())}
        return Finding("chat-bubble-left", words, "")
    return _waiting(case, stand)


def _waiting(case: Listed, stand: Stand) -> Finding:
    if stand.held:
        words = _("Held by incident: %(incident)s") % {"incident": stand.held}
        return Finding("signal-slash", words, "soft")
    if case.status in (Status.WAITING_BANK, Status.WAITING_CUSTOMER):
        icon = "building-library" if case.status == Status.WAITING_BANK else "user"
        status = label(Status, case.status)
        found = case.cause.name if case.cause else stand.title if stand.is_outcome else ""
        words = _("%(status)s: %(cause)s") % {"status": status, "cause": found} if found else status
        return Finding(icon, words, "soft")
    if stand.is_open:
        return Finding("question-mark-circle", _("Step: %(step)s") % {"step": stand.title})
    if stand.title:
        return Finding("check", _("Applied: %(outcome)s") % {"outcome": stand.title}, "soft")
    reason = _("Guide not started") if case.payment_id else _("Guide not started: no payment named")
    return Finding("map", reason, "soft")


def _not_reached(case: Listed) -> str:
    """Of a silent case nobody calls by themselves."""
    if case.is_silent:
        return _("Not reached")
    if case.phone:
        return _("Not reached: call the customer")
    return _("Not reached, and no phone number: find another way")


def _turn(case: Listed, stand: Stand) -> tuple[str, datetime | None]:
    """Return who has to do something, and since when; nobody where the case is done."""
    if case.is_done:
        return "", None
    since = stand.turned_at or case.opened_at
    if case.unreached_since:
        return pgettext("turn", "Us"), case.unreached_since
    if case.status == Status.WAITING_CUSTOMER:
        return pgettext("turn", "Them"), since
    if case.status == Status.WAITING_BANK and not case.heard_at:
        return pgettext("turn", "Bank"), since
    return pgettext("turn", "Us"), case.heard_at or since
