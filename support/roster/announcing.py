"""What webhooks tell of who is on duty: what was escalated, in the transaction that tells them."""

import pgtrigger

from support.webhooks.recording import insertion

# In English where it has a name in both languages, with which of the matters so named.
ABOUT = """concat_ws(' ', split_part(NEW.about, chr(10), 1),
            nullif(split_part(NEW.about, chr(10), 3), ''))"""

ESCALATED = pgtrigger.Trigger(
    name="escalation_announced",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func=insertion(
        topic="'duty.escalated'",
        subject="NEW.kind",
        at="NEW.told_at",
        data=f"""jsonb_build_object('escalation', jsonb_build_object(
            'kind', NEW.kind, 'about', {ABOUT}, 'address', NEW.address))""",
        source="(SELECT 1) AS told_of",
    ),
)
