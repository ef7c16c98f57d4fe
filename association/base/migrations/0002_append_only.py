from django.db import migrations

from association.base.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = protect("base_auditentry")
