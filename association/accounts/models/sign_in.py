from django.conf import settings
from django.db import models


class SignIn(models.Model):
    """One session of one person, from signing in to its end: what 登录设备 lists.

    ``session_key`` is there to end it from elsewhere, and is forgotten when it has ended.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    device = models.CharField("设备", max_length=60)
    address = models.GenericIPAddressField("网络地址", null=True)
    by_second_factor = models.BooleanField("经第二重验证", default=False)
    began_at = models.DateTimeField("登录时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    ending = models.CharField("怎样结束", max_length=40, blank=True)

    class Meta:
        verbose_name = "登录"
        verbose_name_plural = "登录"
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return self.device
