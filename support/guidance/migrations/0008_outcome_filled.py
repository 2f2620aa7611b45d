from django.db import migrations, transaction

BATCH = 5_000

# As the triggers keep it; begun again, it changes nothing.
FILL = """
    UPDATE cases_case SET outcome_since = walk.outcome_since
    FROM guidance_casewalk AS link JOIN walks_walk AS walk ON walk.id = link.walk_id
    WHERE link.case_id = cases_case.id AND walk.state = 'open'
        AND cases_case.outcome_since IS DISTINCT FROM walk.outcome_since
        AND cases_case.id > %s AND cases_case.id <= %s
        AND NOT EXISTS (
            SELECT FROM guidance_casewalk AS later
            WHERE later.case_id = link.case_id AND later.id > link.id)
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
        ('cases', '0023_queue'),
        ('guidance', '0007_outcome_kept'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
