from django.db import migrations

from troubleshooting.marks.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_ladder_of_before"), ("marks", "0001_initial")]

    operations = [mark("payments_channel")]
