from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Func
from django.db.models.functions import Cast


class AuditEntry(models.Model):
    """One thing that somebody did. Appended, never changed: the database refuses the rest.

    ``about`` is the record on whose timeline the entry stands: a contact's new number is an entry
    of the contact, about its member. ``actor_name`` is kept as it was at the time.
    """

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="何人", related_name="+"
    )
    actor_name = models.CharField("何人（当时的姓名）", max_length=80)
    action = models.CharField("何事", max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField("对象", max_length=200)
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=40)
    before = models.JSONField("之前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("之后", default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField("理由", blank=True)
    request_id = models.CharField(max_length=16, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True)
    written_by = models.BigIntegerField(
        db_default=Cast(
            Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
        ),
        editable=False,
        help_text="写入它的数据库事务",
    )

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        indexes = [
            models.Index(fields=["about_type", "about_id", "-id"], name="audit_about"),
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["written_by"], name="audit_written_by"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"
