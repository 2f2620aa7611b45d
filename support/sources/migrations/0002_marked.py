from django.db import migrations

from troubleshooting.marks.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("marks", "0001_initial")]

    operations = [mark("sources_source")]
