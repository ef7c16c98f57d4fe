"""Certificates of members; and member numbers are counted where all numbers are, from where they
stood."""

import django.db.models.deletion
from django.db import migrations, models

COUNT_ON = """
insert into base_numbercounter as counter (kind, year, last)
select 'member', year, last from members_membernumber
on conflict (kind, year) do update set last = greatest(counter.last, excluded.last);
"""

COUNT_BACK = """
insert into members_membernumber (year, last)
select year, last from base_numbercounter where kind = 'member';
"""


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0005_mobiles_sealed"),
        ("base", "0004_number_counters"),
        ("credentials", "0002_frozen"),
    ]

    operations = [
        migrations.RunSQL(COUNT_ON, COUNT_BACK),
        migrations.DeleteModel(name="MemberNumber"),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_force", models.BooleanField(default=True, verbose_name="现行")),
                ("credential", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="member_certificate", to="credentials.credential", verbose_name="证书")),
                ("member", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="members.member")),
            ],
            options={
                "verbose_name": "会员证书",
                "verbose_name_plural": "会员证书",
                "ordering": ["-id"],
                "permissions": [("issue_certificate", "签发和撤销会员证书")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("in_force", True)), fields=("member",), name="one_certificate_in_force", violation_error_message="这家会员已有一份现行的会员证书。")
                ],
            },
        ),
    ]
