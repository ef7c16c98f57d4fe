import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models.letter import Letter


def _message_id() -> str:
    """Given once and sent with every attempt, so that two deliveries would be seen as one."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"


class OutboxRow(models.Model):
    """One message that a rule owes one person about one object and day, or why it wasn't sent.

    Written in the transaction of whoever owes it. The text is frozen: what was sent can be read for
    good. An in-portal message is this very row; a copy of a letter says only what is its own in it.
    """

    class Channel(models.TextChoices):
        PORTAL = "portal", "站内消息"
        EMAIL = "email", "电子邮件"

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        SKIPPED = "skipped", "未发送"
        FAILED = "failed", "发送失败"
        UNCERTAIN = "uncertain", "待确认"

    rule = models.CharField("规则", max_length=40)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    due_on = models.DateField("所指期限")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    recipient_key = models.CharField(
        max_length=80, help_text="收件人在规则里的身份，如 contact:12；改了地址仍是同一人"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="收件人", related_name="+"
    )
    address = models.CharField("地址", max_length=254, blank=True)
    subject = models.CharField("标题", max_length=200, blank=True)
    body = models.TextField("正文", blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, verbose_name="群发邮件", related_name="copies"
    )
    values = models.JSONField("本人的内容", default=dict)
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=40)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.WAITING)
    reason = models.CharField("原因", max_length=300, blank=True)
    attempt = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    not_before = models.DateTimeField("下次尝试不早于", null=True)
    leased_until = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, unique=True, default=_message_id)
    created_at = models.DateTimeField("记下时间")
    sent_at = models.DateTimeField("发送时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "object_type", "object_id", "due_on", "channel", "recipient_key"],
                name="one_message_for_an_occasion",
                violation_error_message="这次提醒已经记下，不会再发一份。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "sending", "sent", "skipped", "failed", "uncertain"]
                ),
                name="outbox_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["skipped", "failed", "uncertain"]) | ~Q(reason=""),
                name="not_sent_has_a_reason",
                violation_error_message="没有发出的消息须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(state="skipped")
                | Q(channel="portal", person__isnull=False)
                | (Q(channel="email") & ~Q(address="")),
                name="message_has_an_addressee",
                violation_error_message="消息须有收件人。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "id"],
                condition=Q(state__in=["waiting", "sending"]),
                name="outbox_open",
            ),
            models.Index(
                fields=["person", "-id"],
                condition=Q(channel="portal", state="sent"),
                name="outbox_inbox",
            ),
            models.Index(fields=["rule", "due_on", "state"], name="outbox_account"),
            models.Index(fields=["object_type", "object_id"], name="outbox_object"),
        ]
        permissions = [("decide_outboxrow", "处理待确认的消息")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}：{self.subject or self.reason}"
