"""What rows of the queue are made of, read as plain values.

Made as rows of six tables they would take thrice as long.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from support.cases.models import Case
from support.cases.models.status import STATUSES_OF, StatusClass
from support.customers.contacts import called
from support.payments.models import Channel
from support.staff.models import Team
from support.staff.services import all_teams
from troubleshooting.causes.models import Cause
from troubleshooting.marks.asking import Question, among
from troubleshooting.marks.reading import kept

DONE = STATUSES_OF[StatusClass.DONE]


class Listed(NamedTuple):
    """A case by the columns that its row shows, as Django calls them from a case on.

    What few cases share stands behind them: that is read once a process.
    """

    pk: int
    reference: str
    status: str
    priority: str
    tags: list[str]
    opened_at: datetime
    wakes_at: datetime | None
    due_at: datetime | None
    follow_up_at: datetime | None
    complaint_due_at: datetime | None
    first_answer_due_at: datetime
    first_answered_at: datetime | None
    solution_due_at: datetime
    next_answer_due_at: datetime | None
    bank_due_at: datetime | None
    promised_at: datetime | None
    unreached_since: datetime | None
    silent_since: datetime | None
    heard_at: datetime | None
    ending: str
    contact_name: str
    contact_phone: str
    contact_email: str
    contact_zone: str
    customer__name: str
    customer__email: str
    customer__phone: str
    payment_id: int | None
    payment__direction: str
    payment__is_refund: bool
    payment__amount: Decimal | None
    payment__amount_text: str
    payment__currency: str
    assignee_id: int | None
    assignee__first_name: str
    assignee__last_name: str
    assignee__username: str
    payment__channel_id: int | None
    team_id: int | None
    cause_id: int | None
    channel: Channel | None = None
    team: Team | None = None
    cause: Cause | None = None

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    @property
    def is_silent(self) -> bool:
        """Whether no machine may write about this case."""
        return self.silent_since is not None or (self.cause is not None and self.cause.is_silent)

    @property
    def who(self) -> str:
        """The customer, as `Case.contact` has them."""
        if self.contact_zone:
            return called(self.contact_name, self.contact_email, self.contact_phone)
        return called(self.customer__name, self.customer__email, self.customer__phone)

    @property
    def phone(self) -> str:
        return self.contact_phone if self.contact_zone else self.customer__phone


READ = Listed._fields[:-3]
_CASES = Question(lambda keys: Case.objects.filter(pk__in=among(keys)).values_list(*READ))


def listed(keys: Sequence[int]) -> dict[int, Listed]:
    """Return cases by their keys, in one query."""
    channels, teams, causes = _channels(), {team.pk: team for team in all_teams()}, _causes()
    found = {}
    for line in _CASES.lines(list(keys)):
        channel, team, cause = line[-3:]
        shared = channels.get(channel), teams.get(team), causes.get(cause)
        found[line[0]] = Listed._make((*line, *shared))
    return found


@kept
def _causes() -> dict[int | None, Cause]:
    return {row.pk: row for row in Cause.objects.only("slug", "name_en", "name_zh", "disclosure")}


@kept
def _channels() -> dict[int | None, Channel]:
    return {row.pk: row for row in Channel.objects.only("code", "name_en", "name_zh")}
