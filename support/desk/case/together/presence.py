"""Who else has a case open, who types, who has unsent words, and what others did meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from support.cases.models import Case, CaseEvent
from support.desk.models import CasePresence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# A page tells of itself every 5 seconds, in a hidden tab once a minute.
GONE_AFTER = timedelta(seconds=75)
# Whoever does not tell that they type any more, has stopped.
TYPED_FOR = timedelta(seconds=12)
MOST = 20


@dataclass(frozen=True)
class Here:
    """Who else is at a case, and how much others have done since somebody's page was made.

    `seen` is the last line of the timeline that the page may know, `mark` the same for as long as
    nothing has to be shown anew.
    """

    people: Sequence[CasePresence]
    news: int
    seen: int

    @property
    def mark(self) -> str:
        told = [f"{person.user_id}{person.doing}" for person in self.people]
        return " ".join([*told, str(self.news)])


def be_here(case: Case, user: "User", doing: str, now: datetime) -> None:
    """Note that somebody has a case open and what they do; another word counts as reading."""
    known = doing if doing in CasePresence.Doing.values else CasePresence.Doing.READS
    CasePresence.objects.bulk_create(
        [CasePresence(case=case, user=user, doing=known, seen_at=now)],
        update_conflicts=True,
        unique_fields=["case", "user"],
        update_fields=["doing", "seen_at"],
    )


def who_is_here(case: Case, user: "User", now: datetime, seen: int | None) -> Here:
    """Return who else is at a case, and what others did after the line `seen`; two queries."""
    here = CasePresence.objects.filter(case=case, seen_at__gt=now - GONE_AFTER).exclude(user=user)
    people = list(here.select_related("user").order_by("user__username")[:MOST])
    for person in people:
        if person.doing == CasePresence.Doing.TYPES and person.seen_at < now - TYPED_FOR:
            person.doing = CasePresence.Doing.UNSENT
    newest = CaseEvent.objects.filter(case=case).order_by("-happened_at", "-pk")[:MOST]
    lines = list(newest.values_list("pk", "actor"))
    last = max((pk for pk, _actor in lines), default=0)
    since = last if seen is None else seen
    return Here(people, sum(pk > since and actor != user.pk for pk, actor in lines), since)
