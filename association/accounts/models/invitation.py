from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from association.base.encrypted import BlindIndexField, EncryptedTextField

MOBILE_SHAPE = RegexValidator(r"^1[3-9]\d{9}$", "手机号须为 11 位数字，以 1 开头。")


class PersonalInvitation(models.Model):
    """A link that lets one person act for somebody: an app says for whom, in a model of its own.

    Only the hash of its token is kept. Such a model also keeps ``mobile`` with its index
    (``kept_together``), and one open invitation a number.
    """

    name = models.CharField("姓名", max_length=40)
    mobile = EncryptedTextField("手机", index="mobile_index", validators=[MOBILE_SHAPE])
    mobile_index = BlindIndexField(of="mobile")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField("有效至")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("邀请时间")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        abstract = True
