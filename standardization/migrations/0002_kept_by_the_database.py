"""Published versions stay as they were published; what was declared, answered, drawn and decided is
only added to."""

from django.db import migrations

from association.base.append_only import protect

VERSION = """
create function refuse_published_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.state <> 'draft'
     and to_jsonb(new) - 'state' - 'end' = to_jsonb(old) - 'state' - 'end' then
    return new;
  end if;
  raise exception '标准版本 % 已经发布，不能更改或删除。请导入新版本。', old.label
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger standardization_standardversion_fixed
  before update or delete on standardization_standardversion
  for each row when (old.state <> 'draft') execute function refuse_published_version();
create trigger standardization_standardversion_no_truncate before truncate
  on standardization_standardversion for each statement execute function refuse_change();

create function refuse_published_sheet() returns trigger language plpgsql as $$
declare touched bigint := coalesce(new.version_id, old.version_id);
begin
  if exists (
    select 1 from standardization_standardversion where id = touched and state <> 'draft'
  ) then
    raise exception '标准版本已经发布，内容不能更改。请导入新版本。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return coalesce(new, old);
end $$;
"""
SHEET = """
create trigger standardization_{0}_fixed before insert or update or delete
  on standardization_{0} for each row execute function refuse_published_sheet();
create trigger standardization_{0}_no_truncate before truncate
  on standardization_{0} for each statement execute function refuse_change();
"""
TABLES = ("element", "item", "deductionrule", "threshold", "performancerule")
UNDO = (
    "".join(
        f"drop trigger standardization_{table}_fixed on standardization_{table};"
        f"drop trigger standardization_{table}_no_truncate on standardization_{table};"
        for table in ("standardversion", *TABLES)
    )
    + "drop function refuse_published_version; drop function refuse_published_sheet;"
)
ADDED_ONLY = (
    "authorityact", "scoresnapshot", "declaration", "independenceoverride", "draw",
    "readinessrecord", "answerevent", "photo", "signature", "rectification", "verification",
    "incident", "commitment",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("standardization", "0001_library_cases_visits"),
        ("base", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(VERSION + "".join(SHEET.format(t) for t in TABLES), UNDO),
        *(step for table in ADDED_ONLY for step in protect(f"standardization_{table}")),
    ]
