"""群发: an issue on its way to its readers, with one row for each of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import Letter, OutboxRow
from bulletin.mailing.enums import MailingState
from bulletin.models.issue import Issue
from bulletin.models.subscriber import Subscriber


class Mailing(models.Model):
    """Who gets it is written down once, when it is prepared: ``candidates`` says how many were
    looked at, and that number has to come out again whenever the deliveries are counted."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="mailings")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=MailingState.choices, default=MailingState.PREPARED
    )
    candidates = models.PositiveIntegerField("读者人数")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("准备时间")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("放行时间", null=True)
    done_at = models.DateTimeField("发完时间", null=True)

    class Meta:
        verbose_name = "会刊邮件"
        verbose_name_plural = "会刊邮件"
        ordering = ["-id"]
        permissions = [
            ("prepare_mailing", "准备会刊邮件，管理读者和赠阅"),
            ("send_mailing", "放行会刊邮件"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"], condition=~Q(state="dropped"), name="mailing_once_per_issue",
                violation_error_message="这一期已经有会刊邮件了。",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                name="mailing_released_by_another_person",
                violation_error_message="放行的人不能是准备的人。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "dropped"], released_at__isnull=True)
                | Q(
                    state__in=["sending", "paused", "done"],
                    released_at__isnull=False,
                    released_by__isnull=False,
                ),
                name="mailing_sent_once_it_was_released",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.issue}会刊邮件"


class Delivery(models.Model):
    """One address of one mailing. What became of it is the outbox row's to say; ``skipped`` says why
    there is none, ``bounced`` what a mail server said afterwards."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, related_name="+")
    address = models.EmailField("邮箱", max_length=254)
    domain = models.CharField("域名", max_length=254)
    row = models.OneToOneField(OutboxRow, models.PROTECT, null=True, related_name="+")
    skipped = models.CharField("不发的原因", max_length=200, blank=True)
    bounced = models.CharField("退信说明", max_length=300, blank=True)
    bounced_for_good = models.BooleanField("永久退信", default=False)
    bounced_at = models.DateTimeField("退信时间", null=True)

    class Meta:
        verbose_name = "投递"
        verbose_name_plural = "投递"
        ordering = ["mailing", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "address"], name="delivery_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(skipped="") | Q(row__isnull=True), name="delivery_skipped_or_sent"
            ),
            models.CheckConstraint(
                condition=Q(bounced="", bounced_at__isnull=True)
                | (~Q(bounced="") & Q(bounced_at__isnull=False, row__isnull=False)),
                name="delivery_bounced_after_it_was_sent",
            ),
        ]
        indexes = [models.Index(fields=["address", "-id"], name="delivery_by_address")]

    def __str__(self) -> str:
        return f"{self.mailing} {self.address}"
