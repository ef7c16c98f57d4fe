"""Payments, what is too much of them, and their receipts. The database adds the parts up itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


VIEW = """
create or replace view members_duesposition as
select a.id as assessment_id, l.relieved, l.paid, l.balance,
       greatest(a.due_on, x.due_on) as due_until, coalesce(x.own, false) as extended, l.carried
  from members_assessment a
 cross join lateral (
       select coalesce(-sum(amount) filter (where kind = 'relief'), 0) as relieved,
              coalesce(-sum(amount) filter (where kind in ('pay', 'refund', 'credit')), 0) as paid,
              coalesce(sum(amount), 0) as balance,
              coalesce(-sum(amount) filter (where kind = 'credit'), 0) as carried
         from members_ledgerentry where assessment_id = a.id) l
 cross join lateral (
       select max(due_on) as due_on, bool_or(member_id is not null) as own
         from members_extension
        where year = a.year and (member_id is null or member_id = a.member_id)) x
"""

VIEW_BEFORE = """
drop view members_duesposition;
create view members_duesposition as
select a.id as assessment_id, l.relieved, l.paid, l.balance,
       greatest(a.due_on, x.due_on) as due_until, coalesce(x.own, false) as extended
  from members_assessment a
 cross join lateral (
       select coalesce(-sum(amount) filter (where kind = 'relief'), 0) as relieved,
              coalesce(-sum(amount) filter (where kind in ('pay', 'refund')), 0) as paid,
              coalesce(sum(amount), 0) as balance
         from members_ledgerentry where assessment_id = a.id) l
 cross join lateral (
       select max(due_on) as due_on, bool_or(member_id is not null) as own
         from members_extension
        where year = a.year and (member_id is null or member_id = a.member_id)) x
"""

# Looked at when the transaction ends: parts are written one after the other.
SUM = """
create function check_payment_is_allocated() returns trigger language plpgsql as $$
declare touched bigint; paid numeric; placed numeric; parts int; stands text; called text;
begin
  touched := case when tg_table_name = 'members_payment' then (to_jsonb(new)->>'id')::bigint
                  else (coalesce(to_jsonb(new), to_jsonb(old))->>'payment_id')::bigint end;
  select amount, state, number into paid, stands, called from members_payment where id = touched;
  select coalesce(sum(amount), 0), count(*) into placed, parts
    from members_allocation where payment_id = touched;
  if placed <> paid and not (parts = 0 and stands in ('entered', 'rejected')) then
    raise exception '缴款 % 为 % 元，分配合计 % 元，两者须相等。', called, paid, placed
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger members_payment_allocated
  after insert or update on members_payment deferrable initially deferred
  for each row execute function check_payment_is_allocated();
create constraint trigger members_allocation_adds_up
  after insert or update or delete on members_allocation deferrable initially deferred
  for each row execute function check_payment_is_allocated();
"""

FIXED = """
create function refuse_payment_change() returns trigger language plpgsql as $$
declare
  free text[] := case old.state
    when 'entered' then array['state', 'payer_id', 'confirmed_by_id', 'confirmed_at',
                              'closed_by_id', 'closed_at', 'closed_reason']
    when 'confirmed' then array['state', 'closed_by_id', 'closed_at', 'closed_reason']
    when 'reversed' then array['closed_by_id', 'closed_at', 'closed_reason']
    else array['closed_by_id', 'closed_at', 'closed_reason'] end;
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free
     and not (old.state = 'confirmed' and new.state not in ('confirmed', 'reversed')) then
    return new;
  end if;
  raise exception '缴款 % 已经登记，内容不能更改或删除。请退回或冲销后另行登记。', old.number
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_payment_fixed before update or delete on members_payment
  for each row execute function refuse_payment_change();

create function refuse_allocation_change() returns trigger language plpgsql as $$
declare stands text; called text;
begin
  select state, number into stands, called from members_payment
   where id = (coalesce(to_jsonb(new), to_jsonb(old))->>'payment_id')::bigint;
  if stands <> 'entered' then
    raise exception '缴款 % 不在待确认状态，分配不能更改。请冲销后另行登记。', called
      using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger members_allocation_fixed before insert or update or delete on members_allocation
  for each row execute function refuse_allocation_change();

create function keep_facts() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - tg_argv = to_jsonb(old) - tg_argv then
    return new;
  end if;
  raise exception '% 的内容不能更改或删除，请另记一笔。', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_refund_fixed before update or delete on members_refund
  for each row execute function keep_facts('state', 'confirmed_by_id', 'confirmed_at', 'paid_on',
                                           'bank_reference', 'answer', 'entry_id');
create trigger members_fiscalreceipt_fixed before update or delete on members_fiscalreceipt
  for each row execute function keep_facts('state', 'void_reason');
create trigger members_transfervoucher_fixed before update or delete on members_transfervoucher
  for each row execute function keep_facts('state', 'payment_id', 'answer');
create trigger members_carriedcredit_fixed before update or delete on members_carriedcredit
  for each row execute function keep_facts('undone_at');
"""

UNDO = """
drop trigger members_carriedcredit_fixed on members_carriedcredit;
drop trigger members_transfervoucher_fixed on members_transfervoucher;
drop trigger members_fiscalreceipt_fixed on members_fiscalreceipt;
drop trigger members_refund_fixed on members_refund;
drop function keep_facts;
drop trigger members_allocation_fixed on members_allocation;
drop function refuse_allocation_change;
drop trigger members_payment_fixed on members_payment;
drop function refuse_payment_change;
drop trigger members_allocation_adds_up on members_allocation;
drop trigger members_payment_allocated on members_payment;
drop function check_payment_is_allocated;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0005_outbox'),
        ('members', '0009_governance'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）')),
                ('payee', models.CharField(max_length=120, verbose_name='收款户名')),
                ('reason', models.CharField(max_length=200, verbose_name='退款理由')),
                ('state', models.CharField(choices=[('requested', '待复核'), ('confirmed', '已退款'), ('declined', '未通过'), ('returned', '银行退回')], default='requested', max_length=10, verbose_name='状态')),
                ('requested_at', models.DateTimeField(verbose_name='提出时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('paid_on', models.DateField(null=True, verbose_name='退款日期')),
                ('bank_reference', models.CharField(blank=True, max_length=60, verbose_name='银行流水号')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='复核意见')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='members.assessment')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refund', to='members.ledgerentry', verbose_name='会费明细')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
            ],
            options={
                'verbose_name': '退款',
                'verbose_name_plural': '退款',
                'ordering': ['-id'],
                'permissions': [('request_refund', '提出退款'), ('confirm_refund', '复核退款')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_above_zero'),
                    models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('requested_by')), _negated=True), _connector='OR'), name='refund_confirmed_by_another', violation_error_message='提出退款和复核退款须由两个人办理。'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['confirmed', 'returned']), _negated=True), models.Q(('confirmed_by__isnull', False), ('entry__isnull', False)), _connector='OR'), name='refund_paid_is_posted'),
                    models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('assessment',), name='one_open_refund_a_year', violation_error_message='这一年度已有一笔退款在复核。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CarriedCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('carried_at', models.DateTimeField(verbose_name='时间')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='冲销时间')),
                ('carried_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('incoming', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='carried_in', to='members.ledgerentry')),
                ('outgoing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='carried_out', to='members.ledgerentry')),
            ],
            options={
                'verbose_name': '多缴结转',
                'verbose_name_plural': '多缴结转',
                'ordering': ['-id'],
                'permissions': [('carry_credit', '结转多缴的会费')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='carried_above_zero'),
                    models.CheckConstraint(condition=models.Q(('outgoing', models.F('incoming')), _negated=True), name='carried_in_two_entries'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='缴款编号')),
                ('payer_name', models.CharField(max_length=120, verbose_name='付款户名')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）')),
                ('paid_on', models.DateField(verbose_name='到账日期')),
                ('method', models.CharField(choices=[('transfer', '银行转账'), ('cheque', '支票'), ('cash', '现金'), ('other', '其他')], default='transfer', max_length=10, verbose_name='方式')),
                ('bank_reference', models.CharField(blank=True, max_length=60, verbose_name='银行流水号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='附言')),
                ('state', models.CharField(choices=[('entered', '待确认'), ('confirmed', '已确认'), ('rejected', '已退回'), ('reversed', '已冲销')], default='entered', max_length=10, verbose_name='状态')),
                ('entered_at', models.DateTimeField(verbose_name='登记时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='退回或冲销时间')),
                ('closed_reason', models.CharField(blank=True, max_length=500, verbose_name='退回或冲销的理由')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回或冲销人')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('payer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments_made', to='members.member', verbose_name='付款会员')),
                ('voucher', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='凭证')),
            ],
            options={
                'verbose_name': '缴款',
                'verbose_name_plural': '缴款',
                'ordering': ['-id'],
                'permissions': [('enter_payment', '登记缴款'), ('confirm_payment', '确认到账和冲销缴款')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_above_zero'),
                    models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('entered_by')), _negated=True), _connector='OR'), name='payment_confirmed_by_another', violation_error_message='登记缴款和确认到账须由两个人办理。'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['confirmed', 'reversed']), _negated=True), ('confirmed_by__isnull', False), _connector='OR'), name='payment_confirmed_by_somebody'),
                    models.UniqueConstraint(condition=models.Q(models.Q(('bank_reference', ''), _negated=True), ('state__in', ['entered', 'confirmed'])), fields=('bank_reference',), name='one_payment_a_bank_reference', violation_error_message='这个银行流水号已经登记过缴款。'),
                ],
                'indexes': [
                    models.Index(fields=['state', '-id'], name='payment_state'),
                    models.Index(fields=['payer'], name='payment_payer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TransferVoucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='汇款金额（元）')),
                ('paid_on', models.DateField(verbose_name='汇款日期')),
                ('payer_name', models.CharField(max_length=120, verbose_name='付款户名')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('state', models.CharField(choices=[('pending', '待处理'), ('entered', '已登记缴款'), ('declined', '未采用'), ('withdrawn', '已撤回')], default='pending', max_length=10, verbose_name='状态')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('submitted_at', models.DateTimeField(verbose_name='上传时间')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='转账凭证')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='members.member')),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='members.payment', verbose_name='缴款')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
            ],
            options={
                'verbose_name': '转账凭证',
                'verbose_name_plural': '转账凭证',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='voucher_above_zero'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'entered'), _negated=True), ('payment__isnull', False), _connector='OR'), name='voucher_entered_as_a_payment'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'withdrawn']), _negated=True), ('payment__isnull', True), _connector='OR'), name='voucher_sent_back_is_no_payment'),
                ],
                'indexes': [
                    models.Index(fields=['state', 'id'], name='voucher_state'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FiscalReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payer_name', models.CharField(max_length=120, verbose_name='交款人')),
                ('code', models.CharField(max_length=20, verbose_name='票据代码')),
                ('number', models.CharField(max_length=20, verbose_name='票据号码')),
                ('check_code', models.CharField(blank=True, max_length=20, verbose_name='校验码')),
                ('issued_on', models.DateField(verbose_name='开票日期')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）')),
                ('state', models.CharField(choices=[('valid', '有效'), ('void', '已作废')], default='valid', max_length=10, verbose_name='状态')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='作废理由')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='票据文件')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='members.member')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='members.payment')),
            ],
            options={
                'verbose_name': '财政票据',
                'verbose_name_plural': '财政票据',
                'ordering': ['-id'],
                'permissions': [('record_receipt', '登记和作废财政票据')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='receipt_above_zero'),
                    models.UniqueConstraint(fields=('code', 'number'), name='one_receipt_a_number', violation_error_message='这个代码和号码的财政票据已经登记过。'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='members.assessment')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='members.payment')),
            ],
            options={
                'verbose_name': '缴款分配',
                'verbose_name_plural': '缴款分配',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('payment', 'assessment'), name='one_part_a_payment_and_year'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='allocated_above_zero'),
                ],
            },
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='payment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='members.payment', verbose_name='缴款'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'pay'), ('reverses__isnull', True)), fields=('assessment', 'payment'), name='a_payment_posted_once'),
        ),
        migrations.AddField(
            model_name='duesposition',
            name='carried',
            field=models.DecimalField(decimal_places=2, max_digits=14, default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(VIEW, VIEW_BEFORE),
        migrations.RunSQL(SUM + FIXED, UNDO),
    ]
