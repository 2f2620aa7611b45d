"""Who of many customers is reached, and on which channel: decided in one statement for all.

The same rules as for one message (`policy`), as far as they hold for days; quiet hours and caps
are looked at when each message leaves.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from support.customers.models import language_sql
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel, Reason
from support.notifications.models.suppression import names_in_sql
from support.notifications.words.events import EVENTS

# What is filled in when it is asked.
AUDIENCE, SUPPRESSED = "/* audience */", "/* suppressed */"

# PostgreSQL folds both sides: Python's small letters are others for some, such as "İ".
ONLY_REACH = "string_to_array(lower(%(only_reach)s), ',')"
# Apart for each name, so that PostgreSQL reads the list once and not for each row.
BY_NAME = """EXISTS (
    SELECT FROM notifications_suppression AS suppression
    WHERE suppression.channel = way.channel AND suppression.released_at IS NULL
        AND suppression.address = {name})"""
# One row for each customer and channel; `hindrance` is why nothing goes there, "" where it does.
REACH = f"""
    SELECT person.customer_id, person.thread, way.channel, way.address,
        jsonb_build_object('customer_name', person.name) || person.own_words AS own_words,
        COALESCE(NULLIF(customer.chosen_language, ''), {language_sql("person.locale")}) AS language,
        person.time_zone,
        CASE WHEN way.address = '' THEN '{Reason.NO_ADDRESS}'
            WHEN %(is_test_mode)s AND NOT (lower(way.address) = ANY ({ONLY_REACH})
                OR '@' || lower(split_part(way.address, '@', 2)) = ANY ({ONLY_REACH}))
                THEN '{Reason.TEST_MODE}'
            WHEN customer.only_essential AND NOT %(is_for_few)s THEN '{Reason.OPTED_OUT}'
            WHEN NOT way.is_wanted THEN '{Reason.OPTED_OUT}'
            WHEN way.channel <> ALL (%(channels)s::text[]) THEN '{Reason.NO_PROVIDER}'
            WHEN NOT way.is_proven AND NOT %(to_unproven)s THEN '{Reason.UNVERIFIED}'
            WHEN {SUPPRESSED} THEN '{Reason.SUPPRESSED}'
            ELSE '' END AS hindrance
    FROM ({AUDIENCE}) AS person
    JOIN customers_customer AS customer ON customer.id = person.customer_id
    CROSS JOIN LATERAL (
        VALUES ('{Channel.EMAIL}', person.email, customer.wants_email, customer.is_email_proven),
            ('{Channel.SMS}', person.phone, customer.wants_sms, customer.is_phone_proven)
    ) AS way (channel, address, is_wanted, is_proven)
"""  # noqa: S608 - only names of ours are filled in

COUNT = f"""
    WITH reach AS MATERIALIZED ({REACH}),
    person AS (
        SELECT customer_id, min(language) AS language, bool_or(hindrance = '') AS is_reached
        FROM reach GROUP BY customer_id
    )
    SELECT channel, language, hindrance, count(*) FROM reach GROUP BY channel, language, hindrance
    UNION ALL
    SELECT '', language, CASE WHEN is_reached THEN '' ELSE 'nothing' END, count(*)
    FROM person GROUP BY language, is_reached
"""  # noqa: S608 - as above


@dataclass(frozen=True)
class Audience:
    """Whom a mass message is for.

    `sql` selects `customer_id` (each once), how they are reached (`name`, `email`, `phone`,
    `locale`, `time_zone`), `thread` and `own_words` (JSON: what is said to this customer only);
    `values` fill its named parameters.
    """

    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Reach:
    """How many are reached: by channel and language, and why others are not."""

    messages: Counter[tuple[str, str]] = field(default_factory=Counter)
    hindrances: Counter[tuple[str, str]] = field(default_factory=Counter)
    reached: int = 0
    unreached: int = 0

    @property
    def total(self) -> int:
        return sum(self.messages.values())

    def on(self, channel: str) -> int:
        return sum(count for (found, _language), count in self.messages.items() if found == channel)


def count_reach(audience: Audience, event: str) -> Reach:
    """Count who would get a message about an event, in one query."""
    reach = Reach()
    reached = {"": 0, "nothing": 0}
    with connection.cursor() as cursor:
        cursor.execute(*filled(COUNT, audience, event))
        for channel, language, hindrance, count in cursor.fetchall():
            if not channel:
                reached[hindrance] += count
            elif hindrance:
                reach.hindrances[channel, hindrance] += count
            else:
                reach.messages[channel, language] += count
    return Reach(reach.messages, reach.hindrances, reached[""], reached["nothing"])


def filled(statement: str, audience: Audience, event: str) -> tuple[str, dict[str, Any]]:
    """Fill in whom it is for, and what the rules ask of the event and the settings."""
    names, keys = names_in_sql("way.address")
    held = " OR ".join(BY_NAME.format(name=name) for name in names)
    return statement.replace(AUDIENCE, audience.sql).replace(SUPPRESSED, held), {
        **audience.values,
        **keys,
        "channels": [str(channel) for channel in Channel if provider_urls(channel)],
        "is_test_mode": bool(settings.ONLY_REACH),
        "only_reach": ",".join(settings.ONLY_REACH),
        "is_for_few": EVENTS[event].is_for_few,
        "to_unproven": EVENTS[event].to_unproven,
    }
