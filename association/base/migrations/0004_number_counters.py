from django.db import migrations, models

COUNTS_UP = """
create function refuse_counting_down() returns trigger language plpgsql as $$
begin
  raise exception '编号只能往上走，给出的编号不能收回。'
    using errcode = 'integrity_constraint_violation';
end $$;
create trigger base_numbercounter_counts_up before update on base_numbercounter
  for each row when (
    new.last < old.last or new.kind <> old.kind or new.year <> old.year
  ) execute function refuse_counting_down();
create trigger base_numbercounter_stays before delete on base_numbercounter
  for each row execute function refuse_counting_down();
create trigger base_numbercounter_no_truncate before truncate on base_numbercounter
  for each statement execute function refuse_counting_down();
"""

UNDO = """
drop trigger base_numbercounter_counts_up on base_numbercounter;
drop trigger base_numbercounter_stays on base_numbercounter;
drop trigger base_numbercounter_no_truncate on base_numbercounter;
drop function refuse_counting_down;
"""


class Migration(migrations.Migration):

    dependencies = [("base", "0003_sealed_audit")]

    operations = [
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.SlugField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "编号",
                "verbose_name_plural": "编号",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "year"), name="number_counter_once")
                ],
            },
        ),
        migrations.RunSQL(COUNTS_UP, UNDO),
    ]
