from django.db import migrations, models

# A case that the release before opens keeps the contact of its customer as it is then, in whatever
# order old and new processes run. The next release drops function and trigger.
KEPT = """
    CREATE FUNCTION cases_keep_contact() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT name, email, phone, phone, locale, coalesce(nullif(time_zone, ''), 'UTC')
        INTO NEW.contact_name, NEW.contact_email, NEW.contact_phone, NEW.contact_phone_said,
            NEW.contact_locale, NEW.contact_zone
        FROM customers_customer WHERE id = NEW.customer_id;
        RETURN NEW;
    END $$;
    CREATE TRIGGER contact_kept BEFORE INSERT ON cases_case
        FOR EACH ROW WHEN (NEW.contact_zone = '')
        EXECUTE FUNCTION cases_keep_contact();
"""
NOT_KEPT = """
    DROP TRIGGER contact_kept ON cases_case;
    DROP FUNCTION cases_keep_contact();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_search_texts_filled'),
        ('customers', '0004_address_shared'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='contact_email',
            field=models.CharField(blank=True, db_default='', default='', max_length=254, verbose_name='e-mail'),
        ),
        migrations.AddField(
            model_name='case',
            name='contact_locale',
            field=models.CharField(blank=True, db_default='', default='', max_length=35, verbose_name='locale'),
        ),
        migrations.AddField(
            model_name='case',
            name='contact_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='name'),
        ),
        migrations.AddField(
            model_name='case',
            name='contact_phone',
            field=models.CharField(blank=True, db_default='', default='', help_text='E.164', max_length=20, verbose_name='phone'),
        ),
        migrations.AddField(
            model_name='case',
            name='contact_phone_said',
            field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='phone as received'),
        ),
        migrations.AddField(
            model_name='case',
            name='contact_zone',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='time zone'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('opened', 'Case opened'), ('payment', 'Payment system reported'), ('walk_started', 'Guide started'), ('answered', 'Step answered'), ('outcome', 'Outcome applied'), ('status', 'Status changed'), ('reply', 'Reply sent'), ('received', 'Customer wrote'), ('note', 'Note added'), ('assigned', 'Assigned'), ('reopened', 'Reopened'), ('resolved', 'Resolved'), ('unreached', 'Customer not reached'), ('reached', 'Customer reached'), ('contact', 'Contact corrected'), ('joined', 'Joined with another customer'), ('parted', 'Parted from another customer again')], max_length=20, verbose_name='kind'),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
