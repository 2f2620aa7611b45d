from django.db import migrations

from troubleshooting.marks.triggers import MARK_APART, MARK_TOGETHER


class Migration(migrations.Migration):
    dependencies = [("marks", "0001_initial")]

    operations = [migrations.RunSQL(MARK_APART, MARK_TOGETHER)]
