from django.db import migrations

from troubleshooting.marks.triggers import mark

TABLES = ("cause", "scheme", "failurecode", "messagepattern")


class Migration(migrations.Migration):
    dependencies = [("causes", "0004_codes_belong_to_schemes"), ("marks", "0001_initial")]

    operations = [mark(f"causes_{table}") for table in TABLES]
