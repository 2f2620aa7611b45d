import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models, transaction

BATCH = 5_000

# Begun again, it leaves out what has a contact.
FILL = """
    UPDATE cases_case SET contact_name = customer.name, contact_email = customer.email,
        contact_phone = customer.phone, contact_phone_said = customer.phone,
        contact_locale = customer.locale,
        contact_zone = coalesce(nullif(customer.time_zone, ''), 'UTC')
    FROM customers_customer AS customer
    WHERE customer.id = cases_case.customer_id AND cases_case.contact_zone = ''
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
        ('cases', '0008_contact'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(django.db.models.functions.text.Lower('contact_email'), condition=models.Q(('contact_email', ''), _negated=True), name='case_by_email'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('contact_phone', ''), _negated=True), fields=['contact_phone'], name='case_by_phone'),
        ),
    ]
