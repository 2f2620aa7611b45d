import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let several people share an address.

    The release before asks for one there, and finds one: the first. Only of payments of somebody
    new that old processes take up at the very same time one is answered 500, and taken up when its
    source sends it again.
    """

    atomic = False  # work goes on meanwhile

    dependencies = [
        ('customers', '0003_whose'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='customer',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='customer_by_email'),
        ),
        migrations.RemoveConstraint(model_name='customer', name='customer_email_once'),
    ]
