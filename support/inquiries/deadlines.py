"""By when a bank has to answer: so many of its bank days, by the rule of its rail."""

from datetime import datetime

from support.inquiries.codes import RECALLS
from support.inquiries.models import AnswerRule, Bank
from support.payments.deadlines import bank_day_after, rail_of
from support.payments.models import Payment

# Where nobody entered a rule: five bank days, the quick end of what banks take on average.
UNKNOWN = AnswerRule(rail="other", answer_days=5, chase_days=2)


def rule_for(bank: Bank, kind: str, payment: Payment | None) -> AnswerRule:
    """Return the rule of a payment's rail for what a bank is asked, else that of any other rail.

    Where no rail of ours is the payment's, the bank's counts.
    """
    found = rail_of(payment.channel, payment.currency) if payment else None
    rail = found.key if found else bank.rail
    rules = {
        rule.rail: rule
        for rule in AnswerRule.objects.filter(rail__in=(rail, "other"), is_recall=kind in RECALLS)
    }
    return rules.get(rail) or rules.get("other") or UNKNOWN


def answer_due(bank: Bank, rule: AnswerRule, moment: datetime) -> datetime:
    """Return the end of the bank's last day to answer (UTC)."""
    return bank_day_after(bank.calendar, bank.time_zone, moment, rule.answer_days)


def chase_due(bank: Bank, rule: AnswerRule, moment: datetime) -> datetime:
    """Return when the next chaser is due after one that left at a moment (UTC)."""
    return bank_day_after(bank.calendar, bank.time_zone, moment, rule.chase_days)
