"""Who is represented by whom in a meeting, and whether the body's rule counts it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0019_admission_letter'),
    ]

    operations = [
        migrations.AddField(
            model_name='attendance',
            name='proxy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='represents', to='members.seat', verbose_name='受托人'),
        ),
        migrations.AddField(
            model_name='body',
            name='proxies_count',
            field=models.BooleanField(default=False, help_text='勾选：书面委托他人出席的，计入到会，由受托人代为表决；不勾：只作记录', verbose_name='委托出席计入到会'),
        ),
        migrations.AddField(
            model_name='body',
            name='proxies_each',
            field=models.PositiveSmallIntegerField(default=1, help_text='席', verbose_name='一人最多受托'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('proxy__isnull', True), models.Q(('present', False), models.Q(('proxy', models.F('seat')), _negated=True)), _connector='OR'), name='represented_by_another', violation_error_message='本人到会的不用委托，也不能委托自己。'),
        ),
    ]
