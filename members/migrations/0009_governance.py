"""Bodies, meetings, motions, ballots. A ballot is only ever added; what was decided stands."""

import django.contrib.postgres.constraints
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from association.base.append_only import protect

DECIDED = """
create function refuse_decided_motion() returns trigger language plpgsql as $$
begin
  raise exception '议题“%”已经有结果，不能更改。', old.title
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_motion_fixed before update or delete on members_motion
  for each row when (old.state <> 'open') execute function refuse_decided_motion();

create function refuse_adopted_resolution() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - array['file_id', 'verified']
     = to_jsonb(old) - array['file_id', 'verified'] then
    return new;
  end if;
  raise exception '决议 % 是会议作出的，文号、内容和计票不能更改。', old.number
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_resolution_fixed before update or delete on members_resolution
  for each row when (old.mode is not null) execute function refuse_adopted_resolution();
"""

UNDO = """
drop trigger members_motion_fixed on members_motion;
drop function refuse_decided_motion;
drop trigger members_resolution_fixed on members_resolution;
drop function refuse_adopted_resolution;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0005_outbox'),
        ('members', '0008_dues_position'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('congress', '会员代表大会'), ('council', '理事会'), ('standing_council', '常务理事会'), ('supervisors', '监事会')], max_length=20, unique=True, verbose_name='机构')),
                ('quorum_num', models.PositiveSmallIntegerField(verbose_name='法定人数（分子）')),
                ('quorum_den', models.PositiveSmallIntegerField(verbose_name='法定人数（分母）')),
                ('majority_num', models.PositiveSmallIntegerField(verbose_name='通过票数（分子）')),
                ('majority_den', models.PositiveSmallIntegerField(verbose_name='通过票数（分母）')),
                ('majority_of', models.CharField(choices=[('present', '到会'), ('seats', '应到')], default='present', max_length=8, verbose_name='通过票数以何为准')),
                ('recused_leave', models.BooleanField(default=True, help_text='勾选：回避者从应到和到会中都减去；不勾：仍计入，只是不表决', verbose_name='回避者不计入应到和到会')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, verbose_name='已与章程核对')),
            ],
            options={
                'verbose_name': '机构',
                'verbose_name_plural': '机构',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('quorum_num__gt', 0), ('quorum_num__lte', models.F('quorum_den'))), name='quorum_is_a_part', violation_error_message='法定人数的分子须在 1 和分母之间，如 2/3。'),
                    models.CheckConstraint(condition=models.Q(('majority_num__gt', 0), ('majority_num__lte', models.F('majority_den'))), name='majority_is_a_part', violation_error_message='通过票数的分子须在 1 和分母之间，如 2/3。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BodyTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=20, verbose_name='届次')),
                ('start', models.DateField(verbose_name='任期自')),
                ('end', models.DateField(blank=True, null=True, verbose_name='任期至')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='members.body', verbose_name='机构')),
            ],
            options={
                'verbose_name': '届次',
                'verbose_name_plural': '届次',
                'ordering': ['body_id', '-start'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gte', models.F('start')), _connector='OR'), name='body_term_ends_after_start', violation_error_message='任期结束日不能早于开始日。'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('body'), models.F('body'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('start'), models.F('end'), models.Value('[]'), function='daterange'), '&&')], name='body_terms_do_not_overlap', violation_error_message='同一机构同一时期只能有一届，请先写明上一届的任期结束日。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='会议名称')),
                ('mode', models.CharField(choices=[('on_site', '现场会议'), ('correspondence', '通讯表决')], max_length=14, verbose_name='方式')),
                ('occasion', models.CharField(choices=[('ordinary', '例会'), ('re_election', '换届大会')], default='ordinary', max_length=12, verbose_name='性质')),
                ('held_on', models.DateField(help_text='通讯表决填开始表决的日期', verbose_name='开会日期')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('deadline', models.DateTimeField(blank=True, null=True, verbose_name='表决截止')),
                ('on_site_reason', models.CharField(blank=True, max_length=200, verbose_name='现场开会的理由')),
                ('head_count', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='预计到场人数')),
                ('rule', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='议事规则')),
                ('state', models.CharField(choices=[('called', '已召集'), ('open', '进行中'), ('closed', '已结束'), ('cancelled', '已取消')], default='called', max_length=10, verbose_name='状态')),
                ('called_at', models.DateTimeField(verbose_name='召集时间')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='召集人')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='members.bodyterm', verbose_name='届次')),
            ],
            options={
                'verbose_name': '会议',
                'verbose_name_plural': '会议',
                'ordering': ['-held_on', '-id'],
                'permissions': [('hold_meeting', '召集和主持会议')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('deadline__isnull', True), ('mode', 'on_site')), models.Q(('deadline__isnull', False), ('mode', 'correspondence')), _connector='OR'), name='remote_meeting_has_deadline', violation_error_message='通讯表决须写明截止时间；现场会议不填。'),
                    models.CheckConstraint(condition=models.Q(('mode', 'correspondence'), ('occasion', 're_election'), _negated=True), name='re_election_is_on_site', violation_error_message='换届大会不得用通讯方式召开。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='议程序号')),
                ('title', models.CharField(max_length=120, verbose_name='议题')),
                ('text', models.TextField(verbose_name='决议草案')),
                ('kind', models.CharField(choices=[('relief', '会费减免'), ('discount', '服务优惠'), ('standard', '会费标准'), ('admission', '接纳入会'), ('exit', '会籍终止'), ('election', '选举任免'), ('other', '其他事项')], default='other', max_length=12, verbose_name='类别')),
                ('state', models.CharField(choices=[('open', '待表决'), ('carried', '通过'), ('failed', '未通过'), ('withdrawn', '撤下')], default='open', max_length=10, verbose_name='状态')),
                ('seats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='应到')),
                ('present', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='到会')),
                ('in_favour', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='赞成')),
                ('against', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='反对')),
                ('abstained', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='弃权')),
                ('recused', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='回避')),
                ('recused_present', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='回避且到会')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='宣布时间')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='宣布人')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='members.meeting')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='members.member', verbose_name='涉及的会员单位')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='会议材料')),
                ('put_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交人')),
                ('resolution', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='motion', to='members.resolution', verbose_name='决议')),
            ],
            options={
                'verbose_name': '议题',
                'verbose_name_plural': '议题',
                'ordering': ['meeting_id', 'position'],
                'permissions': [('decide_motion', '宣布表决结果')],
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'position'), name='one_motion_a_place'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'carried'), _negated=True), ('resolution__isnull', False), _connector='OR'), name='carried_motion_has_resolution'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['carried', 'failed']), _negated=True), models.Q(('abstained__isnull', False), ('against__isnull', False), ('decided_at__isnull', False), ('in_favour__isnull', False), ('present__isnull', False), ('recused__isnull', False), ('recused_present__isnull', False), ('seats__isnull', False)), _connector='OR'), name='decided_motion_is_counted'),
                    models.CheckConstraint(condition=models.Q(('present__isnull', True), models.Q(('present__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('in_favour'), '+', models.F('against')), '+', models.F('abstained')), '+', models.F('recused_present'))), ('seats__gte', models.F('present'))), _connector='OR'), name='no_more_votes_than_present', violation_error_message='票数之和超过了到会且不回避的人数，请核对。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('title', models.CharField(blank=True, help_text='如：会长、常务理事', max_length=40, verbose_name='职务')),
                ('start', models.DateField(verbose_name='任职自')),
                ('end', models.DateField(blank=True, null=True, verbose_name='任职至')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='members.member', verbose_name='所在会员单位')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='members.bodyterm', verbose_name='届次')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='登录账号')),
            ],
            options={
                'verbose_name': '席位',
                'verbose_name_plural': '席位',
                'ordering': ['term_id', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gte', models.F('start')), _connector='OR'), name='seat_ends_after_start', violation_error_message='任职结束日不能早于开始日。'),
                    models.UniqueConstraint(condition=models.Q(('end__isnull', True)), fields=('term', 'user'), name='one_seat_a_person', violation_error_message='这个账号在本届已有席位。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('present', models.BooleanField(default=False, verbose_name='到会')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='members.meeting')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='members.seat')),
            ],
            options={
                'verbose_name': '到会记录',
                'verbose_name_plural': '到会记录',
                'ordering': ['seat_id'],
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'seat'), name='on_the_roll_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('in_favour', '赞成'), ('against', '反对'), ('abstain', '弃权')], max_length=10, verbose_name='表决')),
                ('receipt', models.CharField(max_length=12, unique=True, verbose_name='回执号')),
                ('cast_at', models.DateTimeField(verbose_name='收到时间')),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='members.motion')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='members.seat')),
            ],
            options={
                'verbose_name': '表决票',
                'verbose_name_plural': '表决票',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('motion', 'seat'), name='one_ballot_a_seat', violation_error_message='您对这项议题已经投过票，每人一票，不能更改。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='members.motion')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='members.seat', verbose_name='席位')),
            ],
            options={
                'verbose_name': '回避',
                'verbose_name_plural': '回避',
                'ordering': ['motion_id', 'seat_id'],
                'constraints': [
                    models.UniqueConstraint(fields=('motion', 'seat'), name='recused_once', violation_error_message='这位代表对本议题已登记回避。'),
                ],
            },
        ),
        migrations.AddField(
            model_name='resolution',
            name='abstained',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='弃权'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='against',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='反对'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='arithmetic',
            field=models.JSONField(blank=True, null=True, verbose_name='计票'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='in_favour',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='赞成'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='mode',
            field=models.CharField(blank=True, choices=[('on_site', '现场会议'), ('correspondence', '通讯表决')], max_length=14, null=True, verbose_name='方式'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='present',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='到会'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='recused',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='回避'),
        ),
        migrations.AddField(
            model_name='resolution',
            name='seats',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='应到'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('abstained__isnull', True), ('against__isnull', True), ('arithmetic__isnull', True), ('in_favour__isnull', True), ('mode__isnull', True), ('present__isnull', True), ('recused__isnull', True), ('seats__isnull', True)), models.Q(('abstained__isnull', False), ('against__isnull', False), ('arithmetic__isnull', False), ('in_favour__isnull', False), ('mode__isnull', False), ('present__isnull', False), ('recused__isnull', False), ('seats__isnull', False)), _connector='OR'), name='resolution_counts_whole_or_none'),
        ),
        *protect('members_ballot'),
        migrations.RunSQL(DECIDED, UNDO),
    ]
