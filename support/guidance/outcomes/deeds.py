"""The deeds of an outcome: what there is to do, what somebody chose of it, what can't be chosen.

Cause, status, and a message a channel. What is shown beforehand is made by the code that sends.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.models import Case, Status
from support.cases.telling.cause_sentences import asks_for_unnamed
from support.cases.telling.found import UNSURE, is_beside
from support.cases.telling.messages_of_case import TRUE_IN
from support.cases.telling.recording import fits_payment
from support.notifications.models import Channel
from support.notifications.words.events import EVENTS
from support.payments.ladder.rungs import Rung
from support.payments.references.quoting import bank_reference_of
from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import unfit_for_customers
from troubleshooting.trees.graph import Node

CAUSE, STATUS = "cause", "status"
ASKS_UNNAMED = gettext_lazy(
    "The record does not show which detail is missing. Please name it in what the customer is "
    "told of the cause, or record no cause."
)
MISFITS = gettext_lazy(
    "This cause does not fit the payment, so the customer would be asked for something without "
    "being told what. Please write what they have to do, or leave out the cause or the status."
)

CAME_BACK = gettext_lazy(
    "The payment came back, so there is no bank to wait for. Please change the answer that led "
    "here, or use another guide."
)


@dataclass(frozen=True)
class Chosen:
    """What somebody wants of an outcome; `deeds` None is all of it.

    `sentence` stands for this case in the place of the cause's own, "" leaves that as it is.
    `bank_read` is the bank's answer that they read, where the guide does not go by it.
    """

    deeds: Collection[str] | None = None
    note: str = ""
    sentence: str = ""
    bank_read: str = ""

    def wants(self, deed: str) -> bool:
        return self.deeds is None or deed in self.deeds

    def left_out(self, deeds: Iterable[str]) -> list[str]:
        return [deed for deed in deeds if not self.wants(deed)]

    def channels(self) -> list[str]:
        return [channel for channel in Channel.values if self.wants(channel)]


@dataclass(frozen=True)
class Outcome:
    """What an outcome would do to a case as it stands."""

    node: Node
    cause: Cause | None
    event: str  # what the customer is told, "" for nothing
    channels: tuple[str, ...]  # by which they can be told

    @property
    def status(self) -> str:
        return self.node.status or ""

    def moves(self, case: Case) -> bool:
        return bool(self.status) and self.status != case.status and not case.is_done

    def deeds(self, case: Case) -> list[str]:
        """Name what there is to choose, in the order in which it is shown."""
        cause = [CAUSE] if self.cause else []
        status = [STATUS] if self.moves(case) else []
        return [*cause, *status, *self.channels]

    def must(self, deed: str) -> str:
        """Say why a deed is always done, "" where it need not be."""
        if deed == CAUSE and self.cause and self.cause.is_silent:
            return _("Always recorded: from then on only people write to this customer.")
        return ""

    def asks_unnamed(self, case: Case) -> bool:
        """Whether messages and status page would ask for a detail without naming it."""
        return asks_for_unnamed(case, self.cause)

    def misfits(self, case: Case) -> bool:
        """Whether customers are told nothing of the cause, as it can't be so of the payment."""
        return not fits_payment(case, self.cause)

    def _is_untold(self, case: Case) -> bool:
        """Whether messages read the same without the cause: nothing of it is told or asked."""
        return self.misfits(case) and (self.status or case.status) != Status.WAITING_CUSTOMER

    def written_of(self, deed: str, chosen: Chosen) -> list[str]:
        """Name the cause where a message has what somebody wrote of it."""
        return [CAUSE] if chosen.sentence and deed in self.channels else []

    def waits_in_vain(self, case: Case) -> bool:
        """Whether it waits for a bank to say where the money is, which came back already."""
        payment, cause = case.payment, self.cause
        if payment is None or cause is None or self.status != Status.WAITING_BANK:
            return False
        is_back = payment.status == Rung.RETURNED and not is_beside(payment, cause)
        return is_back and cause.of_money in UNSURE

    def needs(self, case: Case, deed: str) -> list[str]:
        """Name the deeds without which this one would tell what is not so."""
        if deed not in self.channels:
            return []
        needed = []
        if self.cause and "cause_sentence" in EVENTS[self.event].uses and not self._is_untold(case):
            needed.append(CAUSE)
        if self.moves(case) and case.status not in TRUE_IN.get(self.event, Status):
            needed.append(STATUS)
        return needed


def check_chosen(outcome: Outcome, case: Case, chosen: Chosen) -> None:
    """Raise ValidationError for what can't be done so; the case is locked and not changed yet."""
    if outcome.waits_in_vain(case):
        raise ValidationError(CAME_BACK, code="came_back")
    if chosen.sentence:
        _check_sentence(outcome, case, chosen.sentence)
    elif chosen.wants(CAUSE):
        _check_told(outcome, case, chosen)
    if chosen.deeds is None:
        return
    offered = outcome.deeds(case)
    strange = set(chosen.deeds) - {CAUSE, STATUS, *Channel.values}
    if strange:
        raise ValidationError(
            _("This outcome does not do %(what)s."),
            code="unknown_deed",
            params={"what": ", ".join(sorted(strange))},
        )
    wanted = [deed for deed in offered if deed in chosen.deeds]
    if offered and not wanted:
        raise ValidationError(_("Please choose at least one thing to do."), code="no_deed")
    for deed in offered:
        if deed not in wanted and outcome.must(deed):
            raise ValidationError(outcome.must(deed), code="must_do")
        needed = {*outcome.needs(case, deed), *outcome.written_of(deed, chosen)}
        if deed in wanted and needed - set(wanted):
            raise ValidationError(
                _(
                    "The message is worded for the cause and the status of this outcome, so it "
                    "can't go out without them. Leave the message out too, or do all of it."
                ),
                code="needs_deed",
            )


def _check_told(outcome: Outcome, case: Case, chosen: Chosen) -> None:
    """Refuse a recorded cause by which the customer, message or not, can't know what to do."""
    if outcome.asks_unnamed(case):
        raise ValidationError(ASKS_UNNAMED, code="unnamed")
    moves = outcome.moves(case) and chosen.wants(STATUS)
    status = outcome.status if moves else case.status
    if status == Status.WAITING_CUSTOMER and outcome.misfits(case):
        raise ValidationError(MISFITS, code="misfits")


def _check_sentence(outcome: Outcome, case: Case, sentence: str) -> None:
    is_told = outcome.event or outcome.asks_unnamed(case) or outcome.misfits(case)
    if outcome.cause is None or not is_told:
        raise ValidationError(
            _("This outcome tells no sentence of a cause that could be edited."),
            code="no_sentence",
        )
    if found := unfit_for_customers(sentence, theirs=bank_reference_of(case.payment)):
        raise ValidationError(found, code="unfit")
