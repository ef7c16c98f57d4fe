from django.core.exceptions import ValidationError
from django.db import models

from association.base.models import OutboxRow
from association.base.models.reminding import (
    RemindingRule,
    channels_known,
    days_in_reach,
    knows_since_when,
)
from members.arithmetic import placeholders
from training.models.enrolment import Enrolment

GAPS = ("姓名", "班次", "队伍", "期限", "缺什么", "链接", "名单", "人数")


def check_gaps(text: str) -> None:
    if problem := placeholders.problem(text, GAPS):
        raise ValidationError(problem)


class TrainingReminderRule(RemindingRule):
    """When who still misses something is reminded: the person by mail with the own link, or the
    team's contacts with the list of theirs."""

    MOVED_BY = ("days", "deadline")

    class Whom(models.TextChoices):
        PERSON = "person", "本人"
        TEAM = "team", "队伍联系人"

    class Deadline(models.TextChoices):
        ENROL = "enrol_until", "报名截止"
        START = "starts_on", "开班"
        END = "ends_on", "结束"

    whom = models.CharField("提醒谁", max_length=8, choices=Whom.choices)
    deadline = models.CharField("期限", max_length=12, choices=Deadline.choices)
    subject = models.CharField("标题", max_length=120, validators=[check_gaps])
    body = models.TextField("正文", validators=[check_gaps])

    class Meta:
        verbose_name = "缺件提醒规则"
        verbose_name_plural = "缺件提醒规则"
        ordering = ["whom", "days", "code"]
        constraints = [
            knows_since_when("training_reminder_knows_since_when"),
            days_in_reach("training_reminder_days_in_reach"),
            channels_known("training_reminder_channels_known"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.whom == self.Whom.PERSON and OutboxRow.Channel.PORTAL in (self.channels or []):
            raise ValidationError({"channels": "本人没有账号，收不到站内消息，请只选电子邮件。"})


class TrainingReminder(models.Model):
    """That somebody was reminded of one enrolment by one rule: once for a deadline, a channel and
    a recipient. What became of the message stands in the outbox."""

    rule = models.ForeignKey(TrainingReminderRule, models.PROTECT, related_name="reminders")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="reminders")
    due_on = models.DateField("所指期限")
    channel = models.CharField("渠道", max_length=8, choices=OutboxRow.Channel.choices)
    recipient = models.CharField("收件人", max_length=40)
    missing = models.JSONField("当时还缺", default=list)
    decided_at = models.DateTimeField("处理时间")

    class Meta:
        verbose_name = "缺件提醒"
        verbose_name_plural = "缺件提醒"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "enrolment", "due_on", "channel", "recipient"],
                name="one_training_reminder_an_occasion",
                violation_error_message="这次提醒已经处理过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}（期限 {self.due_on}）"
