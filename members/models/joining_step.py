"""The chain an application goes through before a body is asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.accounts.models import Department
from members.models.joining import JoiningApplication


class JoiningStep(models.Model):
    """A step of the chain that staff configure. It holds at once for all that wait, also for those
    handed in before; what was finished stays as it was written down."""

    code = models.SlugField("代码", max_length=40, unique=True)
    title = models.CharField("环节", max_length=40)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="责任部门", related_name="+"
    )
    working_days = models.PositiveSmallIntegerField(
        "时限（工作日）",
        help_text="自提交次日起算，按“放假与调休”里登记的日历",
    )
    order = models.PositiveSmallIntegerField("次序", help_text="小的先办，前一环节办结才办下一个")
    active = models.BooleanField("启用", default=False, help_text="停用的环节不再要求办结")
    verified = models.BooleanField("已与入会办法核对", default=False)

    class Meta:
        verbose_name = "入会办理环节"
        verbose_name_plural = "入会办理环节"
        ordering = ["order", "id"]
        permissions = [("finish_joiningstep", "办结本部门的入会环节")]
        constraints = [
            models.CheckConstraint(
                condition=Q(working_days__gte=1, working_days__lte=250),
                name="joining_step_takes_days",
                violation_error_message="时限须在 1 到 250 个工作日之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FinishedStep(models.Model):
    """Who finished a step of an application, when and with what opinion.

    ``handed_in_at`` is the handing-in that was looked at: after a correction the chain begins anew.
    ``due_on`` is the day that held when it was finished.
    """

    application = models.ForeignKey(
        JoiningApplication, models.PROTECT, related_name="finished_steps"
    )
    step = models.ForeignKey(JoiningStep, models.PROTECT, verbose_name="环节", related_name="+")
    handed_in_at = models.DateTimeField("提交时间")
    due_on = models.DateField("办结期限")
    opinion = models.CharField("意见", max_length=500)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办结人", related_name="+"
    )
    finished_at = models.DateTimeField("办结时间")

    class Meta:
        verbose_name = "入会环节办结记录"
        verbose_name_plural = "入会环节办结记录"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "step", "handed_in_at"],
                name="joining_step_finished_once",
                violation_error_message="这个环节已经办结，请刷新页面。",
            ),
            models.CheckConstraint(condition=~Q(opinion=""), name="joining_step_has_opinion"),
        ]

    def __str__(self) -> str:
        return f"{self.step} 已办结"
