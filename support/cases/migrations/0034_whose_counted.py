from django.db import migrations

# PostgreSQL takes what it knows of an expression from an index on it only where that has every row.
# `case_whose` has not: without this it believes that one case in two hundred is nobody's, and to
# count a hundred of them reads and sorts all that are open.
# A table without a row is not looked at: PostgreSQL would believe that it stays empty, and until it
# looks again plans that are kept read all cases to find one.
COUNTED = """
    CREATE STATISTICS case_whose_counted ON (COALESCE(assignee_id, 0)) FROM cases_case;
    DO $$ BEGIN
        IF EXISTS (SELECT FROM cases_case) THEN
            ANALYZE cases_case;
        END IF;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_files")]

    operations = [
        migrations.RunSQL(COUNTED, "DROP STATISTICS case_whose_counted"),
    ]
