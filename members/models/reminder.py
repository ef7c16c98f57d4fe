from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from association.base.models import OutboxRow
from members.arithmetic import placeholders
from members.enums import ContactRole
from members.models.dues import Assessment

GAPS = ("单位", "会员编号", "年度", "金额", "期限", "时间", "通知单号")


def check_gaps(text: str) -> None:
    if problem := placeholders.problem(text, GAPS):
        raise ValidationError(problem)


class ReminderRule(models.Model):
    """A level of the dues reminder: when, to whom, by which channels, in which words.

    It never looks back: a deadline that had passed when the rule was switched on is not its matter.
    """

    code = models.CharField(
        "代号",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", "代号用小写字母、数字和横线。")],
        error_messages={"unique": "这个代号已有规则使用。"},
    )
    title = models.CharField("名称", max_length=40)
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
    channels = ArrayField(
        models.CharField(max_length=8, choices=OutboxRow.Channel.choices), verbose_name="渠道"
    )
    subject = models.CharField("标题", max_length=120, validators=[check_gaps])
    body = models.TextField("正文", validators=[check_gaps])
    active = models.BooleanField("启用", default=False)
    switched_on_at = models.DateTimeField("启用时间", null=True, editable=False)

    class Meta:
        verbose_name = "提醒规则"
        verbose_name_plural = "提醒规则"
        ordering = ["days", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(switched_on_at__isnull=False),
                name="active_rule_knows_since_when",
                violation_error_message="启用的规则须记下启用时间。",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=-365, days__lte=1825),
                name="reminder_days_in_reach",
                violation_error_message="天数须在期限前 365 天至期限后 1825 天之间。",
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=ContactRole.values),
                name="reminder_roles_known",
                violation_error_message="收件人的职责不在可选范围内。",
            ),
            models.CheckConstraint(
                condition=Q(channels__contained_by=OutboxRow.Channel.values, channels__len__gt=0),
                name="reminder_channels_known",
                violation_error_message="请至少选一个渠道。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

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
