from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from association.base.models import OutboxRow
from association.base.models.reminding import (
    RemindingRule,
    channels_known,
    days_in_reach,
    knows_since_when,
    rule_code,
)
from members.arithmetic import placeholders
from standardization.enums import RemindOf, RemindWhom

GAPS = ("件数", "期限", "名单")
CAN_HEAR: dict[str, tuple[RemindWhom, ...]] = {
    RemindOf.ANSWER: (RemindWhom.EXPERT, RemindWhom.OFFICER),
    RemindOf.REPORT: (RemindWhom.EXPERT, RemindWhom.OFFICER),
    RemindOf.CERTIFICATE: (RemindWhom.EXPERT, RemindWhom.OFFICER),
    RemindOf.CAR: (RemindWhom.OFFICER, RemindWhom.GENERAL),
    RemindOf.SUPPLIES: (RemindWhom.OFFICER, RemindWhom.GENERAL),
    RemindOf.HEALTH: (RemindWhom.EXPERT, RemindWhom.OFFICER),
}
_ANY_CASE = (RemindWhom.COMPANY, RemindWhom.OFFICER, RemindWhom.APPROVER, RemindWhom.DECIDER)
"""What isn't in ``CAN_HEAR`` is a matter of one company, and of whoever handles or decides it."""


def check_gaps(text: str) -> None:
    if problem := placeholders.problem(text, GAPS):
        raise ValidationError(problem)


class ReviewReminderRule(RemindingRule):
    """When who is reminded of which deadline. ``days`` are calendar days, after a term of a case
    working days. With ``every`` it goes on, so many days apart, until it is done."""

    MOVED_BY = ("what", "days", "every")

    code = rule_code(24)
    what = models.CharField("期限", max_length=12, choices=RemindOf.choices)
    days = models.SmallIntegerField(
        "期限后天数",
        help_text="负数是期限之前，0 是期限当日，正数是期限之后；案件办理时限按工作日，只能是之后",
    )
    every = models.PositiveSmallIntegerField(
        "此后每几天一次", null=True, blank=True, help_text="空着的只提醒一次"
    )
    whom = models.CharField("提醒谁", max_length=8, choices=RemindWhom.choices)
    subject = models.CharField("标题", max_length=120, validators=[check_gaps])
    body = models.TextField("正文", validators=[check_gaps])
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "评审提醒规则"
        verbose_name_plural = "评审提醒规则"
        ordering = ["what", "whom", "days", "code"]
        constraints = [
            knows_since_when("review_reminder_knows_since_when"),
            days_in_reach("review_reminder_days_in_reach"),
            models.CheckConstraint(
                condition=~Q(what=RemindOf.TERM) | Q(days__gte=1),
                name="review_reminder_after_the_term",
                violation_error_message="案件办理时限只在逾期之后提醒，天数至少是 1 个工作日。",
            ),
            models.CheckConstraint(
                condition=Q(every__isnull=True) | Q(every__gte=1, days__gte=0),
                name="review_reminder_goes_on_afterwards",
                violation_error_message="重复提醒至少隔 1 天，并从期限当日或之后开始。",
            ),
            channels_known("review_reminder_channels_known"),
        ]

    def clean(self) -> None:
        super().clean()
        hear = CAN_HEAR.get(self.what, _ANY_CASE)
        if self.what and self.whom and self.whom not in hear:
            names = "、".join(each.label for each in hear)
            what = self.get_what_display()
            raise ValidationError({"whom": f"“{what}”可以提醒：{names}。请从中选一个。"})
        if self.what == RemindOf.TERM and self.every:
            raise ValidationError({"every": "案件办理时限逾期按工作日提醒，不能重复。请清空。"})


class ReviewReminder(models.Model):
    """That somebody was reminded of one thing by one rule: once for a day it was due, a channel and
    a recipient. What became of the message stands in the outbox."""

    rule = models.ForeignKey(ReviewReminderRule, models.PROTECT, related_name="reminders")
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    due_on = models.DateField("所指期限")
    channel = models.CharField("渠道", max_length=8, choices=OutboxRow.Channel.choices)
    recipient = models.CharField("收件人", max_length=40)
    decided_at = models.DateTimeField("处理时间")

    class Meta:
        verbose_name = "评审提醒"
        verbose_name_plural = "评审提醒"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "object_type", "object_id", "due_on", "channel", "recipient"],
                name="one_review_reminder_an_occasion",
                violation_error_message="这次提醒已经处理过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}（期限 {self.due_on}）"
