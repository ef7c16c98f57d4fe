from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ApiToken(models.Model):
    """Lets another system read in the name of a colleague, at most what this colleague may.

    Of the token itself only a keyed hash is kept; ``prefix`` tells people which one it is.
    ``last_used_at`` is kept to the hour.
    """

    prefix = models.CharField("前缀", max_length=8, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField("用途", max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="以谁的名义",
        related_name="api_tokens",
    )
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="范围")
    expires_on = models.DateField("有效至", help_text="含当日")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发放人", related_name="+"
    )
    created_at = models.DateTimeField("发放时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="撤销人",
        related_name="+",
    )
    revoke_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0),
                name="api_token_has_scopes",
                violation_error_message="请至少选一个范围。",
            ),
            models.CheckConstraint(
                condition=~Q(owner=models.F("created_by")),
                name="api_token_by_somebody_else",
                violation_error_message="不能给自己发放令牌。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="api_token_revoked_with_a_reason",
                violation_error_message="撤销须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}）"
