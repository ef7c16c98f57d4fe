"""Applications for relief, and what two sides think of them, kept for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from association.base.append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0008_job_attempt'),
        ('credentials', '0002_frozen'),
        ('members', '0010_payments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReliefApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='申请减免比例（%）')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='申请减免金额（元）')),
                ('text', models.TextField(blank=True, verbose_name='申请理由')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('submitted', '已提交'), ('returned', '退回补正'), ('accepted', '已受理'), ('on_agenda', '已列入议程'), ('approved', '已批准'), ('part_approved', '部分批准'), ('rejected', '未批准'), ('withdrawn', '已撤回')], default='draft', max_length=14, verbose_name='状态')),
                ('asked', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='申请减免（元）')),
                ('submitted_as', models.CharField(blank=True, max_length=120, verbose_name='提交时的单位名称')),
                ('submissions', models.PositiveSmallIntegerField(default=0, verbose_name='提交次数')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('written_at', models.DateTimeField(verbose_name='最后保存')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='补正要求')),
                ('proposed', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='提请减免（元）')),
                ('proposed_until', models.DateField(blank=True, null=True, verbose_name='提请缓缴至')),
                ('granted', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='批准减免（元）')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relief_applications', to='members.assessment', verbose_name='年度会费')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relief_application', to='members.ledgerentry', verbose_name='会费明细')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='盖章申请函')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relief_applications', to='members.member')),
                ('motion', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relief_application', to='members.motion', verbose_name='议题')),
                ('placed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提请人')),
                ('reply', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relief_application', to='credentials.credential', verbose_name='复函')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交人')),
            ],
            options={
                'verbose_name': '减免申请',
                'verbose_name_plural': '减免申请',
                'ordering': ['-id'],
                'permissions': [('handle_reliefapplication', '受理减免申请并提请审议'), ('review_reliefapplication', '对减免申请出具财务意见'), ('settle_reliefapplication', '按表决结果办结减免申请')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ('rejected', 'withdrawn')), _negated=True), fields=('assessment',), name='one_relief_application_a_year', violation_error_message='本年度已有一份减免申请，请在那一份上办理。'),
                    models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('amount__isnull', True), _connector='OR'), name='relief_asked_one_way', violation_error_message='减免比例和减免金额只填一项。'),
                    models.CheckConstraint(condition=models.Q(('percent__isnull', True), models.Q(('percent__gt', 0), ('percent__lte', 100)), _connector='OR'), name='relief_percent_is_a_part', violation_error_message='减免比例须大于 0、不超过 100。'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(('asked__gt', 0), ('letter__isnull', False), ('submissions__gt', 0), ('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='relief_submitted_is_whole'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['on_agenda', 'approved', 'part_approved', 'rejected']), _negated=True), models.Q(('motion__isnull', False), ('proposed__gt', 0)), _connector='OR'), name='relief_decided_by_motion'),
                    models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('granted__gt', 0), ('granted__lte', models.F('asked')), ('state__in', ['on_agenda', 'approved', 'part_approved'])), models.Q(models.Q(('state__in', ('approved', 'part_approved')), _negated=True), ('entry__isnull', True), ('granted__isnull', True)), _connector='OR'), name='relief_granted_is_posted'),
                    models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('placed_by')), _negated=True), _connector='OR'), name='relief_placed_and_settled_by_two', violation_error_message='提请审议和按决议办结须由两位不同的同事办理。'),
                ],
                'indexes': [
                    models.Index(fields=['state', 'submitted_at'], name='relief_state'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReliefOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.PositiveSmallIntegerField(verbose_name='第几次提交')),
                ('side', models.CharField(choices=[('secretariat', '秘书处'), ('finance', '财务')], max_length=12, verbose_name='意见方')),
                ('recommends', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='建议减免（元）')),
                ('text', models.CharField(max_length=500, verbose_name='意见')),
                ('given_at', models.DateTimeField(verbose_name='出具时间')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='members.reliefapplication', verbose_name='减免申请')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='出具人')),
            ],
            options={
                'verbose_name': '减免意见',
                'verbose_name_plural': '减免意见',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('application', 'submission', 'side'), name='one_relief_opinion_a_side', violation_error_message='这一方的意见已经出具，不能再改。'),
                    models.UniqueConstraint(fields=('application', 'submission', 'given_by'), name='relief_opinions_of_two_people', violation_error_message='秘书处意见和财务意见须由两位不同的同事出具；代理人也不能兼写两份。'),
                    models.CheckConstraint(condition=models.Q(('recommends__gte', 0)), name='relief_recommended_not_negative'),
                ],
            },
        ),
        *protect('members_reliefopinion'),
    ]
