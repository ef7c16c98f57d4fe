from django.db import migrations

from association.base import append_only

FROZEN = """
create or replace function refuse_changed_credential() returns trigger language plpgsql as $$
declare
  revocation constant text[] := array['revoked_at', 'revoked_by_id', 'revoked_reason'];
  document constant text[] := array['file_id', 'sha256', 'signed_with_id'];
begin
  if tg_op = 'UPDATE' then
    if old.revoked_at is null and new.revoked_at is not null
       and to_jsonb(new) - revocation = to_jsonb(old) - revocation then
      return new;
    end if;
    if old.file_id is null and new.file_id is not null
       and to_jsonb(new) - document = to_jsonb(old) - document then
      return new;
    end if;
    -- From within a trigger: that of an appended standing, below.
    if pg_trigger_depth() > 1
       and to_jsonb(new) - 'suspension_id' = to_jsonb(old) - 'suspension_id' then
      return new;
    end if;
  end if;
  raise exception '证书 % 已经签发，不能修改或删除。请撤销它，或换发一份新的。',
    coalesce(old.number, '')
    using errcode = 'integrity_constraint_violation';
end $$;
"""

AS_BEFORE = """
create or replace function refuse_changed_credential() returns trigger language plpgsql as $$
declare
  revocation constant text[] := array['revoked_at', 'revoked_by_id', 'revoked_reason'];
begin
  if tg_op = 'UPDATE' and old.revoked_at is null and new.revoked_at is not null
     and to_jsonb(new) - revocation = to_jsonb(old) - revocation then
    return new;
  end if;
  raise exception '证书 % 已经签发，不能修改或删除。请撤销它，或换发一份新的。',
    coalesce(old.number, '')
    using errcode = 'integrity_constraint_violation';
end $$;
"""

IN_TURN = """
create function take_up_standing() returns trigger language plpgsql as $$
declare
  held credentials_credential%rowtype;
begin
  select * into held from credentials_credential where id = new.credential_id for update;
  if new.step = 'suspended' and (held.suspension_id is not null or held.revoked_at is not null) then
    raise exception '证书 % 已暂停或已撤销，不能再暂停。', held.number
      using errcode = 'integrity_constraint_violation';
  end if;
  if new.step = 'lifted' and held.suspension_id is null then
    raise exception '证书 % 没有暂停，不能恢复。', held.number
      using errcode = 'integrity_constraint_violation';
  end if;
  update credentials_credential
    set suspension_id = case new.step when 'suspended' then new.id end
    where id = new.credential_id;
  return null;
end $$;
create trigger credentials_standing_in_turn after insert on credentials_standing
  for each row execute function take_up_standing();
"""

UNDO_IN_TURN = """
drop trigger credentials_standing_in_turn on credentials_standing;
drop function take_up_standing;
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0003_printed_later_and_suspended")]

    operations = [
        migrations.RunSQL(FROZEN, AS_BEFORE),
        *append_only.protect("credentials_standing"),
        *append_only.protect("credentials_qrkey"),
        migrations.RunSQL(IN_TURN, UNDO_IN_TURN),
    ]
