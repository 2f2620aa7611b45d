import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# What the release before writes into its two columns is found by the new search as well, in every
# order in which old and new processes run. The next release drops columns, index and trigger.
COPIED = """
    ALTER TABLE cases_case ALTER COLUMN search_text SET DEFAULT '';
    ALTER TABLE cases_case ALTER COLUMN search_runs SET DEFAULT '{}';
    CREATE FUNCTION cases_copy_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        known integer := 0;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            known := length(OLD.search_text);
        END IF;
        INSERT INTO cases_searchtext (case_id, text, runs)
        VALUES (NEW.id, ltrim(substr(NEW.search_text, known + 1)), NEW.search_runs);
        RETURN NULL;
    END $$;
    CREATE TRIGGER search_text_begun AFTER INSERT ON cases_case
        FOR EACH ROW WHEN (NEW.search_text <> '')
        EXECUTE FUNCTION cases_copy_search_text();
    CREATE TRIGGER search_text_continued AFTER UPDATE OF search_text ON cases_case
        FOR EACH ROW WHEN (NEW.search_text <> OLD.search_text)
        EXECUTE FUNCTION cases_copy_search_text();
"""
NOT_COPIED = """
    DROP TRIGGER search_text_continued ON cases_case;
    DROP TRIGGER search_text_begun ON cases_case;
    DROP FUNCTION cases_copy_search_text();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_case_events_by_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('runs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), size=None)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_texts', to='cases.case')),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name='case', name='case_search'),
                migrations.RemoveField(model_name='case', name='search_runs'),
                migrations.RemoveField(model_name='case', name='search_text'),
            ],
            database_operations=[migrations.RunSQL(COPIED, NOT_COPIED)],
        ),
    ]
