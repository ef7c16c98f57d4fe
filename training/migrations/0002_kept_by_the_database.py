"""What a rule set says stands: only how an open question was settled, and the check, may change."""

from django.db import migrations

RULE_SET = """
create function refuse_rule_set() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'related_by' - 'verified'
                        = to_jsonb(old) - 'related_by' - 'verified' then
    return new;
  end if;
  raise exception '申报条件 % 已经生效，不能更改或删除。请登记新版本。', old.code
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger training_ruleset_fixed before update or delete on training_ruleset
  for each row execute function refuse_rule_set();
create trigger training_ruleset_no_truncate before truncate on training_ruleset
  for each statement execute function refuse_change();
"""

UNDO = """
drop trigger training_ruleset_no_truncate on training_ruleset;
drop trigger training_ruleset_fixed on training_ruleset;
drop function refuse_rule_set;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_rule_sets"), ("base", "0002_append_only")]

    operations = [migrations.RunSQL(RULE_SET, UNDO)]
