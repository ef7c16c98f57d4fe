from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from association.base.models import OutboxRow
from association.base.models.reminding import (
    YEAR,
    RemindingRule,
    channels_known,
    days_in_reach,
    knows_since_when,
)
from members.arithmetic import placeholders
from members.enums import ContactRole
from members.models.dues import Assessment

GAPS = ("单位", "会员编号", "年度", "金额", "期限", "时间", "通知单号")


def check_gaps(text: str) -> None:
    if problem := placeholders.problem(text, GAPS):
        raise ValidationError(problem)


class ReminderRule(RemindingRule):
    """A level of the dues reminder."""

    level = models.PositiveSmallIntegerField("级别", help_text="第几次提醒")
    days = models.SmallIntegerField(
        "期限后天数", help_text="负数是期限之前，0 是期限当日，正数是逾期之后"
    )
    roles = ArrayField(
        models.CharField(max_length=10, choices=ContactRole.choices),
        verbose_name="邮件发给",
        default=list,
        blank=True,
    )
    subject = models.CharField("标题", max_length=120, validators=[check_gaps])
    body = models.TextField("正文", validators=[check_gaps])

    class Meta:
        verbose_name = "提醒规则"
        verbose_name_plural = "提醒规则"
        ordering = ["days", "code"]
        constraints = [
            knows_since_when("active_rule_knows_since_when"),
            days_in_reach("reminder_days_in_reach", latest=5 * YEAR),
            models.CheckConstraint(
                condition=Q(roles__contained_by=ContactRole.values),
                name="reminder_roles_known",
                violation_error_message="收件人的职责不在可选范围内。",
            ),
            channels_known("reminder_channels_known"),
        ]

    def clean(self) -> None:
        super().clean()
        wants_mail: Any = self.channels and OutboxRow.Channel.EMAIL in self.channels
        if wants_mail and not self.roles:
            raise ValidationError({"roles": "发邮件须选至少一种联系人。"})


class Reminder(models.Model):
    """A rule's turn for one year of one member and one deadline, decided once for all.

    ``messages`` counts what was owed then, sent or not; the outbox has to have a row for each. An
    extension makes another deadline, and with it another turn.
    """

    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="reminders")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reminders")
    due_on = models.DateField("所指期限")
    messages = models.PositiveSmallIntegerField("应发（条）")
    decided_at = models.DateTimeField("处理时间")

    class Meta:
        verbose_name = "会费提醒"
        verbose_name_plural = "会费提醒"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "assessment", "due_on"],
                name="one_turn_for_a_deadline",
                violation_error_message="这家单位的这次提醒已经处理过。",
            ),
            models.CheckConstraint(condition=Q(messages__gt=0), name="reminder_owes_something"),
        ]
        indexes = [models.Index(fields=["rule", "due_on"], name="reminder_account")]

    def __str__(self) -> str:
        return f"{self.rule}（期限 {self.due_on}）"
