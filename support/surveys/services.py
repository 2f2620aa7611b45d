"""Taking what a customer answers: once a case, changed for a week, told on the case's timeline."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_kept
from support.cases.models import Case, CaseEvent, log
from support.cases.telling.masked import Told, as_told, log_masked
from support.payments.references.ours import OurNames
from support.surveys.asking import is_no_end, snapshot_of
from support.surveys.models import STARS, Survey, survey_rules
from troubleshooting.discretion.masking import mask

# So long after the end somebody may begin to answer, and so long change what they answered.
OPEN_FOR = timedelta(days=30)
CHANGED_FOR = timedelta(days=7)
MOST_TIMES = 10
LONGEST = 2_000


@dataclass(frozen=True)
class Standing:
    """What a customer can answer now; without stars nothing was answered yet."""

    is_open: bool
    stars: int | None = None
    words: str = ""
    until: datetime | None = None


CLOSED = Standing(is_open=False)


def standing_of(case: Case, now: datetime) -> Standing:
    """Say whether a case's customer can answer, and what they answered; two queries at most."""
    if not _has_ended(case) or case.customer.only_essential:
        return CLOSED
    if not survey_rules().is_on:
        return CLOSED
    return _standing(case, Survey.objects.filter(case=case).first(), now)


@transaction.atomic
def rate(case: Case, stars: int | None, words: str, *, now: datetime) -> tuple[Survey, list[Told]]:
    """Keep what a customer answers, and return it with what was masked of their words.

    The same again changes nothing. Raises ValidationError where nothing is asked (any more), for
    an answer that is none of the five, and for words that are too many.
    """
    words = words.strip()
    _check(stars, words)
    case = lock_kept(case)
    if not standing_of(case, now).is_open:
        raise ValidationError(_("This survey is over."), code="over")
    survey = Survey.objects.filter(case=case).first() or snapshot_of(case, now)
    masked = mask(words, OurNames())
    told = as_told(masked.hidden)
    if (survey.stars, survey.words) == (stars, masked.text):
        return survey, told
    before = survey.stars
    survey.stars, survey.words = stars, masked.text
    survey.rated_at, survey.times = survey.rated_at or now, survey.times + 1
    survey.save()
    log(case, CaseEvent.Kind.RATED, now=now, note=masked.text, stars=stars, before=before)
    log_masked(case, told, where="words", now=now)
    return survey, told


def _check(stars: int | None, words: str) -> None:
    if stars not in STARS:
        raise ValidationError(_("Please choose one of the five answers."), code="stars")
    if len(words) > LONGEST:
        told = {"length": f"{len(words):,}", "most": f"{LONGEST:,}"}
        raise ValidationError(
            _("Your words have %(length)s characters, and we can take %(most)s.") % told,
            code="too_long",
        )


def _has_ended(case: Case) -> bool:
    return case.is_done and not case.is_silent and not is_no_end(case)


def _standing(case: Case, survey: Survey | None, now: datetime) -> Standing:
    if survey is None or survey.rated_at is None:
        ended = case.resolved_at
        until = ended + OPEN_FOR if ended else now
        return Standing(is_open=now < until, until=until)
    until = survey.rated_at + CHANGED_FOR
    is_open = now < until and survey.times < MOST_TIMES
    return Standing(is_open, survey.stars, survey.words, until)
