from django.db import migrations

CREDENTIAL = """
create function refuse_changed_credential() returns trigger language plpgsql as $$
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
create trigger credentials_credential_frozen before update or delete on credentials_credential
  for each row execute function refuse_changed_credential();

create function refuse_emptied_credentials() returns trigger language plpgsql as $$
begin
  raise exception '签发过的证书不能清空。' using errcode = 'integrity_constraint_violation';
end $$;
create trigger credentials_credential_no_truncate before truncate on credentials_credential
  for each statement execute function refuse_emptied_credentials();

create function refuse_changed_document() returns trigger language plpgsql as $$
begin
  if exists (select 1 from credentials_credential where file_id = old.id) then
    raise exception '文件 % 是签发过的证书，不能修改。', old.name
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger base_storedfile_issued_frozen before update on base_storedfile
  for each row execute function refuse_changed_document();
"""

UNDO = """
drop trigger base_storedfile_issued_frozen on base_storedfile;
drop function refuse_changed_document;
drop trigger credentials_credential_no_truncate on credentials_credential;
drop function refuse_emptied_credentials;
drop trigger credentials_credential_frozen on credentials_credential;
drop function refuse_changed_credential;
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_initial")]

    operations = [migrations.RunSQL(CREDENTIAL, UNDO)]
