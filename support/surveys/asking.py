"""The timetable's round: whose case ended long enough ago is asked once how it went, in sets."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction

from support.cases.models import Case, Ending
from support.cases.telling.message_words import message_context
from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.policy_facts import wants
from support.notifications.outbox.roads import usable_channels
from support.notifications.services import notify
from support.surveys.models import STARS, Survey, SurveyRules, survey_rules

AT_ONCE, SETS = 50, 20
# What ended longer ago than this after its time is no longer asked about, as where it was off.
FRESH = timedelta(days=3)
ONE_EACH = timedelta(days=30)
# These say how a case ended, from a moment before it did.
TELLS_THE_END = ("case-resolved", "solution", "agent-reply")
A_MOMENT = timedelta(seconds=10)
ARRIVED = (State.SENT, State.DELIVERED)
# The words by which a message knows the links of the five answers.
LINKS = {1: "rated_one_url", 2: "rated_two_url", 3: "rated_three_url", 4: "rated_four_url",
         5: "rated_five_url"}  # fmt: skip


def ask_due(now: datetime) -> int:
    """Consider each case once that ended long enough ago; return how many customers are asked.

    Of two rounds at once the second does nothing, so that nobody is asked twice within 30 days.
    """
    rules, asked = survey_rules(), 0
    if not rules.is_on:
        return 0
    for _set in range(SETS):
        considered = _consider_set(rules, now)
        asked += sum(survey.asked_at is not None for survey in considered)
        if len(considered) < AT_ONCE:
            break
    return asked


@transaction.atomic
def _consider_set(rules: SurveyRules, now: datetime) -> list[Survey]:
    if not _alone():
        return []
    until = now - rules.delay
    due = Case.objects.filter(
        merged_into=None, resolved_at__gt=until - FRESH, resolved_at__lte=until, survey=None
    )
    held = list(
        due.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("customer", "payment__channel", "cause")
        .order_by("resolved_at", "pk")[:AT_ONCE]
    )
    told, lately = _told_ends(held), _asked_lately(held, now)
    made = []
    for case in held:
        survey = snapshot_of(case, now)
        survey.left_out = _why_not(case, told, lately) or _ask(case, now)
        if not survey.left_out:
            survey.asked_at = now
            lately.add(case.customer_id)
        made.append(survey)
    return Survey.objects.bulk_create(made)


def snapshot_of(case: Case, now: datetime) -> Survey:
    """Return the unsaved survey of a case, with its agent, cause and channel as they are."""
    return Survey(
        case=case,
        agent_id=case.assignee_id,
        cause=case.cause,
        channel=case.payment.channel if case.payment else None,
        considered_at=now,
    )


def is_no_end(case: Case) -> bool:
    """Tell whether nothing of ours ended with a case: it went on elsewhere."""
    return case.ending == Ending.DUPLICATE or case.merged_into_id is not None


def _why_not(case: Case, told: Collection[str], lately: Collection[int]) -> str:
    """Return the first reason not to ask, "" where there is none."""
    reasons = (
        (case.is_silent, Survey.LeftOut.SILENT),
        (is_no_end(case), Survey.LeftOut.NOT_AN_END),
        (case.reference not in told, Survey.LeftOut.UNTOLD),
        (case.customer.only_essential, Survey.LeftOut.UNWANTED),
        (case.customer_id in lately, Survey.LeftOut.LATELY),
        (case.unreached_since is not None, Survey.LeftOut.UNREACHED),
    )
    return next((str(reason) for holds, reason in reasons if holds), "")


def _ask(case: Case, now: datetime) -> str:
    """Ask by one channel, e-mail where it reaches them; return why that can't be, "" if it can."""
    usable = usable_channels(case.customer, case.contact)
    wanted = [channel for channel in usable if wants(case.customer, channel)]
    if not wanted:
        return str(Survey.LeftOut.UNREACHED)
    rows = notify(
        case.customer,
        "survey",
        dedupe_key=f"{case.reference}:survey",
        context=survey_context(case, now),
        now=now,
        thread=case.reference,
        contact=case.contact,
        channels=[Channel(wanted[0])],
    )
    is_on_its_way = any(row.state == State.QUEUED for row in rows)
    return "" if is_on_its_way else str(Survey.LeftOut.UNREACHED)


def survey_context(case: Case, now: datetime) -> dict[str, str]:
    """Return the words of the message: those of the case, and a link for each answer."""
    words = message_context(case, "survey", now=now)
    address = f"{words['status_url']}survey/"
    rated = {LINKS[stars]: f"{address}?stars={stars}" for stars in STARS}
    return {**words, "survey_url": address, **rated}


def _told_ends(cases: Collection[Case]) -> set[str]:
    """Return of which cases a message that told the end reached the customer; one query."""
    ended = {case.reference: case.resolved_at for case in cases}
    sent = Notification.objects.filter(
        thread__in=ended, event__in=TELLS_THE_END, state__in=ARRIVED
    ).values_list("thread", "created_at")
    return {
        thread
        for thread, created_at in sent
        if (moment := ended[thread]) is not None and created_at >= moment - A_MOMENT
    }


def _asked_lately(cases: Collection[Case], now: datetime) -> set[int]:
    """Return which of the customers were asked within 30 days about any of their cases."""
    customers = {case.customer_id for case in cases}
    asked = Survey.objects.filter(case__customer__in=customers, asked_at__gt=now - ONE_EACH)
    return set(asked.values_list("case__customer", flat=True))


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('surveys', 0))")
        return bool(cursor.fetchone()[0])
