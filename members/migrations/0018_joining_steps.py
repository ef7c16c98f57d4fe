"""The chain that an application goes through before its papers count as complete."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_api_tokens'),
        ('members', '0017_accounts_published'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JoiningStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='代码')),
                ('title', models.CharField(max_length=40, verbose_name='环节')),
                ('working_days', models.PositiveSmallIntegerField(help_text='自提交次日起算，周一至周五；系统不知道法定节假日和调休', verbose_name='时限（工作日）')),
                ('order', models.PositiveSmallIntegerField(help_text='小的先办，前一环节办结才办下一个', verbose_name='次序')),
                ('active', models.BooleanField(default=False, help_text='停用的环节不再要求办结', verbose_name='启用')),
                ('verified', models.BooleanField(default=False, verbose_name='已与入会办法核对')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='责任部门')),
            ],
            options={
                'verbose_name': '入会办理环节',
                'verbose_name_plural': '入会办理环节',
                'permissions': [('finish_joiningstep', '办结本部门的入会环节')],
                'ordering': ['order', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('working_days__gte', 1), ('working_days__lte', 250)), name='joining_step_takes_days', violation_error_message='时限须在 1 到 250 个工作日之间。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FinishedStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handed_in_at', models.DateTimeField(verbose_name='提交时间')),
                ('due_on', models.DateField(verbose_name='办结期限')),
                ('opinion', models.CharField(max_length=500, verbose_name='意见')),
                ('finished_at', models.DateTimeField(verbose_name='办结时间')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finished_steps', to='members.joiningapplication')),
                ('finished_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.joiningstep', verbose_name='环节')),
            ],
            options={
                'verbose_name': '入会环节办结记录',
                'verbose_name_plural': '入会环节办结记录',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('application', 'step', 'handed_in_at'), name='joining_step_finished_once', violation_error_message='这个环节已经办结，请刷新页面。'),
                    models.CheckConstraint(condition=models.Q(('opinion', ''), _negated=True), name='joining_step_has_opinion'),
                ],
            },
        ),
    ]
