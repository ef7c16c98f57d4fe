"""A company's own look at how it is prepared: no case, no grade, and nobody else's business."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base import clock
from members.models import Member
from standardization.enums import AnswerState
from standardization.models.library import Standard, StandardVersion
from standardization.models.sheet import Item


class OwnItem(models.Model):
    """What a company looks at beyond the standard's items. Rows are only added: it may ask more of
    itself, and what it asked before stays. ``element`` is the code of one, which outlives a
    version; blank: something that no element of the standard is about."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="own_items")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    element = models.CharField("要素编号", max_length=20, blank=True)
    text = models.CharField("检查内容", max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("增加时间")

    class Meta:
        verbose_name = "企业自增项目"
        verbose_name_plural = "企业自增项目"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "standard", "text"],
                name="own_item_once",
                violation_error_message="已经有同样的自增项目。",
            )
        ]

    def __str__(self) -> str:
        return self.text


class SelfCheck(models.Model):
    """One round on one version, until it is finished; then it stays as it was."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="self_checks")
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("开始时间")
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "应急准备自查"
        verbose_name_plural = "应急准备自查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(finished_at__isnull=True),
                name="one_open_self_check",
                violation_error_message="本单位已有一次自查没有完成，请接着填写。",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by__isnull=True)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="self_check_finished_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.begun_at.astimezone(clock.TZ):%Y-%m-%d}"


class SelfCheckAnswer(models.Model):
    """To an item of the version or to one of the company's own. ``note``: why it doesn't apply, or
    what is to be done about it and until when."""

    check_up = models.ForeignKey(SelfCheck, models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    own = models.ForeignKey(OwnItem, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("结论", max_length=8, choices=AnswerState.choices)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = "自查结论"
        verbose_name_plural = "自查结论"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["check_up", "item"], name="self_check_item_once"),
            models.UniqueConstraint(fields=["check_up", "own"], name="self_check_own_item_once"),
            models.CheckConstraint(
                condition=Q(item__isnull=True, own__isnull=False)
                | Q(item__isnull=False, own__isnull=True),
                name="self_check_answers_one_item",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
