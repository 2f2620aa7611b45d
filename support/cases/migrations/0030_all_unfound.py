from django.db import migrations

# The timetable takes these in from the newest on, two hundred at a time, while work goes on.
ALL = "INSERT INTO cases_unfound (case_id) SELECT id FROM cases_case ORDER BY id"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0029_search_entries'),
    ]

    operations = [migrations.RunSQL(ALL, migrations.RunSQL.noop)]
