"""What was masked at a door, said: to who sent it, and on the case's timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, log
from troubleshooting.discretion.hidden import Hidden, Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# As it is kept and as the API says it: {"kind": "card", "end": "4242"}.
Told: TypeAlias = dict[str, str]


@dataclass
class Entry:
    """What was masked of one request. Who says so themselves, or logs it, notes that here."""

    told: list[Told] = field(default_factory=list)
    is_said: bool = False
    is_logged: bool = False


def entry_of(request: HttpRequest) -> Entry:
    """Return what the door masked of a request; nothing of most."""
    entry = getattr(request, "masked", None)
    return entry if isinstance(entry, Entry) else Entry()


def as_told(hidden: Iterable[Hidden]) -> list[Told]:
    """Return each thing that was masked once, in the order in which it was met."""
    told = dict.fromkeys((str(one.kind), one.end) for one in hidden)
    return [{"kind": kind, "end": end} for kind, end in told]


def log_masked(
    case: Case, told: Sequence[Told], *, where: str, now: datetime, actor: "User | None" = None
) -> None:
    """Say on the timeline what was masked, and in what; `where` is a name of `was_masked`."""
    if told:
        masked = list({(one["kind"], one["end"]): one for one in told}.values())
        log(case, CaseEvent.Kind.MASKED, now=now, actor=actor, where=where, masked=masked)


def will_be_masked(told: Iterable[Told]) -> list[str]:
    """Say to somebody who still writes what will not be kept of it."""
    return [_("%(what)s will be masked.") % {"what": name_of(one)} for one in told]


def was_masked(told: Iterable[Told], where: str = "") -> list[str]:
    """Say what was masked, and in what: a note, a reply, a customer's words, a payment's news."""
    return [_sentence(where) % {"what": name_of(one)} for one in told]


def _sentence(where: str) -> str:
    sentences = {
        "note": _("%(what)s was masked in this note."),
        "reply": _("%(what)s was masked in this reply."),
        "words": _("%(what)s was masked in what the customer said."),
        "event": _("%(what)s was masked in what the payment system sent."),
    }
    return sentences.get(where) or _("%(what)s was masked.")


def name_of(one: Any) -> str:
    """Return what it was, by its last four characters where they stay."""
    names = {
        Kind.CARD: _("A card number ending in %(end)s"),
        Kind.IBAN: _("An IBAN ending in %(end)s"),
        Kind.IDENTITY: _("An identity number ending in %(end)s"),
        Kind.CODE: _("A one-time code"),
        Kind.PASSWORD: _("A password"),
        Kind.CVV: _("A card’s security code"),
    }
    return names.get(one.get("kind"), "%(end)s") % {"end": one.get("end", "")}
