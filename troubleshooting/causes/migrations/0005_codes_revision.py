from django.db import migrations

# By the statement, so that the thousand rows of a load count once. It is the database that counts,
# because bulk_create, update() and COPY tell Django nothing.
TABLES = ("cause", "scheme", "failurecode", "messagepattern")
COUNTED = """
    CREATE FUNCTION causes_revise_codes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO causes_codesrevision (id, value) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET value = excluded.value;
        RETURN NULL;
    END $$;
""" + "".join(
    f"""
    CREATE TRIGGER codes_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON causes_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION causes_revise_codes();
    """
    for table in TABLES
)
NOT_COUNTED = "".join(f"DROP TRIGGER codes_revised ON causes_{table};" for table in TABLES) + (
    "DROP FUNCTION causes_revise_codes();"
)
# What was entered before is not counted yet.
FIRST = """
    INSERT INTO causes_codesrevision (id, value)
    SELECT 1, gen_random_uuid() WHERE EXISTS (SELECT FROM causes_cause);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('causes', '0004_codes_belong_to_schemes'),
    ]

    operations = [
        migrations.RunSQL(COUNTED, NOT_COUNTED),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
