from django.db import migrations

QUESTIONNAIRE = """
create function refuse_changed_questionnaire() returns trigger language plpgsql as $$
begin
  if old.state = 'frozen' then
    raise exception '问卷“%”已经定稿，不能修改或删除。请另起草一份来代替它。', old.title
      using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger questionnaires_questionnaire_frozen
  before update or delete on questionnaires_questionnaire
  for each row execute function refuse_changed_questionnaire();

create function refuse_changed_question() returns trigger language plpgsql as $$
declare
  place bigint := case tg_op when 'DELETE' then old.questionnaire_id else new.questionnaire_id end;
begin
  if exists (select 1 from questionnaires_questionnaire where id = place and state = 'frozen')
     or (tg_op = 'UPDATE' and new.questionnaire_id <> old.questionnaire_id) then
    raise exception '问卷已经定稿，问题不能增加、修改或删去。请另起草一份来代替它。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger questionnaires_question_frozen
  before insert or update or delete on questionnaires_question
  for each row execute function refuse_changed_question();
"""

RESPONSE = """
create function refuse_changed_response() returns trigger language plpgsql as $$
declare
  opening constant text[] := array['state', 'signed_at', 'signed_by_id', 'saves'];
begin
  if tg_op = 'INSERT' then
    if not exists (select 1 from questionnaires_questionnaire
                   where id = new.questionnaire_id and state = 'frozen') then
      raise exception '问卷还没有定稿，不能填写。' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if old.state = 'signed' and (tg_op = 'DELETE' or new.state = 'signed'
     or to_jsonb(new) - opening <> to_jsonb(old) - opening) then
    raise exception '答卷已经签交，不能修改或删除。要改请先重新填写。'
      using errcode = 'integrity_constraint_violation';
  end if;
  if tg_op = 'UPDATE' and new.questionnaire_id <> old.questionnaire_id then
    raise exception '答卷不能换到另一份问卷。' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger questionnaires_response_signed
  before insert or update or delete on questionnaires_response
  for each row execute function refuse_changed_response();

create function refuse_changed_response_file() returns trigger language plpgsql as $$
declare
  place bigint := case tg_op when 'DELETE' then old.response_id else new.response_id end;
begin
  if tg_op = 'UPDATE'
     or exists (select 1 from questionnaires_response where id = place and state = 'signed') then
    raise exception '答卷已经签交，文件不能增加、更换或去掉。要改请先重新填写。'
      using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger questionnaires_responsefile_signed
  before insert or update or delete on questionnaires_responsefile
  for each row execute function refuse_changed_response_file();
"""

EMPTIED = """
create function refuse_emptied_questionnaires() returns trigger language plpgsql as $$
begin
  raise exception '% 不能清空：里面有定稿的问卷和签交的答卷。', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
"""
TABLES = ("questionnaire", "question", "response", "responsefile")
EMPTIED += "".join(
    f"create trigger questionnaires_{table}_no_truncate before truncate on questionnaires_{table} "
    "for each statement execute function refuse_emptied_questionnaires();\n"
    for table in TABLES
)

UNDO = """
drop trigger questionnaires_questionnaire_frozen on questionnaires_questionnaire;
drop trigger questionnaires_question_frozen on questionnaires_question;
drop trigger questionnaires_response_signed on questionnaires_response;
drop trigger questionnaires_responsefile_signed on questionnaires_responsefile;
""" + "".join(
    f"drop trigger questionnaires_{table}_no_truncate on questionnaires_{table};\n"
    for table in TABLES
) + """
drop function refuse_changed_questionnaire;
drop function refuse_changed_question;
drop function refuse_changed_response;
drop function refuse_changed_response_file;
drop function refuse_emptied_questionnaires;
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]

    operations = [migrations.RunSQL(QUESTIONNAIRE + RESPONSE + EMPTIED, UNDO)]
