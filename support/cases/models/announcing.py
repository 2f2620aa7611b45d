"""What webhooks tell of cases: triggers on what happens, in the transaction in which it does.

Nothing of what a customer said or how they are reached is in a body: whoever may know it reads it
by the API.
"""

from string import Template

import pgtrigger

from support.notifications.models import Notification
from support.webhooks.recording import insertion

# Of a line's values these alone are told; others may hold words or addresses.
TOLD = (
    "before", "after", "ending", "added", "taken", "status", "scheme", "code", "channel", "event",
    "reason", "node", "medium", "into", "cases", "clock", "due", "deed", "inquiry", "bank",
    "type", "answer", "step", "why", "result",
)  # fmt: skip
CASE = """
    jsonb_build_object(
        'reference', told_case.reference, 'status', told_case.status,
        'priority', told_case.priority, 'ending', told_case.ending, 'tags', told_case.tags,
        'assignee', assignee.username, 'cause', cause.slug, 'payment', payment.reference,
        'payment_status', payment.status, 'channel', channel.code,
        'opened_at', told_case.opened_at, 'resolved_at', told_case.resolved_at)
"""
SOURCE = Template("""
    (SELECT * FROM cases_case WHERE $which) AS told_case
    LEFT JOIN auth_user AS assignee ON assignee.id = told_case.assignee_id
    LEFT JOIN causes_cause AS cause ON cause.id = told_case.cause_id
    LEFT JOIN payments_payment AS payment ON payment.id = told_case.payment_id
    LEFT JOIN payments_channel AS channel ON channel.id = payment.channel_id
""")
LINE = Template("""
    jsonb_build_object('case', $case,
        'by', (SELECT username FROM auth_user WHERE id = NEW.actor_id),
        'change', (SELECT coalesce(jsonb_object_agg(key, value), '{}'::jsonb)
            FROM jsonb_each(NEW."values") WHERE key IN ($names)))
""")
MESSAGE = Template("""
    jsonb_build_object('case', $case, 'message', jsonb_build_object(
        'id', NEW.id, 'event', NEW.event, 'channel', NEW.channel, 'state', NEW.state,
        'reason', NEW.reason))
""")
# As `webhooks.topics` calls them.
MESSAGE_TOPIC = """(CASE NEW.state WHEN 'sent' THEN 'message.sent'
    WHEN 'delivered' THEN 'message.delivered' ELSE 'message.failed' END)"""

ANNOUNCED = pgtrigger.Trigger(
    name="case_event_announced",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func=insertion(
        topic="('case.' || NEW.kind)",
        subject="told_case.reference",
        at="NEW.happened_at",
        data=LINE.substitute(case=CASE, names=", ".join(f"'{name}'" for name in TOLD)),
        source=SOURCE.substitute(which="id = NEW.case_id"),
    ),
)


class ThreadMessage(Notification):
    """A message of a case: what becomes of it is told to webhooks as well."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="message_announced",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.state IS DISTINCT FROM NEW.state AND NEW.thread <> ''"
                    " AND NEW.state IN ('sent', 'delivered', 'failed', 'needs_person')"
                ),
                func=insertion(
                    topic=MESSAGE_TOPIC,
                    subject="told_case.reference",
                    at="NEW.updated_at",
                    data=MESSAGE.substitute(case=CASE),
                    source=SOURCE.substitute(which="reference = NEW.thread"),
                ),
            )
        ]
