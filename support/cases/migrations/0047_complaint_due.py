from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0046_waiting_rules_marked'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='complaint_due_at',
            field=models.DateTimeField(blank=True, help_text='What a complaint is due for next by the rule of its market; empty: is none', null=True, verbose_name='complaint due at'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('opened', 'Case opened'), ('payment', 'Payment system reported'), ('walk_started', 'Guide started'), ('answered', 'Step answered'), ('jumped', 'Jumped to a cause'), ('outcome', 'Outcome applied'), ('macro', 'Macro applied'), ('undone', 'Taken back'), ('status', 'Status changed'), ('reply', 'Reply sent'), ('received', 'Heard from the customer'), ('note', 'Note added'), ('assigned', 'Assigned'), ('reopened', 'Reopened'), ('snoozed', 'Snoozed'), ('woken', 'Back again'), ('warned', 'Deadline close'), ('late', 'Deadline missed'), ('reminded', 'Customer reminded'), ('resolved', 'Resolved'), ('unreached', 'Customer not reached'), ('reached', 'Customer reached'), ('contact', 'Contact corrected'), ('contact_asked', 'Customer asks for another contact'), ('wishes', 'Customer’s wishes'), ('link_ended', 'Link of the status page ended'), ('rated', 'Survey answered'), ('priority', 'Priority changed'), ('tags', 'Tags changed'), ('joined', 'Joined with another customer'), ('parted', 'Parted from another customer again'), ('merged', 'Cases merged'), ('unmerged', 'Cases taken apart again'), ('related', 'Linked with another case'), ('came_back', 'Came back'), ('masked', 'Masked'), ('complaint', 'Complaint')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='clockalarm',
            name='clock',
            field=models.CharField(choices=[('first_answer', 'First answer'), ('next_answer', 'Next answer'), ('solution', 'Solution'), ('complaint', 'Complaint')], max_length=20, verbose_name='clock'),
        ),
    ]
