"""What is planned, what was changed of it, and who was told."""

from support.roster.models.changed import HandOver, HandOverSeen, Swap
from support.roster.models.feeds import Feed
from support.roster.models.planned import Cover, Rule, Shift, Weekly
from support.roster.models.told import Escalation, ToldPerson

__all__ = [
    "Cover", "Escalation", "Feed", "HandOver", "HandOverSeen", "Rule", "Shift", "Swap",
    "ToldPerson", "Weekly",
]  # fmt: skip
