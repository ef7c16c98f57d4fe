"""What was found wanting, and how it was mended: registered, fixed, checked, struck off."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from standardization.enums import FindingState, Severity
from standardization.models.case import Case, KeyArea
from standardization.models.checklist import Photo
from standardization.models.sheet import Item
from standardization.models.visit import Visit


class Finding(models.Model):
    """``responsible`` is who of the company sees to it, ``deadline`` until when (that day included).

    ``link_version`` makes older links to this one finding void. One from the phone carries the
    phone's own number for it, ``sent_as``, and the SHA-256 of what it sent.
    """

    number = models.CharField("编号", max_length=24, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="findings")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="findings")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    key_area = models.ForeignKey(
        KeyArea, models.PROTECT, null=True, blank=True, related_name="findings"
    )
    severity = models.CharField(
        "等级", max_length=8, choices=Severity.choices, default=Severity.ORDINARY
    )
    text = models.CharField("问题描述", max_length=500)
    basis = models.CharField("依据条款", max_length=200)
    deadline = models.DateField("整改期限")
    responsible = models.CharField("整改责任人", max_length=40, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices, default=FindingState.REGISTERED
    )
    link_version = models.PositiveIntegerField(default=1, editable=False)
    sent_as = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    sent_hash = models.CharField(max_length=64, blank=True, editable=False)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_at = models.DateTimeField("发现时间")

    class Meta:
        verbose_name = "不符合项"
        verbose_name_plural = "不符合项"
        ordering = ["id"]
        permissions = [("close_finding", "销号"), ("list_finding", "挂牌督办")]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "item", "key_area"],
                name="finding_once_an_item_and_place",
                nulls_distinct=False,
                condition=Q(item__isnull=False),
                violation_error_message="这一项在这个部位已经登记过不符合项。",
            )
        ]
        indexes = [models.Index(fields=["state", "deadline"], name="finding_by_deadline")]

    def __str__(self) -> str:
        return self.number


class FindingPhoto(models.Model):
    class Stage(models.TextChoices):
        BEFORE = "before", "整改前"
        AFTER = "after", "整改后"

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="photos")
    stage = models.CharField("阶段", max_length=6, choices=Stage.choices)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "不符合项照片"
        verbose_name_plural = "不符合项照片"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.finding} {self.get_stage_display()}"


class Listing(models.Model):
    """挂牌督办 of a major one: who answers for it, by what measures, until when, by which plan."""

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="listing")
    responsible = models.CharField("督办责任人", max_length=40)
    measures = models.CharField("整改措施", max_length=1000)
    deadline = models.DateField("时限")
    plan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField("挂牌时间")

    class Meta:
        verbose_name = "挂牌督办"
        verbose_name_plural = "挂牌督办"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.finding} 挂牌督办"


class Rectification(models.Model):
    """What the company did. Rows are only added: sent back, it hands in another round. ``by`` is
    nobody where it came by the signed link."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="rectifications")
    round = models.PositiveSmallIntegerField("第几次")
    measures = models.CharField("整改措施和完成情况", max_length=1000)
    done_on = models.DateField("完成日期")
    by_name = models.CharField("整改人", max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "整改"
        verbose_name_plural = "整改"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "round"], name="rectified_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.finding} 第 {self.round} 次整改"


class Verification(models.Model):
    """Somebody looked whether it was mended, on paper or on site. Rows are only added."""

    class Method(models.TextChoices):
        PAPER = "paper", "资料验证"
        ONSITE = "onsite", "现场验证"

    rectification = models.OneToOneField(Rectification, models.PROTECT, related_name="verification")
    method = models.CharField("方式", max_length=8, choices=Method.choices)
    passed = models.BooleanField("通过")
    note = models.CharField("意见", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("验收时间")

    class Meta:
        verbose_name = "整改验收"
        verbose_name_plural = "整改验收"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.rectification} {'通过' if self.passed else '退回'}"


class LookBack(models.Model):
    """回头看: is it still mended so many days later."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="look_backs")
    due_on = models.DateField("应于")
    held = models.BooleanField("仍符合", null=True, blank=True)
    note = models.CharField("情况", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        verbose_name = "整改回头看"
        verbose_name_plural = "整改回头看"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "due_on"], name="looked_back_once"),
            models.CheckConstraint(
                condition=Q(held__isnull=True, by__isnull=True, at__isnull=True)
                | Q(held__isnull=False, by__isnull=False, at__isnull=False),
                name="looked_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} 回头看 {self.due_on}"
