from django.conf import settings
from django.db import models

from association.accounts.models import PersonalInvitation
from association.base.encrypted import kept_together
from members.enums import RepresentativeRole
from members.models.member import Member


class Representative(models.Model):
    """A user who acts for a member in the portal. Ended, not deleted: the past stays readable."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="representatives")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="representations"
    )
    role = models.CharField("角色", max_length=8, choices=RepresentativeRole.choices)
    since = models.DateTimeField("自")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "单位用户"
        verbose_name_plural = "单位用户"
        ordering = ["role", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "user"],
                condition=models.Q(ended_at__isnull=True),
                name="one_role_for_a_user",
                violation_error_message="这位用户已经是该单位的用户。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_role_display()}）"


class Invitation(PersonalInvitation):
    """Lets one person act for a member."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="invitations")
    role = models.CharField("角色", max_length=8, choices=RepresentativeRole.choices)

    class Meta:
        verbose_name = "邀请"
        verbose_name_plural = "邀请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "mobile_index"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation",
                violation_error_message="这个手机号已有一份没有答复的邀请，请先撤回它。",
            ),
            kept_together("mobile", "mobile_index", name="invitation_mobile_with_its_index"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_role_display()}）"
