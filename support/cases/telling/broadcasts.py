"""Telling the customers of many cases the same: whom, and what each reads of his own case."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from support.cases.links import LIFETIME, link_for
from support.cases.models import Case, StatusLink
from support.cases.models.link import new_key, signer
from support.cases.telling.mass_words import caution_for, values_for_many
from support.cases.telling.message_words import named
from support.cases.telling.messages_of_case import tell_customer
from support.customers.models import Language, language_sql
from support.notifications.models import Broadcast
from support.notifications.outbox.broadcast_reach import Audience, Reach, count_reach
from support.notifications.outbox.broadcasts import Draft, start_broadcast, write_messages
from support.notifications.outbox.roads import reaches
from support.notifications.words.events import EVENTS
from troubleshooting.causes.models import Cause

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

AT_ONCE = 100_000
SAMPLE_KEY = "sample"

LANGUAGE = f"""COALESCE(
    NULLIF(told.chosen_language, ''), {language_sql("chosen.contact_locale")})"""
# The amount reads as `claims.formats.write_amount` writes it; one that is not stored is left out.
CUSTOMERS = f"""
    SELECT chosen.customer_id, chosen.reference AS thread, chosen.contact_name AS name,
        chosen.contact_email AS email, chosen.contact_phone AS phone,
        chosen.contact_locale AS locale, chosen.contact_zone AS time_zone,
        jsonb_build_object(
            'reference', chosen.reference,
            'payment', COALESCE(first.reference, payment.reference, ''),
            'amount', CASE WHEN payment.amount IS NULL THEN ''
                ELSE rtrim(rtrim(to_char(payment.amount, 'FM999,999,999,999,999,990.' || repeat(
                    '0', GREATEST(
                        scale(trim_scale(payment.amount)),
                        COALESCE((%(decimals)s::jsonb ->> upper(payment.currency))::int, 2)))),
                    '.') || ' ' || COALESCE(
                        CASE WHEN {LANGUAGE} = '{Language.CHINESE}'
                            THEN %(chinese)s::jsonb ->> upper(payment.currency) END,
                        payment.currency))
                END,
            'payment_kind', %(kinds)s::jsonb -> ({LANGUAGE}) ->> CASE WHEN payment.is_refund
                THEN 'refund' ELSE COALESCE(payment.direction, '') END,
            'caution', COALESCE(CASE WHEN payment.status = ANY(%(unsettled)s)
                THEN %(cautions)s::jsonb -> ({LANGUAGE}) ->> payment.direction END, ''),
            'status_url', link.url) AS own_words
    FROM unnest(%(cases)s::bigint[], %(urls)s::text[]) AS link (case_id, url)
    JOIN cases_case AS chosen ON chosen.id = link.case_id
    JOIN customers_customer AS told ON told.id = chosen.customer_id
    LEFT JOIN payments_payment AS payment ON payment.id = chosen.payment_id
    LEFT JOIN payments_payment AS first ON first.id = payment.instead_of_id
"""  # noqa: S608 - only names of ours are filled in

# A link that lives is prolonged and used again.
LINKS = """
    INSERT INTO cases_statuslink (case_id, key, expires_at)
    SELECT case_id, key, %(expires_at)s
    FROM unnest(%(cases)s::bigint[], %(keys)s::text[]) AS chosen (case_id, key)
    ON CONFLICT (case_id) WHERE revoked_at IS NULL
    DO UPDATE SET expires_at = GREATEST(cases_statuslink.expires_at, EXCLUDED.expires_at)
    RETURNING case_id, key
"""


@dataclass(frozen=True)
class Listeners:
    """Who would hear of a mass message about some cases.

    A customer hears once, about the newest of their cases and where that one is told. `silent`
    counts those with a case of which only a person may write.
    """

    cases: int
    customers: int
    silent: int
    reach: Reach


def count_listeners(cases: QuerySet[Case], event: str) -> Listeners:
    """Count whom a mass message about an event would reach. Changes nothing."""
    chosen = _newest_of_each_customer(cases)
    return Listeners(
        cases=cases.count(),
        customers=len(chosen),
        silent=cases.filter(_IS_SILENT).values("customer").distinct().count(),
        reach=count_reach(_audience(chosen, [""] * len(chosen)), event),
    )


@transaction.atomic
def tell_all(
    cases: QuerySet[Case], draft: Draft, *, actor: "User | None", now: datetime
) -> Broadcast:
    """Tell all customers of these cases the same, each once on every channel he wants.

    One statement writes the messages to 100,000 customers. Raises ValidationError for words that
    can't be sent.
    """
    broadcast = start_broadcast(draft, actor=actor, now=now)
    tell_more(cases, broadcast, now=now)
    return broadcast


def tell_more(cases: QuerySet[Case], broadcast: Broadcast, *, now: datetime) -> int:
    """Tell the customers of these cases what others were told; return how many messages are new.

    Who has been told, be it of another case, is not told again.
    """
    chosen = _newest_of_each_customer(cases)
    count = 0
    for start in range(0, len(chosen), AT_ONCE):
        some = chosen[start : start + AT_ONCE]
        has_link = "status_url" in EVENTS[broadcast.event].uses
        urls = _links_to(some, now) if has_link else [""] * len(some)
        count += write_messages(broadcast, _audience(some, urls), now=now)
    logger.info("Mass message %s: %s messages to %s customers", broadcast.pk, count, len(chosen))
    return count


def tell_at_once(case: Case, broadcast: Broadcast, *, now: datetime) -> bool:
    """Tell the customer of a locked case, be it new, what others are told, before all of those.

    Says whether that can leave; where not nothing is stored.
    """
    if not reaches(case.customer, case.contact, broadcast.event, now):
        return False
    if Case.objects.filter(_SILENT, customer=case.customer_id).exists():
        return False
    language = case.contact.language
    words = {
        **named(case),
        "status_url": link_for(case, now).url,
        "caution": caution_for(case.payment, language),
        **broadcast.words[language],
    }
    at, incident = str(broadcast.pk), broadcast.incident
    tell_customer(case, broadcast.event, now=now, context=words, occasion=at, incident=incident)
    return True


_SILENT = Q(silent_since__isnull=False) | Q(cause__disclosure=Cause.Disclosure.SILENT)
_IS_SILENT = Q(Exists(Case.objects.filter(_SILENT, customer=OuterRef("customer"))))


def _newest_of_each_customer(cases: QuerySet[Case]) -> list[int]:
    """Return the keys of one case for each customer to whom machines may write."""
    found = (
        Case.objects.filter(~_IS_SILENT, pk__in=cases.order_by().values("pk"))
        .order_by("customer", "-opened_at", "-pk")
        .distinct("customer")
    )
    return list(found.values_list("pk", flat=True))


def _audience(chosen: Sequence[int], urls: Sequence[str]) -> Audience:
    values: dict[str, Any] = {
        "cases": list(chosen),
        "urls": list(urls),
        **values_for_many(),
    }
    return Audience(CUSTOMERS, values)


def _links_to(chosen: Sequence[int], now: datetime) -> list[str]:
    """Make or prolong the status link of each case; return their addresses in the same order."""
    with connection.cursor() as cursor:
        new = [new_key() for _case in chosen]
        values: dict[str, Any] = {"cases": list(chosen), "keys": new, "expires_at": now + LIFETIME}
        cursor.execute(LINKS, values)
        keys = dict(cursor.fetchall())
    # Looking up the address of a page a hundred thousand times would take longer than the rest.
    sample, signing = StatusLink(key=SAMPLE_KEY), signer()
    before, after = sample.url.split(signing.sign(SAMPLE_KEY))
    return [f"{before}{signing.sign(keys[pk])}{after}" for pk in chosen]
