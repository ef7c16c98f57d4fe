"""A score belongs to the round of the case in which it was taken."""

from django.db import migrations, models

# Every round begins with people who are asked, long before anything is scored. The table is only
# added to: its trigger sleeps while the new column is filled, and nothing else of a row changes.
ROUNDS = """
alter table standardization_scoresnapshot
  disable trigger standardization_scoresnapshot_append_only;
update standardization_scoresnapshot snapshot set round = known.round
  from (
    select scored.id, max(asked.round) as round
      from standardization_scoresnapshot scored
      join standardization_assignment asked
        on asked.case_id = scored.case_id and asked.asked_at <= scored.taken_at
      group by scored.id
  ) known
  where known.id = snapshot.id and known.round <> snapshot.round;
alter table standardization_scoresnapshot
  enable trigger standardization_scoresnapshot_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("standardization", "0013_grade_certificates")]

    operations = [
        migrations.AddField(
            model_name="scoresnapshot",
            name="round",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="轮次"),
            preserve_default=False,
        ),
        migrations.RunSQL(ROUNDS, migrations.RunSQL.noop),
    ]
