from django.db import migrations, transaction

BATCH = 5_000

# Of what was done before, the record proves one ending only; the others were never asked for.
FILL = """
    UPDATE cases_case SET ending = 'credited'
    FROM payments_payment AS payment
    WHERE payment.id = cases_case.payment_id AND payment.status = 'credited'
        AND cases_case.resolved_at IS NOT NULL AND cases_case.ending = ''
        AND cases_case.id > %s AND cases_case.id <= %s
"""


def fill(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_case")
        for start in range(0, cursor.fetchone()[0], BATCH):
            with transaction.atomic(connection.alias):
                cursor.execute(FILL, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0010_ending'),
        ('payments', '0007_late'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
