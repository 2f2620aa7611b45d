import django.db.models.functions.comparison
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models, transaction

from support.customers.models import language_sql
from support.staff.skills import SKILLS

BATCH = 5_000

# Only of cases that go on somebody asks. Begun again, it leaves out what is filled.
FILL = f"""
    UPDATE cases_case SET
        language = coalesce(nullif(customer.chosen_language, ''), {language_sql("contact_locale")}),
        skill = coalesce((
            SELECT payment.direction || ':' || payment.method FROM payments_payment AS payment
            WHERE payment.id = cases_case.payment_id
                AND payment.direction || ':' || payment.method = ANY (%s)
        ), '')
    FROM customers_customer AS customer
    WHERE customer.id = cases_case.customer_id AND cases_case.language = ''
        AND cases_case.status NOT IN ('resolved', 'closed')
        AND cases_case.id > %s AND cases_case.id <= %s
"""


def fill(apps, schema_editor):
    connection = schema_editor.connection
    skills = [key for key, _label in SKILLS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_case")
        for start in range(0, cursor.fetchone()[0], BATCH):
            with transaction.atomic(connection.alias):
                cursor.execute(FILL, [skills, start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False  # work goes on meanwhile

    dependencies = [
        ('cases', '0016_queued'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.comparison.Coalesce(models.F('team'), models.Value(0)), models.F('language'), models.F('status'), models.F('due_at'), models.F('id'), condition=models.Q(('assignee', None), ('status__in', ('new', 'open', 'waiting_bank')), ('wakes_at', None)), name='case_free'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.comparison.Coalesce(models.F('team'), models.Value(0)), models.F('language'), models.F('skill'), models.F('status'), models.F('due_at'), models.F('id'), condition=models.Q(('assignee', None), ('status__in', ('new', 'open', 'waiting_bank')), ('wakes_at', None)), name='case_free_by_skill'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('team__isnull', False)), fields=['team', 'status'], name='case_of_team'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('wakes_at__isnull', False)), fields=['wakes_at'], name='case_wakes'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('status', 'waiting_customer')), fields=['follow_up_at'], name='case_followed_up'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('status', 'resolved')), fields=['resolved_at'], name='case_to_close'),
        ),
    ]
