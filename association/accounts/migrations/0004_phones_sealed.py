"""Phone numbers that were plain are sealed, with a blind index beside them."""

import association.base.encrypted
import django.core.validators
from django.db import migrations, models

from association.base.encrypting import seal_column


class Migration(migrations.Migration):

    dependencies = [('accounts', '0003_sign_ins_and_deputies')]

    operations = [
        migrations.RemoveConstraint(model_name='user', name='user_phone_e164'),
        migrations.AddField(
            model_name='user',
            name='phone_index',
            field=association.base.encrypted.BlindIndexField(null=True, of='phone'),
        ),
        migrations.AlterField(
            model_name='user',
            name='phone',
            field=association.base.encrypted.EncryptedTextField(blank=True, index='phone_index', null=True, validators=[django.core.validators.RegexValidator('^\\+[1-9]\\d{6,14}$', '手机号须为国际格式，如 +8613800000000。')], verbose_name='手机'),
        ),
        seal_column('accounts', 'user', 'phone', 'phone_index'),
        migrations.AddConstraint(
            model_name='user',
            constraint=association.base.encrypted.kept_together('phone', 'phone_index', name='user_phone_with_its_index'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(fields=('phone_index',), name='user_phone_once', violation_error_message='这个手机号已登记在另一个账号上。'),
        ),
    ]
