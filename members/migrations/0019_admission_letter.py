"""The 入会通知书 that an admission issues; who was admitted before has none."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0002_frozen'),
        ('members', '0018_joining_steps'),
    ]

    operations = [
        migrations.AddField(
            model_name='joiningapplication',
            name='letter',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='admission', to='credentials.credential', verbose_name='入会通知书'),
        ),
    ]
