"""What customers are told about, and which words of the context each message uses."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.claims.record import Occasion
from support.notifications.models.states import Urgency

# `payment_kind` is a payment, a payout or a refund; `caution` what must not be done meanwhile.
ABOUT_THE_CASE = frozenset(
    {
        "reference", "payment", "payment_kind", "bank_reference", "amount", "customer_name",
        "status_url",
    }
)  # fmt: skip
# What claims say of the case, composed by `support.claims` as it stands when the message is made.
CLAIMED = frozenset(
    {
        "headline", "what_happened", "cause_sentence", "where_money_is", "what_next", "what_to_do",
        "how_to_reach_us", "in_short", "expected", "next_news",
    }
)  # fmt: skip
OCCASIONS = {
    "case-opened": Occasion.OPENED,
    "step-needs-you": Occasion.ASKED,
    "case-reopened": Occasion.REOPENED,
}
# Those that a message about a case always has.
ALWAYS_CLAIMED = frozenset({"headline", "what_happened", "what_next", "what_to_do", "in_short"})
# What leads straight to one of a survey's five answers.
RATED = frozenset(
    {"rated_one_url", "rated_two_url", "rated_three_url", "rated_four_url", "rated_five_url"}
)
# An article about the cause that a message tells, where one is out in its reader's language.
READ_ON = frozenset({"guide_title", "guide_url"})
ABOUT_THE_INCIDENT = ABOUT_THE_CASE | {
    "incident_title", "incident_sentence", "next_update", "caution",
}  # fmt: skip

FORM_LINK = "form-link"  # to whom an address of the public form may be, who is nobody's customer


@dataclass(frozen=True)
class Event:
    """One kind of message. Its templates lie in `templates/notifications/<name>/`.

    `needs` are the facts without which there is nothing to tell. A message that tells the state
    of a case dies unsent when another such message of the same case follows it. One that folds
    may wait a few minutes for others about the same case or incident and be told in one with them.
    One that is progress asks nothing and ends nothing: who wants fewer messages does without it.
    """

    name: str
    title: str | Promise
    uses: frozenset[str]
    needs: frozenset[str] = field(default_factory=frozenset)
    urgency: Urgency = Urgency.NORMAL  # urgent: leaves first, in quiet hours too
    is_essential: bool = True  # goes out whatever the customer chose to hear
    is_automatic: bool = True  # no person wrote it: machines must not answer it
    tells_state: bool = False
    folds: bool = False
    to_unproven: bool = False  # may go to an address that nobody has proven yet
    is_progress: bool = False

    @property
    def is_for_few(self) -> bool:
        """Whether it reaches who wants only what asks something of them, and how it ended."""
        return self.is_essential and not self.is_progress


def _state(name: str, title: str | Promise, uses: frozenset[str], **more: object) -> Event:
    return Event(name, title, uses | CLAIMED, tells_state=True, **more)  # type: ignore[arg-type]


EVENTS = {
    event.name: event
    for event in (
        _state("case-opened", _("Case opened"), ABOUT_THE_CASE, to_unproven=True),
        _state(
            "step-needs-you",
            _("Step needs the customer"),
            ABOUT_THE_CASE | {"question"},
            needs=frozenset({"question"}),
            folds=True,
        ),
        _state("solution", pgettext_lazy("message", "Solution"), ABOUT_THE_CASE | READ_ON),
        _state("reminder", _("Reminder"), ABOUT_THE_CASE),
        _state(
            "waiting-bank",
            _("Waiting for bank"),
            ABOUT_THE_CASE,
            folds=True,
            is_progress=True,
        ),
        _state(
            "bank-overdue",
            _("Bank overdue"),
            ABOUT_THE_CASE,
            folds=True,
            is_progress=True,
        ),
        _state(
            "payment-moved",
            _("Payment sent, not made or come back"),
            ABOUT_THE_CASE,
            folds=True,
        ),
        _state("case-resolved", _("Case resolved"), ABOUT_THE_CASE),
        _state("case-reopened", _("Case reopened"), ABOUT_THE_CASE, folds=True),
        Event(
            "incident-opened",
            _("Incident opened"),
            ABOUT_THE_INCIDENT,
            needs=frozenset({"incident_sentence"}),
            folds=True,
        ),
        Event(
            "incident-updated",
            _("Incident updated"),
            ABOUT_THE_INCIDENT,
            needs=frozenset({"incident_sentence"}),
            is_essential=False,
            folds=True,
        ),
        Event(
            "incident-resolved",
            _("Incident resolved"),
            ABOUT_THE_INCIDENT,
            needs=frozenset({"incident_sentence"}),
        ),
        Event(
            "agent-reply",
            _("Reply"),
            ABOUT_THE_CASE | CLAIMED | {"reply"},
            needs=frozenset({"reply"}),
            urgency=Urgency.URGENT,
            is_automatic=False,
        ),
        Event(
            "survey",
            _("Survey"),
            ABOUT_THE_CASE | {"survey_url"} | RATED,
            needs=frozenset({"survey_url"}),
            is_essential=False,
        ),
        Event(
            "complaint-received",
            _("Complaint acknowledged"),
            ABOUT_THE_CASE
            | {
                "complaint_within",
                "complaint_by",
                "complaint_longest",
                "complaint_latest",
                "how_to_reach_us",
            },
            needs=frozenset({"complaint_within", "complaint_by"}),
        ),
        Event(
            "complaint-held",
            _("Holding reply"),
            ABOUT_THE_CASE | {"hold_reason", "complaint_by", "complaint_to_do", "how_to_reach_us"},
            needs=frozenset({"hold_reason", "complaint_by"}),
        ),
        Event(
            "complaint-answered",
            _("Complaint answered"),
            ABOUT_THE_CASE | {"reply", "complaint_outcome", "turn_to", "how_to_reach_us"},
            needs=frozenset({"reply", "complaint_outcome"}),
            is_automatic=False,
        ),
        Event(
            "guide-published",
            _("Help article published"),
            frozenset({"customer_name", "guide_title", "guide_sentence", "guide_url"}),
            needs=frozenset({"guide_title", "guide_url"}),
            is_essential=False,
        ),
        Event(
            "news-confirm",
            _("Confirm help articles by e-mail"),
            frozenset({"confirm_url"}),
            needs=frozenset({"confirm_url"}),
        ),
        Event(
            "contact-code",
            _("Code to prove contact"),
            frozenset({"customer_name", "code", "minutes"}),
            needs=frozenset({"code"}),
            urgency=Urgency.URGENT,
            to_unproven=True,
        ),
        # Who sends HELP asks for it, and is to get it where a rule wants it told.
        Event(
            "sms-help",
            _("Answer to HELP"),
            frozenset({"customer_name"}),
            urgency=Urgency.URGENT,
            to_unproven=True,
        ),
        # The same to everybody: nothing that was typed at the form is in it.
        Event(
            FORM_LINK,
            _("Link of the public form"),
            frozenset({"proof_url"}),
            needs=frozenset({"proof_url"}),
            urgency=Urgency.URGENT,
            to_unproven=True,
        ),
        # To the old address, and with the link to the new one.
        Event(
            "contact-changed",
            _("Contact changed"),
            frozenset(
                {"reference", "customer_name", "new_address", "status_url", "how_to_reach_us"}
            ),
            needs=frozenset({"new_address"}),
            urgency=Urgency.URGENT,
            to_unproven=True,
        ),
    )
}


# What people who work here are told by mail, in words that are made before: nobody words it anew.
TO_COLLEAGUES = {
    "report": Event("report", _("Report to a lead"), frozenset(), to_unproven=True),
    "escalation": Event(
        "escalation", _("Escalation"), frozenset(), urgency=Urgency.URGENT, to_unproven=True
    ),
}


def event_of(name: str) -> Event:
    """Return an event of either kind. Raises KeyError for one that no longer is."""
    return TO_COLLEAGUES.get(name) or EVENTS[name]


def occasion_of(name: str) -> Occasion:
    """Return on which occasion an event tells of a case: what claims may say hangs on it."""
    return OCCASIONS.get(name, Occasion.MOVED)


def title_of(name: str) -> str:
    """Return what a message is about; one that is no longer sent keeps its name."""
    event = EVENTS.get(name) or TO_COLLEAGUES.get(name)
    return str(event.title) if event else name
