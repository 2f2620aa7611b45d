from django.db import migrations

OF_MONEY = {'back': ['deposit_returned', 'payout_returned'],
 'in_time': ['payout_in_transit'],
 'refund': ['refund_not_sent',
            'refund_waiting',
            'refund_as_reversal',
            'refund_partial',
            'refund_split',
            'refund_currency_difference',
            'refund_to_wallet',
            'refund_to_old_card',
            'refund_needs_account',
            'refund_dispute_open'],
 'refund_under_way': ['refund_in_transit', 'refund_being_traced'],
 'under_way': ['network_unstable',
               'bank_processing_slow',
               'outcome_unknown',
               'deposit_not_received',
               'deposit_without_reference',
               'deposit_posting_delayed',
               'deposit_third_party',
               'deposit_wrong_rail',
               'deposit_below_minimum',
               'deposit_other_account',
               'deposit_being_traced',
               'payout_at_bank',
               'payout_being_traced',
               'payout_coming_back']}


def fill(apps, schema_editor):
    """Say of the causes that came with us what the code said of them before."""
    causes = apps.get_model("causes", "Cause").objects.using(schema_editor.connection.alias)
    for said, slugs in OF_MONEY.items():
        causes.filter(slug__in=slugs, of_money="").update(of_money=said)


class Migration(migrations.Migration):
    dependencies = [("causes", "0007_of_money")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
