import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, transaction

BATCH = 5_000

# Begun again, it leaves out what was copied; a text copied twice is found no more often.
COPY = """
    INSERT INTO cases_searchtext (case_id, text, runs)
    SELECT id, search_text, search_runs FROM cases_case
    WHERE id > %s AND id <= %s AND search_text <> '' AND NOT EXISTS (
        SELECT FROM cases_searchtext AS copied
        WHERE copied.case_id = cases_case.id AND copied.text = cases_case.search_text)
"""


def fill(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_case")
        for start in range(0, cursor.fetchone()[0], BATCH):
            with transaction.atomic(connection.alias):
                cursor.execute(COPY, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0006_search_texts'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name='searchtext',
            index=django.contrib.postgres.indexes.GinIndex(fields=['runs'], name='case_search_runs'),
        ),
    ]
