"""Prices, steps and signed contracts can't be changed; relief given so far counts as a dealing."""

from django.db import migrations

from association.base.append_only import protect

DISCOUNT = """
create function refuse_discount_in_force() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.state <> 'draft'
     and to_jsonb(new) - 'state' - 'ended_on' = to_jsonb(old) - 'state' - 'ended_on' then
    return new;
  end if;
  raise exception '优惠政策 % 第 % 版已经执行，不能更改。请拟订新版本。', old.code, old.version
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_discountpolicy_fixed before update or delete on members_discountpolicy
  for each row when (old.state <> 'draft')
  execute function refuse_discount_in_force();
"""

ORDER = """
create function refuse_signed_order() returns trigger language plpgsql as $$
begin
  raise exception '订单 % 已经签约，价格不能更改。', old.number
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_serviceorder_fixed
  before update of member_id, service_id, quantity, unit_price, listed, quoted_at, signed_at,
    policy_id, percent, discount, payable, why
  on members_serviceorder
  for each row when (old.signed_at is not null and (
    old.member_id, old.service_id, old.quantity, old.unit_price, old.listed, old.quoted_at,
    old.signed_at, old.policy_id, old.percent, old.discount, old.payable, old.why
  ) is distinct from (
    new.member_id, new.service_id, new.quantity, new.unit_price, new.listed, new.quoted_at,
    new.signed_at, new.policy_id, new.percent, new.discount, new.payable, new.why
  ))
  execute function refuse_signed_order();
create trigger members_serviceorder_stays before delete on members_serviceorder
  for each row execute function refuse_signed_order();
"""

UNDO = """
drop trigger members_discountpolicy_fixed on members_discountpolicy;
drop function refuse_discount_in_force;
drop trigger members_serviceorder_fixed on members_serviceorder;
drop trigger members_serviceorder_stays on members_serviceorder;
drop function refuse_signed_order;
"""

RELIEF_SO_FAR = """
insert into members_dealing (member_id, kind, what, "on", year, saved, source, label, url)
select assessment.member_id, 'waiver', assessment.year || ' 年度会费减免', max(entry.posted_on),
  assessment.year, -sum(entry.amount),
  'members.reliefpolicy:' || policy.id || '/' || assessment.member_id,
  policy.code || ' ' || policy.title, '/portal/dues/'
from members_ledgerentry entry
join members_assessment assessment on assessment.id = entry.assessment_id
join members_reliefpolicy policy on policy.id = entry.policy_id
where entry.kind = 'relief' and entry.reverses_id is null
  and not exists (select 1 from members_ledgerentry back where back.reverses_id = entry.id)
group by assessment.member_id, assessment.year, policy.id, policy.code, policy.title
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0014_services"), ("base", "0002_append_only")]

    operations = [
        *protect("members_serviceprice"),
        *protect("members_orderstep"),
        *protect("members_orderpaper"),
        *protect("members_statechange"),
        migrations.RunSQL(DISCOUNT + ORDER, UNDO),
        migrations.RunSQL(RELIEF_SO_FAR, migrations.RunSQL.noop),
    ]
