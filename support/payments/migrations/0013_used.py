from django.db import migrations

# Asked while an event takes its locks: a volatile function sees what others have done till then,
# as the statement that calls it does not. Each reference is looked up by itself: of an array
# PostgreSQL expects ten, and would begin to read the table to see whether there is one.
USED = """
    CREATE FUNCTION payments_used(one text, other text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE AS $$
    BEGIN
        RETURN EXISTS (SELECT FROM payments_payment WHERE reference = one)
            OR EXISTS (SELECT FROM payments_payment WHERE reference = other);
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_indexed_once")]

    operations = [migrations.RunSQL(USED, "DROP FUNCTION payments_used(text, text)")]
