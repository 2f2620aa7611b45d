"""How an event becomes rows, in the transaction of what it tells: SQL for triggers.

A trigger hears of everything, by whatever road a row was changed, and costs nearly nothing where
no endpoint wants to know.
"""

WANTED = "off_at IS NULL AND topics @> ARRAY[{topic}]::varchar[]"
INSERTION = """
    IF EXISTS (SELECT FROM webhooks_endpoint WHERE {wanted}) THEN
        INSERT INTO webhooks_delivery (endpoint_id, message_id, topic, subject, body, state,
            not_before, attempts, claimed_by, happened_at)
        SELECT endpoint.id, told.id, {topic}, {subject},
            jsonb_build_object('type', {topic}, 'timestamp', {at}, 'data', {data}),
            'queued', now(), 0, '', {at}
        FROM {source}
        CROSS JOIN (SELECT gen_random_uuid() AS id) AS told
        JOIN webhooks_endpoint AS endpoint ON {wanted};
    END IF;
    RETURN NULL;
"""


def insertion(*, topic: str, subject: str, at: str, data: str, source: str) -> str:
    """Return a trigger's statements that store an event for every endpoint which wants it.

    All are SQL: text, text, moment, `jsonb`, and what stands after FROM. Where that has no row
    nothing is stored.
    """
    wanted = WANTED.format(topic=topic)
    return INSERTION.format(
        wanted=wanted, topic=topic, subject=subject, at=at, data=data, source=source
    )
