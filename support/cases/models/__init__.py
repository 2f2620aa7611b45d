"""Cases: one customer's trouble with one payment, and everything that happened to it."""

from support.cases.models.announcing import ThreadMessage
from support.cases.models.case import Case, CaseQuerySet
from support.cases.models.clocked import Clock, ClockAlarm
from support.cases.models.ending import Ending
from support.cases.models.link import StatusLink
from support.cases.models.merged import CaseMerge, CaseRelation
from support.cases.models.queued import Wake
from support.cases.models.search_entry import SearchEntry, Unfound
from support.cases.models.status import (
    CLASS_OF,
    CUSTOMER_WORDING,
    OPEN_STATUSES,
    STATUSES_OF,
    Status,
    StatusClass,
)
from support.cases.models.timeline import CaseEvent, Mention, Message, log
from support.cases.models.waiting import WaitingRules
from support.cases.taking.models import Referral
from support.cases.viewing.models import Column, Order, SavedView

__all__ = [
    "CLASS_OF",
    "CUSTOMER_WORDING",
    "OPEN_STATUSES",
    "STATUSES_OF",
    "Case",
    "CaseEvent",
    "CaseMerge",
    "CaseQuerySet",
    "CaseRelation",
    "Clock",
    "ClockAlarm",
    "Column",
    "Ending",
    "Mention",
    "Message",
    "Order",
    "Referral",
    "SavedView",
    "SearchEntry",
    "Status",
    "StatusClass",
    "StatusLink",
    "ThreadMessage",
    "Unfound",
    "WaitingRules",
    "Wake",
    "log",
]
