from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trees', '0005_marked'),
    ]

    operations = [
        migrations.AddField(
            model_name='treeversion',
            name='sentences',
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name='treelogentry',
            name='kind',
            field=models.CharField(choices=[('created', 'created'), ('edited', 'edited'), ('undone', 'undone'), ('redone', 'done again'), ('discarded', 'draft thrown away'), ('restored', 'restored'), ('imported', 'imported'), ('scheduled', 'scheduled'), ('unscheduled', 'schedule withdrawn'), ('published', 'published'), ('moved', 'walks moved'), ('answered', 'report answered'), ('rights', 'rights changed'), ('cause', 'cause added'), ('sentences', "customers' sentences in force")], max_length=12, verbose_name='kind'),
        ),
    ]
