"""Mobile numbers that were plain are sealed, with a blind index beside them."""

import association.base.encrypted
import django.core.validators
from django.db import migrations, models

from association.base.encrypting import seal_column

SHAPE = django.core.validators.RegexValidator('^1[3-9]\\d{9}$', '手机号须为 11 位数字，以 1 开头。')


class Migration(migrations.Migration):

    dependencies = [('members', '0004_reminders')]

    operations = [
        migrations.AlterModelOptions(
            name='contact',
            options={'ordering': ['id'], 'permissions': [('view_contact_mobile', '查看联系人完整手机号')], 'verbose_name': '联系人', 'verbose_name_plural': '联系人'},
        ),
        migrations.RemoveConstraint(model_name='contact', name='contact_mobile_shape'),
        migrations.RemoveConstraint(model_name='invitation', name='one_open_invitation'),
        migrations.AddField(
            model_name='contact',
            name='mobile_index',
            field=association.base.encrypted.BlindIndexField(of='mobile'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='mobile_index',
            field=association.base.encrypted.BlindIndexField(of='mobile'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='mobile',
            field=association.base.encrypted.EncryptedTextField(blank=True, index='mobile_index', validators=[SHAPE], verbose_name='手机'),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='mobile',
            field=association.base.encrypted.EncryptedTextField(index='mobile_index', validators=[SHAPE], verbose_name='手机'),
        ),
        seal_column('members', 'contact', 'mobile', 'mobile_index'),
        seal_column('members', 'invitation', 'mobile', 'mobile_index'),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['mobile_index'], name='contact_by_mobile'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=association.base.encrypted.kept_together('mobile', 'mobile_index', name='contact_mobile_with_its_index'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=association.base.encrypted.kept_together('mobile', 'mobile_index', name='invitation_mobile_with_its_index'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('member', 'mobile_index'), name='one_open_invitation', violation_error_message='这个手机号已有一份没有答复的邀请，请先撤回它。'),
        ),
    ]
