"""What no screen may get wrong is refused by the database: posted money, numbers once given,
fees once published, policies once in force."""

from django.db import migrations

from association.base.append_only import protect

NUMBER = """
create function refuse_new_member_number() returns trigger language plpgsql as $$
begin
  raise exception '会员编号 % 已经给出，不能更改。', old.number
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_member_number_fixed before update of number on members_member
  for each row when (old.number is distinct from new.number)
  execute function refuse_new_member_number();
"""

STANDARD = """
create function refuse_published_standard() returns trigger language plpgsql as $$
begin
  raise exception '会费标准 % 已经公布，不能更改。请另立新版本。', old.code
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_feestandard_fixed before update or delete on members_feestandard
  for each row when (old.state = 'published')
  execute function refuse_published_standard();

create function refuse_published_line() returns trigger language plpgsql as $$
declare touched bigint := coalesce(new.standard_id, old.standard_id);
begin
  if exists (select 1 from members_feestandard where id = touched and state = 'published') then
    raise exception '会费标准已经公布，金额不能更改。请另立新版本。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger members_feeline_fixed before insert or update or delete on members_feeline
  for each row execute function refuse_published_line();
"""

POLICY = """
create function refuse_policy_in_force() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'state' = to_jsonb(old) - 'state'
     and new.state <> 'draft' then
    return new;
  end if;
  raise exception '减免政策 % 已经执行，不能更改。请另立新政策。', old.code
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger members_reliefpolicy_fixed before update or delete on members_reliefpolicy
  for each row when (old.state <> 'draft')
  execute function refuse_policy_in_force();
"""

UNDO = """
drop trigger members_member_number_fixed on members_member;
drop function refuse_new_member_number;
drop trigger members_feestandard_fixed on members_feestandard;
drop function refuse_published_standard;
drop trigger members_feeline_fixed on members_feeline;
drop function refuse_published_line;
drop trigger members_reliefpolicy_fixed on members_reliefpolicy;
drop function refuse_policy_in_force;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("base", "0002_append_only")]

    operations = [
        *protect("members_ledgerentry"),
        *protect("members_assessment"),
        *protect("members_extension"),
        migrations.RunSQL(NUMBER + STANDARD + POLICY, UNDO),
    ]
