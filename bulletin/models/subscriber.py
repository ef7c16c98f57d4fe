"""读者: who consented to get the bulletin by mail, and addresses that nothing is sent to."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from bulletin.mailing.enums import Consent, SubscriberState, SuppressionReason
from bulletin.models.column import Column
from members.models import Member

TOKEN_BYTES = 24


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def masked(address: str) -> str:
    """As the audit keeps it, for good: z***@example.com."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}"


class Subscriber(models.Model):
    """``address`` is kept in small letters, so that there is one of each. ``token`` stands in their
    mails: whoever holds it may change what they get, end it, and take it away. Without ``columns``
    every issue is wanted; with them, those that have a piece in one of them."""

    address = models.EmailField("邮箱", max_length=254, unique=True)
    name = models.CharField("称呼", max_length=40, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, verbose_name="会员单位", related_name="+"
    )
    state = models.CharField("状态", max_length=12, choices=SubscriberState.choices)
    consent_from = models.CharField("同意方式", max_length=6, choices=Consent.choices)
    consent_note = models.CharField("同意的依据", max_length=200, blank=True)
    consented_at = models.DateTimeField("同意时间", null=True, blank=True)
    wants_issues = models.BooleanField("每期会刊", default=True)
    columns = models.ManyToManyField(
        Column, verbose_name="关心的栏目", blank=True, related_name="+"
    )
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    asked_at = models.DateTimeField("订阅时间")
    ended_at = models.DateTimeField("退订时间", null=True, blank=True)

    class Meta:
        verbose_name = "会刊读者"
        verbose_name_plural = "会刊读者"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(address=Lower(F("address"))), name="subscriber_in_small_letters"
            ),
            models.CheckConstraint(
                condition=Q(state="pending") | Q(consented_at__isnull=False),
                name="subscriber_has_consented",
                violation_error_message="没有本人同意，不能发送会刊。",
            ),
            models.CheckConstraint(
                condition=~Q(consent_from="staff") | ~Q(consent_note=""),
                name="subscriber_of_staff_with_its_grounds",
                violation_error_message="代为登记的须写明本人是怎样同意的。",
            ),
            models.CheckConstraint(
                condition=Q(state="unsubscribed", ended_at__isnull=False)
                | (~Q(state="unsubscribed") & Q(ended_at__isnull=True)),
                name="subscriber_ended_when_unsubscribed",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="subscriber_by_state")]

    def __str__(self) -> str:
        return f"读者 {masked(self.address)}"


class Suppression(models.Model):
    """Nothing of the bulletin is sent there, whoever subscribes it, until somebody lifts this."""

    address = models.EmailField("邮箱", max_length=254, unique=True)
    reason = models.CharField("原因", max_length=12, choices=SuppressionReason.choices)
    note = models.CharField("说明", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "停发地址"
        verbose_name_plural = "停发地址"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(address=Lower(F("address"))), name="suppression_in_small_letters"
            ),
            models.CheckConstraint(
                condition=~Q(note=""), name="suppression_says_why",
                violation_error_message="请写明停发的原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return masked(self.address)
