from django.db import migrations

from troubleshooting.marks.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("trees", "0004_log_protected"), ("marks", "0001_initial")]

    operations = [mark("trees_treeversion"), mark("trees_tree")]
