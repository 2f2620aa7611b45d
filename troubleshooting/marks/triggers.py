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
# As MARK has it, but for who is `apart`: a transaction that is taken back has a mark of its own.
MARK_APART = """
    CREATE OR REPLACE FUNCTION marks_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('marks.apart', true) <> '' THEN
            PERFORM set_config('marks.apart', gen_random_uuid()::text, true);
        ELSE
            UPDATE marks_mark SET value = gen_random_uuid() WHERE name = 'known';
        END IF;
        RETURN NULL;
    END $$
"""
MARK_TOGETHER = """
    CREATE OR REPLACE FUNCTION marks_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE marks_mark SET value = gen_random_uuid() WHERE name = 'known';
        RETURN NULL;
    END $$
"""
UNMARK = "DROP FUNCTION marks_change() CASCADE"


def mark(table: str) -> migrations.RunSQL:
    """Return the operation by which changes of a table are noticed; its app depends on marks."""
    return migrations.RunSQL(
        f"CREATE TRIGGER marks_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION marks_change()",
        f"DROP TRIGGER marks_change ON {table}",
    )
