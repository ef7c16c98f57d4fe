import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Cast


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_email_lower_case'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='停用时间'),
        ),
        migrations.AddField(
            model_name='user',
            name='erased_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(blank=True, db_index=True, max_length=40)),
                ('device', models.CharField(max_length=60, verbose_name='设备')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='网络地址')),
                ('by_second_factor', models.BooleanField(default=False, verbose_name='经第二重验证')),
                ('began_at', models.DateTimeField(verbose_name='登录时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('ending', models.CharField(blank=True, max_length=40, verbose_name='怎样结束')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '登录',
                'verbose_name_plural': '登录',
                'ordering': ['-began_at'],
            },
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField(verbose_name='自')),
                ('end', models.DateField(help_text='含当日', verbose_name='至')),
                ('reason', models.CharField(max_length=200, verbose_name='事由')),
                ('appointed_at', models.DateTimeField(verbose_name='指定时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='提前结束')),
                ('appointed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='指定人')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputizing', to=settings.AUTH_USER_MODEL, verbose_name='代理人')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to=settings.AUTH_USER_MODEL, verbose_name='被代理人')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group', verbose_name='角色')),
            ],
            options={
                'verbose_name': '代理',
                'verbose_name_plural': '代理',
                'ordering': ['-start', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('principal', models.F('deputy')), _negated=True), name='deputy_is_somebody_else', violation_error_message='代理人须是另一个人。'),
                    models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='deputy_ends_after_start', violation_error_message='代理的结束日不能早于开始日。'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at__isnull', True)), expressions=[(models.Func(models.F('principal'), models.F('principal'), models.Value('[]'), function='int8range'), '&&'), (models.Func(Cast('role', models.BigIntegerField()), Cast('role', models.BigIntegerField()), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('start'), models.F('end'), models.Value('[]'), function='daterange'), '&&')], name='one_deputy_at_a_time', violation_error_message='这个角色这段时间已有代理人，请先结束原来的代理。'),
                ],
            },
        ),
    ]
