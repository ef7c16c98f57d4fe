"""What a company agreed to and handed in is only added to."""

from django.db import migrations

from association.base.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("standardization", "0005_grades")]

    operations = [
        *protect("standardization_lowergradeconsent"),
        *protect("standardization_annualselfreview"),
    ]
