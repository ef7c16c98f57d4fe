"""通知: what members are told, and the forms that they hand in by a day."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from association.base import clock
from association.base.models import StoredFile
from association.questionnaires.models import Questionnaire, Response
from bulletin.enums import Audience, NoticeState, ReminderStep
from members.enums import OrganisationType
from members.models import Member


class Notice(models.Model):
    """``body`` are the blocks of ``bulletin.body``. Whom it is for is looked up when it is asked: a
    member that joins later is told by its own page. ``saves`` counts the saves of the draft."""

    title = models.CharField("标题", max_length=120)
    document_number = models.CharField("发文字号", max_length=40, blank=True)
    issuer = models.CharField("发文单位", max_length=80)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    body = models.JSONField("正文", default=list)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    contact_mail = models.EmailField("电子邮箱", blank=True)
    audience = models.CharField(
        "发给", max_length=6, choices=Audience.choices, default=Audience.ALL
    )
    types = ArrayField(
        models.CharField(max_length=12, choices=OrganisationType.choices),
        verbose_name="单位类型",
        default=list,
        blank=True,
    )
    members = models.ManyToManyField(
        Member, blank=True, verbose_name="指定的会员单位", related_name="notices"
    )
    is_public = models.BooleanField("在网站上公开", default=True)
    state = models.CharField(
        "状态", max_length=9, choices=NoticeState.choices, default=NoticeState.DRAFT
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=300, blank=True)
    saves = models.PositiveIntegerField(default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ["-id"]
        permissions = [("keep_notice", "起草和发布通知")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(~Q(state="draft"), published_at__isnull=False),
                name="notice_published_at_a_moment",
                violation_error_message="发布的通知须记下发布时间。",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | Q(~Q(state="withdrawn"), withdrawn_at__isnull=True),
                name="notice_withdrawn_for_a_reason",
                violation_error_message="撤回的通知须写明理由。",
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at"], name="notice_by_state")]

    def __str__(self) -> str:
        return self.title


class NoticeFile(models.Model):
    """An attachment, for everybody who may read the notice."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "通知附件"
        verbose_name_plural = "通知附件"
        ordering = ["notice", "id"]

    def __str__(self) -> str:
        return self.file.name


class ReportForm(models.Model):
    """报表: a questionnaire that comes with a notice, and is called as it is."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="forms")
    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, verbose_name="问卷", related_name="+"
    )
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "报表"
        verbose_name_plural = "报表"
        ordering = ["notice", "position", "id"]

    def __str__(self) -> str:
        return self.questionnaire.title


class Due(models.Model):
    """报送: a form has to be handed in by a moment, each time anew."""

    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="dues")
    label = models.CharField("报送名称", max_length=60, blank=True)
    due_at = models.DateTimeField("截止时间")

    class Meta:
        verbose_name = "报送"
        verbose_name_plural = "报送"
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.form}（{self.label}）" if self.label else str(self.form)

    @property
    def days(self) -> int:
        """Left until the day it is due, in Beijing; negative once it is over."""
        return (self.due_at.astimezone(clock.TZ).date() - clock.today()).days


class Return(models.Model):
    """A member's answer to one due date. Its state is the response's; ``handed_in_at`` is when it
    was signed first, which is what decides whether it was late."""

    due = models.ForeignKey(Due, models.PROTECT, related_name="returns")
    member = models.ForeignKey(Member, models.PROTECT, related_name="returns")
    response = models.OneToOneField(Response, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField("首次签交时间", null=True, blank=True)

    class Meta:
        verbose_name = "报送单"
        verbose_name_plural = "报送单"
        ordering = ["due", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["due", "member"],
                name="return_once_a_due_and_member",
                violation_error_message="这次报送，同一家会员单位只有一份。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.due}"

    @property
    def late(self) -> bool:
        return self.handed_in_at is not None and self.handed_in_at > self.due.due_at


class NoticeReminder(models.Model):
    """What was decided about a due date by its step: written once for a day it falls due on, with
    how many members were told."""

    due = models.ForeignKey(Due, models.PROTECT, related_name="reminders")
    step = models.CharField("提醒", max_length=8, choices=ReminderStep.choices)
    due_on = models.DateField("到期日")
    members = models.PositiveIntegerField("会员单位数")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "报送提醒"
        verbose_name_plural = "报送提醒"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["due", "step", "due_on"],
                name="notice_reminder_once",
                violation_error_message="这次报送已经提醒过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.get_step_display()}"
