"""Columns of the bulletin, and the call that asks members to write for them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q


class Column(models.Model):
    """Its English name stands in the running head, its colour beside it."""

    name = models.CharField("栏目", max_length=20, unique=True)
    english = models.CharField("英文名", max_length=40)
    slug = models.SlugField("网址用名", max_length=40, unique=True)
    colour = models.CharField(
        "颜色",
        max_length=7,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "请用 #1f4e79 这样的颜色。")],
    )
    open_to_members = models.BooleanField("向会员征稿", default=False)
    position = models.PositiveSmallIntegerField("次序")
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"
        ordering = ["position", "id"]
        permissions = [("keep_column", "管理栏目和征稿启事")]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """征稿启事: whom it asks for what, until when, and where else it may be sent."""

    title = models.CharField("标题", max_length=80)
    text = models.TextField("内容", max_length=4000)
    columns = models.ManyToManyField(Column, verbose_name="栏目", related_name="calls")
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期", null=True, blank=True, help_text="长期征稿的空着。")
    contact = models.CharField("联系人", max_length=40)
    phone = models.CharField("联系电话", max_length=30)
    mailbox = models.EmailField("投稿邮箱")

    class Meta:
        verbose_name = "征稿启事"
        verbose_name_plural = "征稿启事"
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="call_closes_after_it_opens",
                violation_error_message="截止日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return self.title
