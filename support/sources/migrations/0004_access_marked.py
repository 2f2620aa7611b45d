from django.db import migrations


class Migration(migrations.Migration):
    """Not by every change of a row: that a source is at fault is noted there too."""

    dependencies = [("sources", "0003_look_ups"), ("marks", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER marks_change AFTER INSERT OR DELETE OR TRUNCATE"
            " OR UPDATE OF look_up_address, order_address ON sources_access"
            " FOR EACH STATEMENT EXECUTE FUNCTION marks_change()",
            "DROP TRIGGER marks_change ON sources_access",
        )
    ]
