import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# Whoever changes what a case is found by leaves a line for it, in the same transaction. No trigger
# is called for what a case does all day: its status, its clocks, a line of its timeline without a
# note. A new case writes its entry itself; for one that the release before opens, and for what
# that adds, the trigger on its own table stands in.
NOTED = """
    CREATE FUNCTION cases_note_unfound() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_TABLE_NAME = 'cases_case' THEN
            INSERT INTO cases_unfound (case_id)
                SELECT DISTINCT one FROM unnest(ARRAY[
                    NEW.id, NEW.merged_into_id, OLD.merged_into_id]) AS one WHERE one IS NOT NULL;
        ELSIF TG_TABLE_NAME = 'payments_payment' THEN
            INSERT INTO cases_unfound (case_id) SELECT id FROM cases_case WHERE payment_id = NEW.id;
        ELSIF TG_TABLE_NAME = 'payments_paymentreference' THEN
            INSERT INTO cases_unfound (case_id)
                SELECT id FROM cases_case WHERE payment_id = NEW.payment_id;
        ELSIF TG_TABLE_NAME = 'customers_customer' THEN
            INSERT INTO cases_unfound (case_id)
                SELECT id FROM cases_case WHERE customer_id = NEW.id;
        ELSE
            INSERT INTO cases_unfound (case_id) VALUES (NEW.case_id);
            IF TG_OP = 'UPDATE' AND OLD.case_id <> NEW.case_id THEN
                INSERT INTO cases_unfound (case_id) VALUES (OLD.case_id);
            END IF;
        END IF;
        RETURN NULL;
    END $$;
    CREATE FUNCTION cases_note_unsaid() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO cases_unfound (case_id) VALUES (OLD.case_id);
        RETURN NULL;
    END $$;

    CREATE TRIGGER unfound_case AFTER UPDATE OF
        subject, tags, cause_id, customer_id, payment_id, merged_into_id, contact_name,
        contact_email, contact_phone, contact_phone_said ON cases_case
        FOR EACH ROW WHEN (
            (NEW.subject, NEW.tags, NEW.cause_id, NEW.customer_id, NEW.payment_id, NEW.merged_into_id,
             NEW.contact_name, NEW.contact_email, NEW.contact_phone, NEW.contact_phone_said)
            IS DISTINCT FROM
            (OLD.subject, OLD.tags, OLD.cause_id, OLD.customer_id, OLD.payment_id, OLD.merged_into_id,
             OLD.contact_name, OLD.contact_email, OLD.contact_phone, OLD.contact_phone_said))
        EXECUTE FUNCTION cases_note_unfound();
    CREATE TRIGGER unfound_message AFTER INSERT OR UPDATE OF body, case_id ON cases_message
        FOR EACH ROW EXECUTE FUNCTION cases_note_unfound();
    CREATE TRIGGER unfound_unsaid AFTER DELETE ON cases_message
        FOR EACH ROW EXECUTE FUNCTION cases_note_unsaid();
    CREATE TRIGGER unfound_note AFTER INSERT ON cases_caseevent
        FOR EACH ROW WHEN (NEW.note <> '' OR NEW.kind = 'contact')
        EXECUTE FUNCTION cases_note_unfound();
    CREATE TRIGGER unfound_before AFTER INSERT ON cases_searchtext
        FOR EACH ROW EXECUTE FUNCTION cases_note_unfound();
    CREATE TRIGGER unfound_payment AFTER UPDATE OF
        reference, amount, amount_text, currency, counterparty_name, counterparty_account,
        channel_id ON payments_payment
        FOR EACH ROW WHEN (
            (NEW.reference, NEW.amount, NEW.amount_text, NEW.currency, NEW.counterparty_name,
             NEW.counterparty_account, NEW.channel_id)
            IS DISTINCT FROM
            (OLD.reference, OLD.amount, OLD.amount_text, OLD.currency, OLD.counterparty_name,
             OLD.counterparty_account, OLD.channel_id))
        EXECUTE FUNCTION cases_note_unfound();
    CREATE TRIGGER unfound_name AFTER INSERT OR UPDATE ON payments_paymentreference
        FOR EACH ROW EXECUTE FUNCTION cases_note_unfound();
    CREATE TRIGGER unfound_customer AFTER UPDATE OF name, email, phone ON customers_customer
        FOR EACH ROW WHEN (
            (NEW.name, NEW.email, NEW.phone) IS DISTINCT FROM (OLD.name, OLD.email, OLD.phone))
        EXECUTE FUNCTION cases_note_unfound();
"""
NOT_NOTED = """
    DROP TRIGGER unfound_customer ON customers_customer;
    DROP TRIGGER unfound_name ON payments_paymentreference;
    DROP TRIGGER unfound_payment ON payments_payment;
    DROP TRIGGER unfound_before ON cases_searchtext;
    DROP TRIGGER unfound_note ON cases_caseevent;
    DROP TRIGGER unfound_unsaid ON cases_message;
    DROP TRIGGER unfound_message ON cases_message;
    DROP TRIGGER unfound_case ON cases_case;
    DROP FUNCTION cases_note_unsaid();
    DROP FUNCTION cases_note_unfound();
"""
# The release before still writes there; nothing here deletes it with its case any longer.
ALONE = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT conname FROM pg_constraint
            WHERE conrelid = 'cases_searchtext'::regclass AND contype = 'f' LOOP
            EXECUTE format('ALTER TABLE cases_searchtext DROP CONSTRAINT %I', name);
        END LOOP;
    END $$;
"""
# Entries are long: beside their rows they leave the rows that are gone through close together.
APART = "ALTER TABLE cases_searchentry SET (toast_tuple_target = 128)"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0028_late'),
        ('customers', '0005_by_name'),
        ('payments', '0010_told_contact'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unfound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField()),
                ('said_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveIntegerField(default=0)),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to='cases.case')),
            ],
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.UniqueConstraint(fields=('case', 'part'), name='search_entry_once'),
        ),
        migrations.AddIndex(
            model_name='searchentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='search_entry_words'),
        ),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name='SearchText')],
            database_operations=[migrations.RunSQL(ALONE, migrations.RunSQL.noop)],
        ),
        migrations.RunSQL(NOTED, NOT_NOTED),
    ]
