"""What webhooks tell of look-ups: that one has ended, in the transaction that ends it."""

import pgtrigger

from support.webhooks.recording import insertion

# The source's own words are read by the API. A subject holds 40 characters.
ENDED = pgtrigger.Trigger(
    name="look_up_announced",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Condition(
        "OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('answered', 'missing', 'failed')"
    ),
    func=insertion(
        topic="'payment.looked_up'",
        subject="left(told_of.reference, 40)",
        at="NEW.finished_at",
        data="""jsonb_build_object('look_up', jsonb_build_object(
            'payment', told_of.reference, 'source', told_of.source, 'why', NEW.why,
            'state', NEW.state, 'status', NEW.status, 'asked_at', NEW.asked_at,
            'finished_at', NEW.finished_at, 'answered_at_source', NEW.answered_at_source))""",
        source="(SELECT * FROM payments_payment WHERE id = NEW.payment_id) AS told_of",
    ),
)
