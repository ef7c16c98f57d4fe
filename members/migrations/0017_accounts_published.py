"""A look at the books every night, and what the public is told of a year."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from association.base.append_only import protect


FIXED = """
create function refuse_published_accounts() returns trigger language plpgsql as $$
begin
  raise exception '% 年度会费收支已经公示，不能更改。请另作更正版本。', old.year
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_publishedaccounts_fixed before update or delete on members_publishedaccounts
  for each row when (old.state = 'published')
  execute function refuse_published_accounts();
"""

UNDO = """
drop trigger members_publishedaccounts_fixed on members_publishedaccounts;
drop function refuse_published_accounts;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0002_append_only'),
        ('members', '0016_joining'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('checks', models.PositiveSmallIntegerField(verbose_name='核对项目')),
                ('findings', models.JSONField(default=list, verbose_name='发现')),
            ],
            options={
                'verbose_name': '账目核对',
                'verbose_name_plural': '账目核对',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PublishedAccounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('version', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='版本')),
                ('members', models.PositiveIntegerField(default=0, verbose_name='核定（家）')),
                ('assessed', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='应缴（元）')),
                ('relieved', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='减免（元）')),
                ('received', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='实收（元）')),
                ('spent', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='会费支出（元）')),
                ('purpose', models.TextField(verbose_name='支出用途')),
                ('correction', models.CharField(blank=True, max_length=200, verbose_name='更正说明')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已公示')], default='draft', max_length=10, verbose_name='状态')),
                ('published_on', models.DateField(null=True, verbose_name='公示日期')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公示人')),
            ],
            options={
                'verbose_name': '会费收支公示',
                'verbose_name_plural': '会费收支公示',
                'ordering': ['-year', '-version'],
                'permissions': [('publish_accounts', '公示会费收支')],
                'constraints': [models.UniqueConstraint(fields=('year', 'version'), name='one_publication_a_version', violation_error_message='这一年度的这个版本已有公示。'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('year',), name='one_publication_draft_a_year', violation_error_message='这一年度已有一份公示草稿。'), models.CheckConstraint(condition=models.Q(('spent__gte', 0)), name='spent_is_not_negative', violation_error_message='会费支出不能小于零。'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('published_by__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='published_by_somebody'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(('published_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='published_by_another', violation_error_message='编制和公示须由两个人办理。')],
            },
        ),
        *protect('members_examination'),
        migrations.RunSQL(FIXED, UNDO),
    ]
