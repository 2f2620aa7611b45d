"""What webhooks tell of incidents and channels, in the transaction in which it happens."""

from string import Template

import pgtrigger

from support.payments.models import ChannelState
from support.webhooks.recording import insertion

# What customers were told is in the body; what was written for agents is read by the API.
INCIDENT = """
    'reference', told_of.reference, 'state', told_of.state, 'severity', told_of.severity,
    'title_en', told_of.title_en, 'title_zh', told_of.title_zh, 'methods', told_of.methods,
    'began_at', told_of.began_at, 'ended_at', told_of.ended_at,
    'next_update_at', told_of.next_update_at,
    'channels', (SELECT coalesce(jsonb_agg(channel.code ORDER BY channel.code), '[]'::jsonb)
        FROM incidents_incident_channels AS touched
        JOIN payments_channel AS channel ON channel.id = touched.channel_id
        WHERE touched.incident_id = told_of.id)
"""
SOURCE = Template("(SELECT * FROM incidents_incident WHERE id = $which) AS told_of")

OPENED = pgtrigger.Trigger(
    name="incident_opened_announced",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Condition("OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL"),
    func=insertion(
        topic="'incident.opened'",
        subject="told_of.reference",
        at="NEW.opened_at",
        data=f"jsonb_build_object('incident', jsonb_build_object({INCIDENT}))",
        source=SOURCE.substitute(which="NEW.id"),
    ),
)
# The state of an update is that of its incident from then on.
UPDATED = pgtrigger.Trigger(
    name="incident_update_announced",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func=insertion(
        topic="""(CASE NEW.state WHEN 'resolved' THEN 'incident.resolved'
            ELSE 'incident.updated' END)""",
        subject="told_of.reference",
        at="NEW.written_at",
        data=f"""jsonb_build_object('incident', jsonb_build_object({INCIDENT}),
            'update', jsonb_build_object('number', NEW.number, 'state', NEW.state,
                'customers_en', NEW.customers_en, 'customers_zh', NEW.customers_zh,
                'by', (SELECT username FROM auth_user WHERE id = NEW.written_by_id)))""",  # noqa: S608 - names of ours
        source=SOURCE.substitute(which="NEW.incident_id"),
    ),
)


class BoardEntry(ChannelState):
    """An entry of the channel board, which is told to webhooks; payments know of none."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="channel_state_announced",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=insertion(
                    topic="'channel.state'",
                    subject="left(told_of.code, 40)",
                    at="NEW.since",
                    data="""jsonb_build_object('channel', jsonb_build_object('code', told_of.code,
                        'state', NEW.state, 'since', NEW.since, 'source', NEW.source),
                        'by', (SELECT username FROM auth_user WHERE id = NEW.actor_id))""",
                    source="(SELECT * FROM payments_channel WHERE id = NEW.channel_id) AS told_of",
                ),
            )
        ]
