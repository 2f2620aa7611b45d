"""What a customer answers, by whichever way it comes."""

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case, lock_payment, take_up_again
from support.cases.models import Case, CaseEvent, Message, StatusLink, Wake, log
from support.cases.services import record_words
from support.cases.taking.snoozing import hear_answer, owe_answer
from support.cases.telling.saying import Came
from support.guidance.proof import refute_latest
from support.guidance.services import keep_silent, telling_question
from troubleshooting.marks.writing import together
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.services import Choice, StaleWalk, record_answer

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Answers are kept for ever, and nobody who means it changes their mind more often.
MOST_ANSWERS = 100  # of one customer in one walk
CUSTOMER = WalkAnswer.Source.CUSTOMER


def hear_customer(
    case: Case, words: str, *, now: datetime, actor: "User | None" = None, **came: Unpack[Came]
) -> Message:
    """Write down what a customer answers: a case that waited for it wakes, a done one is reopened.

    Of a case that was merged the kept one hears it. Where another case is open for the payment, the
    done one stays so. Raises ValidationError where nothing was said.
    """
    while True:
        with transaction.atomic():
            case = case.merged_into or case
            if case.payment_id is not None:
                lock_payment(case.payment_id)
            case.refresh_from_db(fields=["merged_into"])
            # Merged while we waited for the payment: begin anew, for the other one comes first.
            if case.merged_into is None:
                return _hear(case, words, now=now, actor=actor, **came)


def _hear(
    case: Case, words: str, *, now: datetime, actor: "User | None", **came: Unpack[Came]
) -> Message:
    message = record_words(case, words, now=now, actor=actor, **came)
    case = message.case
    others = case.payment.cases.not_done() if case.payment else Case.objects.none()
    if case.is_done and not others.exists():
        owe_answer(case, now)
        case.heard_at = now
        take_up_again(case, now=now, actor=actor, note=_("The customer has answered."))
        refute_latest(case)
    return message


@transaction.atomic
def hear_step(
    case: Case, walk: Walk, choice: Choice, *, seen: int, link: StatusLink, now: datetime
) -> Walk:
    """Answer a step as who holds the `link` does, or change what came by it; then checks go on.

    A case that waited for the customer wakes. An outcome to which this leads waits for an agent,
    for only strong checks lead to one that applies itself.
    Raises StaleWalk if somebody answered meanwhile, and ValidationError for what this customer is
    not asked: `not_asked` of the whole case, `not_theirs` of the step, `too_often` of any more.
    """
    case = lock_case(case)
    if case.is_done or case.is_silent:
        raise ValidationError(_("There is no question for you any more."), code="not_asked")
    if seen != walk.answers_seen:
        raise StaleWalk(walk)
    _check_theirs(walk, choice, link)
    given = Choice(choice.node, choice.option, choice.kind, source=CUSTOMER, values=kept_of(link))
    with telling_question(case, walk, now), together():
        walk = record_answer(walk, given, seen=seen, actor=None, now=now)
        keep_silent(case, walk.position().present, now)
        option = choice.option or choice.kind
        told = {"node": choice.node, "option": option, "source": str(CUSTOMER)}
        log(case, CaseEvent.Kind.ANSWERED, now=now, actor=None, **told)
    hear_answer(case, Wake.CUSTOMER, now=now)
    return walk


def came_by(walk: Walk, number: int, link: StatusLink) -> bool:
    """Tell whether an answer came by a link: what came by another may be a stranger's by now."""
    row = walk.answer_row(number)
    return row.source == CUSTOMER and row.values == kept_of(link)


def kept_of(link: StatusLink) -> dict[str, int]:
    """Return what an answer keeps of the link by which it came."""
    return {"link": link.pk}


def _check_theirs(walk: Walk, choice: Choice, link: StatusLink) -> None:
    """Judge the walk as it was read: where it has grown since, nothing is recorded anyhow."""
    if sum(row.source == CUSTOMER for row in walk.rows) >= MOST_ANSWERS:
        raise ValidationError(
            _("You have answered very often. Please write to us instead."), code="too_often"
        )
    position = walk.position()
    step = position.step_at(choice.node)
    is_change = step is not None and choice.node != position.present.key
    if step is not None and is_change and not came_by(walk, step.answer.number, link):
        raise ValidationError(_("This answer is not yours to change."), code="not_theirs")
