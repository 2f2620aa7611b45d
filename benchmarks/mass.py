"""Queueing a mass message to the customers of 100,000 cases, against the bare INSERT of its rows.

Django is set up and its database migrated when `measure` is called; `make bench` sees to that.
"""

from datetime import UTC, datetime
from typing import Any

from benchmarks.ground import own_database
from benchmarks.meter import Spent, spent_on

CASES = 100_000
WORDS = {
    "incident_title": "Delayed payouts at Demo Bank",
    "incident_sentence": "Demo Bank takes longer than usual. Your money is safe.",
    "next_update": "18:00",
}

# A customer with an e-mail address, his payment and his case, so often.
FILL = [
    """
    INSERT INTO payments_channel (code, name_en, name_zh, direction, method, currency, schemes,
        min_amount, max_amount, opens_at, works_weekends, holidays, time_zone, new_user_days,
        usual_latency_ms, timeout_ms, bank_answer_days)
    VALUES ('bench', 'Bench', 'Bench', 'payout', 'bank_transfer', 'CNY', '{}', 0, 100000, '00:00',
        TRUE, '', 'UTC', 0, 900, 20000, 1)
    """,
    """
    INSERT INTO customers_customer (name, email, phone, locale, time_zone, created_at, wants_email,
        wants_sms, is_email_proven, is_phone_proven, only_essential)
    SELECT 'Mock Alder ' || n, 'mass' || n || '@example.net', '', CASE n %% 2 WHEN 0 THEN 'zh-CN'
        ELSE 'en' END, 'UTC', now(), TRUE, TRUE, TRUE, TRUE, FALSE
    FROM generate_series(1, %(count)s) AS n
    """,
    """
    INSERT INTO payments_payment (reference, customer_id, channel_id, direction, amount,
        amount_text, currency, method, status, created_at_text, client, tls_version,
        failure_scheme, failure_code, failure_message, counterparty_name, counterparty_account,
        counterparty_format, counterparty_digest, updated_at)
    SELECT 'PAY-M' || customer.id, customer.id, channel.id, 'payout', 1200 + customer.id, '', 'CNY',
        'bank_transfer', 'failed', '', '', '', '', '', '', '', '', '', '', now()
    FROM customers_customer AS customer, payments_channel AS channel
    WHERE channel.code = 'bench' AND customer.email LIKE 'mass%%'
    """,
    """
    INSERT INTO cases_case (reference, customer_id, payment_id, subject, status, priority,
        opened_at, updated_at, first_answer_due_at, solution_due_at)
    SELECT 'CW-M' || payment.id, payment.customer_id, payment.id, 'Late', 'open', 'normal', now(),
        now(), now(), now()
    FROM payments_payment AS payment WHERE payment.reference LIKE 'PAY-M%%'
    """,
    "ANALYZE",
]

# The same columns into the same table, with nothing to look up, choose or fold.
BARE = """
    INSERT INTO notifications_notification (id, customer_id, event, channel, address, language,
        context, dedupe_key, thread, incident, broadcast_id, urgency, state, reason, not_before,
        expires_at, message_id, created_at, updated_at)
    SELECT gen_random_uuid(), customer_id, event, channel, address, language, context,
        'bare:' || dedupe_key, thread, incident, broadcast_id, urgency, state, reason, not_before,
        expires_at, message_id, created_at, updated_at
    FROM notifications_notification WHERE broadcast_id = %s
"""


def measure(count: int = CASES) -> dict[str, Spent]:
    """Return what a mass message takes, and what the bare INSERT of its rows."""
    from django.db import connection

    from support.cases.models import Case
    from support.cases.telling.broadcasts import tell_all
    from support.notifications.outbox.broadcasts import Draft

    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"count": count})
        cases = Case.objects.not_done().filter(payment__channel__code="bench")
        draft = Draft("incident-opened", "Late payouts", {"en": WORDS, "zh-hans": WORDS})
        made: list[Any] = []
        spent = spent_on(
            lambda: made.append(tell_all(cases, draft, actor=None, now=datetime.now(UTC)))
        )
        assert made[0].total == count, made[0].total
        bare = spent_on(lambda: cursor.execute(BARE, [made[0].pk]))
    return {"mass": spent, "bare": bare}


def main() -> None:
    with own_database():
        print(measure())


if __name__ == "__main__":
    main()
