import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Who a contact may be, in one statement. Each query of such a function sees what others committed
# before it, so that after the wait for a lock the second look finds whom somebody else has made.
# Shared addresses are bounded: of those at one, who has the same number comes first.
FIND = """
    CREATE FUNCTION customers_find(
        its_source text, its_id text, its_email text, its_phone text, alone boolean
    ) RETURNS TABLE (is_called_so boolean, person customers_customer) LANGUAGE plpgsql AS $$
    BEGIN
        LOOP
            IF alone THEN
                IF its_id <> '' THEN
                    PERFORM pg_advisory_xact_lock(
                        hashtextextended('customer ' || its_source || ' ' || its_id, 0));
                END IF;
                IF its_email || its_phone <> '' THEN
                    PERFORM pg_advisory_xact_lock(hashtextextended(
                        'customer at ' || coalesce(nullif(lower(its_email), ''), its_phone), 0));
                END IF;
            END IF;
            RETURN QUERY
                SELECT TRUE, customer
                FROM customers_sourceid AS called
                JOIN customers_customer AS customer ON customer.id = called.customer_id
                WHERE its_id <> '' AND called.source = its_source AND called.value = its_id;
            IF FOUND THEN
                RETURN;
            END IF;
            RETURN QUERY
                (SELECT FALSE, customer FROM customers_customer AS customer
                WHERE its_email <> '' AND its_phone <> '' AND customer.email <> ''
                    AND lower(customer.email) = lower(its_email) AND customer.phone = its_phone
                ORDER BY customer.id LIMIT 20)
                UNION ALL
                (SELECT FALSE, customer FROM customers_customer AS customer
                WHERE its_email <> '' AND customer.email <> ''
                    AND lower(customer.email) = lower(its_email) AND customer.phone <> its_phone
                ORDER BY customer.id DESC LIMIT 50)
                UNION ALL
                (SELECT FALSE, customer FROM customers_customer AS customer
                WHERE its_email <> '' AND its_phone = '' AND customer.email <> ''
                    AND lower(customer.email) = lower(its_email) AND customer.phone = ''
                ORDER BY customer.id LIMIT 20)
                UNION ALL
                (SELECT FALSE, customer FROM customers_customer AS customer
                WHERE its_email = '' AND its_phone <> '' AND customer.phone = its_phone
                    AND customer.email = ''
                ORDER BY customer.id LIMIT 50);
            IF FOUND OR alone THEN
                RETURN;
            END IF;
            alone := TRUE;
        END LOOP;
    END $$;
"""
NOT_FOUND = "DROP FUNCTION customers_find(text, text, text, text, boolean);"


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('customers', '0002_reach'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='chosen_language',
            field=models.CharField(blank=True, choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], db_default='', default='', max_length=10, verbose_name='chosen language'),
        ),
        migrations.AddField(
            model_name='customer',
            name='chosen_zone',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='chosen time zone'),
        ),
        migrations.AddField(
            model_name='customer',
            name='joined_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='customers.customer', verbose_name='is the same as'),
        ),
        migrations.CreateModel(
            name='SourceId',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, max_length=50, verbose_name='source')),
                ('value', models.CharField(max_length=200, verbose_name="the source's customer id")),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='source_ids', to='customers.customer')),
            ],
            options={
                'verbose_name': 'customer id',
                'verbose_name_plural': 'customer ids',
                'constraints': [models.UniqueConstraint(fields=('source', 'value'), name='customer_id_once_a_source')],
            },
        ),
        migrations.CreateModel(
            name='CustomerJoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(verbose_name='joined at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('moved', models.JSONField(default=dict)),
                ('wishes', models.JSONField(default=dict)),
                ('joined', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('joined_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joins', to='customers.customer')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'joined customers',
                'verbose_name_plural': 'joined customers',
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('joined',), name='customer_joined_once')],
            },
        ),
        migrations.RunSQL(FIND, NOT_FOUND),
    ]
