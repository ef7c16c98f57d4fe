"""Sittings, marks and results; what is locked or published is kept by the database."""

import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from association.base.append_only import protect

KEPT = """
create function refuse_locked_sitting(wanted bigint) returns void language plpgsql as $$
declare locked timestamptz;
begin
  -- Waits for whoever is locking the sitting at this moment.
  select locked_at into locked from training_sitting where id = wanted for share;
  if locked is not null then
    raise exception '这一场的成绩已经锁定，不能再更改。公布后发现差错，请按成绩更正办理。'
      using errcode = 'integrity_constraint_violation';
  end if;
end $$;

create function keep_sitting() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.locked_at is not null then
    raise exception '鉴定场次不能删除；锁定以后也不能更改。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger training_sitting_kept before update or delete on training_sitting
  for each row execute function keep_sitting();

create function keep_within_sitting() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then perform refuse_locked_sitting(old.sitting_id); end if;
  if tg_op = 'DELETE' then return old; end if;
  perform refuse_locked_sitting(new.sitting_id);
  return new;
end $$;
create trigger training_place_kept before insert or update or delete on training_place
  for each row execute function keep_within_sitting();
create trigger training_panelmember_kept before insert or update or delete on training_panelmember
  for each row execute function keep_within_sitting();

create function keep_within_place() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    perform refuse_locked_sitting(sitting_id) from training_place where id = old.place_id;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  perform refuse_locked_sitting(sitting_id) from training_place where id = new.place_id;
  return new;
end $$;
create trigger training_markentry_kept before insert or update or delete on training_markentry
  for each row execute function keep_within_place();
create trigger training_panelrecusal_kept before insert or update or delete on training_panelrecusal
  for each row execute function keep_within_place();
create trigger training_panelmark_kept before insert or update or delete on training_panelmark
  for each row execute function keep_within_place();

create function refuse_recused_mark() returns trigger language plpgsql as $$
begin
  if exists (select from training_panelrecusal
              where member_id = new.member_id and place_id = new.place_id) then
    raise exception '这位评审员对这位考生已经回避，不能打分。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger training_panelmark_not_recused before insert or update on training_panelmark
  for each row execute function refuse_recused_mark();

create function keep_decided_correction() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.granted is not null then
    raise exception '成绩更正不能删除；有了决定以后也不能更改。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger training_correction_kept before update or delete on training_correction
  for each row execute function keep_decided_correction();
"""

UNDO = """
drop trigger training_correction_kept on training_correction;
drop function keep_decided_correction;
drop trigger training_panelmark_not_recused on training_panelmark;
drop function refuse_recused_mark;
drop trigger training_panelmark_kept on training_panelmark;
drop trigger training_panelrecusal_kept on training_panelrecusal;
drop trigger training_markentry_kept on training_markentry;
drop function keep_within_place;
drop trigger training_panelmember_kept on training_panelmember;
drop trigger training_place_kept on training_place;
drop function keep_within_sitting;
drop trigger training_sitting_kept on training_sitting;
drop function keep_sitting;
drop function refuse_locked_sitting;
"""

NEVER_EMPTIED = (
    "sitting", "place", "markentry", "panelmember", "panelrecusal", "panelmark", "correction",
)  # fmt: skip
ONLY_APPENDED = ("publication", "result", "resultpart", "resit")


def _no_truncate(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create trigger {table}_no_truncate before truncate on {table} "
        "for each statement execute function refuse_change()",
        f"drop trigger {table}_no_truncate on {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0003_classes_people_enrolments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ResitRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(unique=True, verbose_name='自哪一天起')),
                ('keeps_passed', models.BooleanField(help_text='勾选：补考只考未过的科目', verbose_name='已过科目保留')),
                ('times', models.PositiveSmallIntegerField(verbose_name='最多补考几次')),
                ('within_days', models.PositiveSmallIntegerField(help_text='自首次公布成绩之日起，含最后一天', verbose_name='多少天内')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, help_text='与原件核对无误后勾选；此前各处显示“待核实”', verbose_name='已核对原件')),
            ],
            options={
                'verbose_name': '补考办法',
                'verbose_name_plural': '补考办法',
                'ordering': ['-since'],
            },
        ),
        migrations.CreateModel(
            name='PanelRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(unique=True, verbose_name='自哪一天起')),
                ('members', models.PositiveSmallIntegerField(verbose_name='评审组至少几人')),
                ('marks', models.PositiveSmallIntegerField(help_text='回避的评审员不打分；少于这个数，成绩不能确定', verbose_name='每人至少几份评分')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, help_text='与原件核对无误后勾选；此前各处显示“待核实”', verbose_name='已核对原件')),
            ],
            options={
                'verbose_name': '综合评审办法',
                'verbose_name_plural': '综合评审办法',
                'ordering': ['-since'],
                'constraints': [models.CheckConstraint(condition=models.Q(('marks__gte', 1), ('members__gte', models.F('marks')), ('members__lte', 30)), name='panel_rule_makes_sense', violation_error_message='评分份数至少 1，且不超过评审组人数；评审组不超过 30 人。')],
            },
        ),
        migrations.CreateModel(
            name='PassMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(5, '五级/初级工'), (4, '四级/中级工'), (3, '三级/高级工'), (2, '二级/技师'), (1, '一级/高级技师')], verbose_name='级别')),
                ('part', models.CharField(choices=[('theory', '理论知识考试'), ('skill', '技能考核'), ('review', '综合评审')], max_length=8, verbose_name='科目')),
                ('since', models.DateField(help_text='含这一天举行的场次', verbose_name='自哪一天起')),
                ('full', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='满分')),
                ('passing', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='合格分')),
                ('minutes', models.PositiveSmallIntegerField(help_text='场次不能安排得更短', verbose_name='至少多少分钟')),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, help_text='与原件核对无误后勾选；此前各处显示“待核实”', verbose_name='已核对原件')),
            ],
            options={
                'verbose_name': '合格标准',
                'verbose_name_plural': '合格标准',
                'ordering': ['-level', 'part', '-since'],
                'constraints': [models.UniqueConstraint(fields=('level', 'part', 'since'), name='one_pass_mark_from_a_day', violation_error_message='这个级别的这一科目，自这一天起已有合格标准。'), models.CheckConstraint(condition=models.Q(('full__gt', 0), ('full__lte', 1000), ('passing__gt', 0), ('passing__lte', models.F('full'))), name='pass_mark_within_full_mark', violation_error_message='满分须在 0 到 1000 之间，合格分须大于 0，不超过满分。'), models.CheckConstraint(condition=models.Q(models.Q(('part', 'review'), _negated=True), ('level__in', (2, 1)), _connector='OR'), name='only_upper_levels_are_reviewed', violation_error_message='综合评审只用于二级和一级。'), models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 600)), name='pass_mark_minutes_make_sense')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField(verbose_name='公布时间')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('training_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='training.trainingclass')),
            ],
            options={
                'verbose_name': '成绩公布',
                'verbose_name_plural': '成绩公布',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('passed', '合格'), ('failed', '未合格'), ('barred', '成绩无效，取消资格')], max_length=6, verbose_name='结论')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='更正理由')),
                ('published_at', models.DateTimeField(verbose_name='公布时间')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='training.enrolment')),
                ('publication', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='training.publication')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='training.result')),
            ],
            options={
                'verbose_name': '鉴定结果',
                'verbose_name_plural': '鉴定结果',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('publication__isnull', False), ('replaces__isnull', True)), models.Q(('publication__isnull', True), ('replaces__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='result_is_published_or_corrects_one'),
                    models.UniqueConstraint(fields=('publication', 'enrolment'), name='one_result_a_publication'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Resit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keeps_passed', models.BooleanField(verbose_name='已过科目保留')),
                ('planned_at', models.DateTimeField(verbose_name='安排时间')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resit', to='training.result')),
            ],
            options={
                'verbose_name': '补考安排',
                'verbose_name_plural': '补考安排',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('theory', '理论知识考试'), ('skill', '技能考核'), ('review', '综合评审')], max_length=8, verbose_name='科目')),
                ('outcome', models.CharField(choices=[('marked', '有成绩'), ('absent', '缺考'), ('cheated', '作弊'), ('postponed', '缓考')], max_length=9, verbose_name='改为')),
                ('mark', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='成绩')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('granted', models.BooleanField(blank=True, null=True, verbose_name='同意')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='决定时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='training.result')),
            ],
            options={
                'verbose_name': '成绩更正',
                'verbose_name_plural': '成绩更正',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('granted__isnull', True)), fields=('result',), name='one_open_correction', violation_error_message='这份成绩已有一项更正等待决定。'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='correction_has_reason', violation_error_message='更正成绩须写明理由。'),
                    models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', False), ('outcome', 'marked')), models.Q(models.Q(('outcome', 'marked'), _negated=True), ('mark__isnull', True)), _connector='OR'), name='correction_has_mark_iff_marked'),
                    models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='correction_takes_two', violation_error_message='提出更正的人不能自己决定，请另一位同事办理。'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('granted__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('granted__isnull', False)), _connector='OR'), name='correction_decided_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('theory', '理论知识考试'), ('skill', '技能考核'), ('review', '综合评审')], max_length=8, verbose_name='科目')),
                ('at', models.DateTimeField(verbose_name='开始时间')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='时长（分钟）')),
                ('room', models.CharField(max_length=120, verbose_name='考场')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='座位数')),
                ('invigilators', models.CharField(help_text='几个人用顿号隔开', max_length=200, verbose_name='监考人员')),
                ('seed', models.CharField(max_length=32, verbose_name='排座种子')),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='锁定时间')),
                ('locked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('training_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='training.trainingclass', verbose_name='班次')),
            ],
            options={
                'verbose_name': '鉴定场次',
                'verbose_name_plural': '鉴定场次',
                'ordering': ['at', 'id'],
                'permissions': [('enter_mark', '登录鉴定成绩'), ('settle_mark', '裁定两遍不一致的成绩')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 600), ('seats__gte', 1), ('seats__lte', 2000)), name='sitting_sizes_make_sense', violation_error_message='座位数须在 1 到 2000 之间，时长不超过 600 分钟。'),
                    models.CheckConstraint(condition=models.Q(models.Q(('locked_at__isnull', True), ('locked_by__isnull', True)), models.Q(('locked_at__isnull', False), ('locked_by__isnull', False)), _connector='OR'), name='sitting_locked_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, unique=True, verbose_name='准考证号')),
                ('seat', models.PositiveSmallIntegerField(verbose_name='座位号')),
                ('outcome', models.CharField(blank=True, choices=[('marked', '有成绩'), ('absent', '缺考'), ('cheated', '作弊'), ('postponed', '缓考')], max_length=9, null=True, verbose_name='结果')),
                ('mark', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='成绩')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='情况记录')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='training.enrolment')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='training.sitting')),
            ],
            options={
                'verbose_name': '考位',
                'verbose_name_plural': '考位',
                'ordering': ['seat'],
                'constraints': [
                    models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('sitting', 'seat'), name='one_person_a_seat', violation_error_message='这个座位已经有人。'),
                    models.UniqueConstraint(fields=('sitting', 'enrolment'), name='once_in_a_sitting', violation_error_message='这个人在这一场已有座位。'),
                    models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', True), ('outcome__isnull', True)), models.Q(('mark__isnull', False), ('outcome', 'marked')), models.Q(models.Q(('outcome', 'marked'), _negated=True), ('mark__isnull', True)), _connector='OR'), name='place_has_mark_iff_marked'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'cheated'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='cheating_is_recorded', violation_error_message='作弊须写明情况记录。'),
                    models.CheckConstraint(condition=models.Q(('seat__gte', 1)), name='seats_count_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ResultPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('theory', '理论知识考试'), ('skill', '技能考核'), ('review', '综合评审')], max_length=8, verbose_name='科目')),
                ('outcome', models.CharField(choices=[('marked', '有成绩'), ('absent', '缺考'), ('cheated', '作弊'), ('postponed', '缓考')], max_length=9, verbose_name='结果')),
                ('mark', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='成绩')),
                ('full', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='满分')),
                ('passing', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='合格分')),
                ('passed', models.BooleanField(verbose_name='合格')),
                ('carried', models.BooleanField(default=False, verbose_name='保留自上次')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='result_parts', to='training.place')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='training.result')),
            ],
            options={
                'verbose_name': '科目成绩',
                'verbose_name_plural': '科目成绩',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('result', 'part'), name='a_part_once_in_a_result'),
                    models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', False), ('outcome', 'marked')), models.Q(models.Q(('outcome', 'marked'), _negated=True), ('mark__isnull', True)), _connector='OR'), name='result_part_has_mark_iff_marked'),
                    models.CheckConstraint(condition=models.Q(('passed', False), models.Q(('mark__gte', models.F('passing')), ('outcome', 'marked')), _connector='OR'), name='passed_means_at_the_pass_mark'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PanelMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('employer', models.CharField(max_length=120, verbose_name='工作单位')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='职称或职务')),
                ('interests', models.TextField(blank=True, verbose_name='应回避的单位和人员')),
                ('declared_at', models.DateTimeField(blank=True, null=True, verbose_name='声明时间')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='training.sitting')),
            ],
            options={
                'verbose_name': '评审员',
                'verbose_name_plural': '评审员',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('sitting', 'name', 'employer'), name='once_in_a_panel', violation_error_message='这位评审员已在评审组里。'),
                    models.CheckConstraint(condition=models.Q(('declared_at__isnull', False), ('interests', ''), _connector='OR'), name='interests_are_declared'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PanelRecusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('matched', models.BooleanField(default=False, verbose_name='自动识别')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='training.panelmember')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='training.place')),
            ],
            options={
                'verbose_name': '评审回避',
                'verbose_name_plural': '评审回避',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('member', 'place'), name='one_recusal_of_a_candidate', violation_error_message='这位评审员对这位考生已经回避。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='panel_recusal_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='PanelMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='评分')),
                ('entered_at', models.DateTimeField(verbose_name='登录时间')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='training.panelmember')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel_marks', to='training.place')),
            ],
            options={
                'verbose_name': '评审评分',
                'verbose_name_plural': '评审评分',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('member', 'place'), name='one_panel_mark_each'), models.CheckConstraint(condition=models.Q(('mark__gte', 0)), name='panel_mark_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='MarkEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField(verbose_name='第几遍')),
                ('outcome', models.CharField(choices=[('marked', '有成绩'), ('absent', '缺考'), ('cheated', '作弊'), ('postponed', '缓考')], max_length=9, verbose_name='结果')),
                ('mark', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='成绩')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='情况记录')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='裁定理由')),
                ('entered_at', models.DateTimeField(verbose_name='登录时间')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登录人')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='training.place')),
            ],
            options={
                'verbose_name': '成绩登录',
                'verbose_name_plural': '成绩登录',
                'ordering': ['turn'],
                'constraints': [models.UniqueConstraint(fields=('place', 'turn'), name='one_entry_a_turn'), models.UniqueConstraint(fields=('place', 'entered_by'), name='each_turn_by_another', violation_error_message='两遍成绩须由不同的人登录，裁定再换一个人。'), models.CheckConstraint(condition=models.Q(('turn__in', [1, 2, 3])), name='three_turns_at_most'), models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', False), ('outcome', 'marked')), models.Q(models.Q(('outcome', 'marked'), _negated=True), ('mark__isnull', True)), _connector='OR'), name='entry_has_mark_iff_marked'), models.CheckConstraint(condition=models.Q(models.Q(('turn', 3), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='settling_has_a_reason', violation_error_message='裁定须写明理由。'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'cheated'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='cheating_entry_is_recorded', violation_error_message='作弊须写明情况记录。')],
            },
        ),
        migrations.RunSQL(KEPT, UNDO),
        *(_no_truncate(f"training_{table}") for table in NEVER_EMPTIED),
        *(step for table in ONLY_APPENDED for step in protect(f"training_{table}")),
    ]
