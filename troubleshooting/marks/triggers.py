"""Marking tables: every change of one of their rows changes the mark, in the same transaction."""

from django.db import migrations

MARK = """
    CREATE FUNCTION marks_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE marks_mark SET value = gen_random_uuid() WHERE name = 'known';
        RETURN NULL;
    END $$;
    INSERT INTO marks_mark (name, value) VALUES ('known', gen_random_uuid())
"""
UNMARK = "DROP FUNCTION marks_change() CASCADE"


def mark(table: str) -> migrations.RunSQL:
    """Return the operation by which changes of a table are noticed; its app depends on marks."""
    return migrations.RunSQL(
        f"CREATE TRIGGER marks_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION marks_change()",
        f"DROP TRIGGER marks_change ON {table}",
    )
