"""What was known of a payment before becomes the first word of its ladder.

"Succeeded" is what a payment system says when it has sent the money; that it arrived was never said.
"""

from django.db import migrations

FILL = """
    UPDATE payments_payment SET status = 'sent' WHERE status = 'succeeded';
    UPDATE payments_payment SET source = 'casewalk', status_since = updated_at WHERE source = '';
    INSERT INTO payments_paymentstatus
        (payment_id, status, occurred_at, read_at, source, said, scheme, code, message, contradiction, digest)
    SELECT id, status, updated_at, updated_at, 'casewalk', status,
        failure_scheme, failure_code, failure_message, '', 'before'
    FROM payments_payment WHERE status <> ''
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_ladder")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
