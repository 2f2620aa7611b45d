"""Waiting rules are read once a process, until they change."""

from django.db import migrations

from troubleshooting.marks.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("cases", "0045_plainer_words"), ("marks", "0001_initial")]

    operations = [mark("cases_waitingrules")]
