"""What becomes of an SMS: a word that we understand, the customer's words, or a person's to see.

Nothing is silent, and nothing but HELP is answered: what no number sent never is.
"""

from datetime import datetime

from django.core.exceptions import ValidationError

from support.cases.models import Case, Message
from support.cases.telling.masked import as_told, log_masked
from support.guidance.hearing import hear_customer
from support.intake.letters.letter import Letter
from support.intake.texts.belonging import Belonging, belonging_of
from support.intake.texts.helping import answer_help
from support.intake.texts.sms import LOST, IncomingSms
from support.notifications.addresses.sms_senders import is_ours
from support.notifications.returns.keywords import Meaning, meaning_of, stars_in
from support.notifications.returns.stopping import numbers_of, start, stop
from support.notifications.signals import Incoming
from support.payments.references.ours import OurNames
from support.surveys.models import Survey
from support.surveys.services import rate
from troubleshooting.discretion.masking import Masked, mask

Became = IncomingSms.Became
UNDERSTOOD = {"STOP": Meaning.STOP, "START": Meaning.START}


def decide(incoming: Incoming, sms: IncomingSms, now: datetime) -> Became:
    """Do what an SMS asks for, in the caller's transaction; say what it was."""
    numbers = numbers_of(incoming.phone)
    words = mask(incoming.text.strip(), OurNames())
    if not numbers:
        return _keep(incoming.phone, words, sms, Letter.Why.NO_NUMBER)
    if is_ours(numbers) or set(numbers) & set(numbers_of(incoming.to)):
        return Became.OURS
    meaning = UNDERSTOOD.get(incoming.understood) or _meaning_of(incoming.text)
    if switched := _switched(meaning, numbers, words.text, now):
        return switched
    belonging = belonging_of(numbers, words.text)
    if meaning is Meaning.HELP:
        # Who was answered by the provider is not answered twice.
        if incoming.understood or answer_help(numbers[0], belonging.case, sms, now):
            return Became.HELP
    elif _rated(belonging.surveyed, _stars_in(words.text), now):
        return Became.ANSWER
    return _heard(belonging, words, numbers[0], sms, now=now)


def _switched(meaning: Meaning, numbers: list[str], words: str, now: datetime) -> Became | None:
    """Stop messages or let them again.

    A START that changes nothing is a person's to see: it may answer a question of theirs.
    """
    if meaning is Meaning.STOP:
        stop(numbers, words, now)
        return Became.STOP
    return Became.START if meaning is Meaning.START and start(numbers, now) else None


def _meaning_of(text: str) -> Meaning:
    """Nobody knows what a word alone asks for where a part of the text is missing."""
    return Meaning.OTHER if LOST in text else meaning_of(text)


def _stars_in(text: str) -> int | None:
    """Nor whether a digit alone is all that they answered."""
    return None if LOST in text else stars_in(text)


def _rated(case: Case | None, stars: int | None, now: datetime) -> bool:
    """Take a number for the answer to a survey, if that is what we wrote last and it is open."""
    if case is None or stars is None:
        return False
    survey = Survey.objects.filter(case=case).first()
    try:
        rate(case, stars, survey.words if survey else "", now=now)
    except ValidationError:
        return False
    return True


def _heard(
    belonging: Belonging, words: Masked, number: str, sms: IncomingSms, *, now: datetime
) -> Became:
    case = belonging.case
    says_something = any(one.isprintable() and not one.isspace() for one in words.text)
    if case is None or not belonging.is_believed or not says_something:
        why = Letter.Why.NUMBER if says_something else Letter.Why.EMPTY
        return _keep(number, words, sms, why, case)
    message = hear_customer(case, words.text, now=now, medium=Message.Medium.SMS)
    log_masked(message.case, as_told(words.hidden), where="words", now=now)
    return Became.WORDS


def _keep(
    sender: str, words: Masked, sms: IncomingSms, why: Letter.Why, case: Case | None = None
) -> Became:
    Letter.objects.create(
        sms=sms,
        sender=mask(sender, OurNames()).text[:254],
        text=words.text,
        new_text=words.text,
        why=why,
        suggested=case,
        received_at=sms.received_at,
    )
    return Became.LETTER
