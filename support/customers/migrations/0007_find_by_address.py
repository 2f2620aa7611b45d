from django.db import migrations

# As 0006 has it, but where there is an e-mail always by that: by the plain number PostgreSQL may read
# all who share a number, and by the plain id all customers there are, while it has not counted them.
FIND = """
    CREATE OR REPLACE FUNCTION customers_find(
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
            IF its_id <> '' THEN
                RETURN QUERY
                    SELECT TRUE, customer
                    FROM customers_sourceid AS called
                    JOIN customers_customer AS customer ON customer.id = called.customer_id
                    WHERE called.source = its_source AND called.value = its_id;
                IF FOUND THEN
                    RETURN;
                END IF;
            END IF;
            IF its_email <> '' AND its_phone <> '' THEN
                RETURN QUERY
                    (SELECT FALSE, customer FROM customers_customer AS customer
                    WHERE customer.email <> '' AND lower(customer.email) = lower(its_email)
                        AND customer.phone || '' = its_phone
                    ORDER BY customer.id + 0 LIMIT 20)
                    UNION ALL
                    (SELECT FALSE, customer FROM customers_customer AS customer
                    WHERE customer.email <> '' AND lower(customer.email) = lower(its_email)
                        AND customer.phone <> its_phone
                    ORDER BY customer.id + 0 DESC LIMIT 50);
            ELSIF its_email <> '' THEN
                RETURN QUERY
                    (SELECT FALSE, customer FROM customers_customer AS customer
                    WHERE customer.email <> '' AND lower(customer.email) = lower(its_email)
                        AND customer.phone <> ''
                    ORDER BY customer.id + 0 DESC LIMIT 50)
                    UNION ALL
                    (SELECT FALSE, customer FROM customers_customer AS customer
                    WHERE customer.email <> '' AND lower(customer.email) = lower(its_email)
                        AND customer.phone = ''
                    ORDER BY customer.id + 0 LIMIT 20);
            ELSIF its_phone <> '' THEN
                RETURN QUERY
                    SELECT FALSE, customer FROM customers_customer AS customer
                    WHERE customer.phone = its_phone AND customer.email = ''
                    ORDER BY customer.id LIMIT 50;
            END IF;
            IF FOUND OR alone THEN
                RETURN;
            END IF;
            alone := TRUE;
        END LOOP;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_find_sooner")]

    operations = [migrations.RunSQL(FIND, migrations.RunSQL.noop)]
