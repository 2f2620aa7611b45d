from django.db import migrations

FILL = """
    UPDATE money_moneystep AS step SET currency = payment.currency
    FROM payments_payment AS payment WHERE payment.id = step.payment_id AND step.currency = ''
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0002_step_currency")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
