import django.db.models.deletion
from django.db import migrations, models

# Sums by index for each assessment that is asked for: a filter of the reader reaches them.
VIEW = """
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


class Migration(migrations.Migration):
    dependencies = [("members", "0007_an_import_confirms_types")]

    operations = [
        migrations.RunSQL(VIEW, "drop view members_duesposition"),
        migrations.CreateModel(
            name="DuesPosition",
            fields=[
                ("assessment", models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name="position", serialize=False, to="members.assessment")),
                ("relieved", models.DecimalField(decimal_places=2, max_digits=14)),
                ("paid", models.DecimalField(decimal_places=2, max_digits=14)),
                ("balance", models.DecimalField(decimal_places=2, max_digits=14)),
                ("due_until", models.DateField()),
                ("extended", models.BooleanField()),
            ],
            options={
                "verbose_name": "会费余额",
                "verbose_name_plural": "会费余额",
                "db_table": "members_duesposition",
                "managed": False,
            },
        ),
    ]
