"""What a customer's page offers once their case has ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from support.cases.models import Case
from support.cases.models.waiting import waiting_rules
from support.surveys.models import STARS
from support.surveys.services import CLOSED, Standing, standing_of


@dataclass(frozen=True)
class After:
    """Whether they can say that it is not solved, or ended too long ago; and the survey."""

    can_reopen: bool = False
    is_long_ago: bool = False
    survey: Standing = CLOSED
    answers: tuple[int, ...] = STARS

    @property
    def is_any(self) -> bool:
        return self.can_reopen or self.is_long_ago or self.survey.is_open


def after_of(case: Case, now: datetime) -> After:
    """Say what is offered; nothing while it goes on or where only people write about it."""
    if not case.is_done or case.is_silent or case.resolved_at is None:
        return After()
    within = timedelta(days=waiting_rules().reopen_within_days)
    is_long_ago = now >= case.resolved_at + within
    return After(can_reopen=not is_long_ago, is_long_ago=is_long_ago, survey=standing_of(case, now))
