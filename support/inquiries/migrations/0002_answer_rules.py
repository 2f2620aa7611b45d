from django.db import migrations

# PAYMENTS as documented: rail, recalls, bank days to answer, source.
RULES = [
    ("sepa", False, 10, "EPC inquiry process: non-receipt may be chased after 10 business days"),
    ("sepa", True, 15, "EPC SCT rulebook: a recall is answered in 15 business days"),
    ("ach", False, 2, "Nacha: returns are there by the opening of the second banking day"),
    ("ach", True, 10, "Nacha: a request for return is answered in 10 banking days since 2025-04-01"),
    ("fps", False, 2, "UK: a bank is contacted within 2 working days"),
    ("fps", True, 18, "UK credit payment recovery: the receiving bank has 18 working days"),
    ("swift", False, 10, "SWIFT: 5 to 10 business days on average"),
    ("swift", True, 10, "SWIFT: 5 to 10 business days on average"),
    ("other", False, 5, ""),
    ("other", True, 10, ""),
]


def enter(apps, schema_editor):
    rule = apps.get_model("inquiries", "AnswerRule")
    rule.objects.bulk_create(
        rule(rail=rail, is_recall=is_recall, answer_days=days, source=source)
        for rail, is_recall, days, source in RULES
    )


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_initial")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
