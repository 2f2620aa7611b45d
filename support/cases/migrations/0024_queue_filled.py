import django.db.models.functions.comparison
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models, transaction

BATCH = 5_000

# Of cases that are our turn: the customer's first words since ours. Begun again, it says the same.
HEARD = """
    UPDATE cases_case SET heard_at = (
        SELECT min(said.written_at) FROM cases_message AS said
        WHERE said.case_id = cases_case.id AND said.kind = 'incoming'
            AND said.written_at > coalesce((
                SELECT max(written_at) FROM cases_message AS ours
                WHERE ours.case_id = cases_case.id AND ours.kind = 'outgoing'
            ), '-infinity')
    )
    WHERE status IN ('new', 'open') AND heard_at IS NULL AND id > %s AND id <= %s
"""


def fill(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_case")
        for start in range(0, cursor.fetchone()[0], BATCH):
            with transaction.atomic(connection.alias):
                cursor.execute(HEARD, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0023_queue'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None)), name='case_open'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.comparison.Coalesce(models.F('assignee'), models.Value(0)), django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None)), name='case_whose'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('status'), django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None)), name='case_where'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('team'), django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None), ('team__isnull', False)), name='case_teams'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None), ('outcome_since__isnull', False)), name='case_outcome'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.comparison.Coalesce(models.F('unreached_since'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.Func(output_field=models.DateTimeField(), template="'infinity'::timestamptz")), models.F('id'), condition=models.Q(('status__in', ('new', 'open', 'waiting_customer', 'waiting_bank')), ('wakes_at', None), ('heard_at__isnull', False)), name='case_heard'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('unreached_since'), models.F('id'), condition=models.Q(('unreached_since__isnull', False)), name='case_unreached'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(models.F('opened_at'), models.F('id'), name='case_by_opened'),
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_queue',
        ),
    ]
