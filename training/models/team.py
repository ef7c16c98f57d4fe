from django.conf import settings
from django.db import models
from django.db.models import Q

from association.accounts.models import PersonalInvitation
from association.base.encrypted import kept_together
from members.models import Member


class Team(models.Model):
    """A rescue team: enrols its people, and collects their certificates for them. It may belong to
    a member, whose quota then counts; it need not."""

    name = models.CharField("队伍名称", max_length=80, unique=True)
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="所属会员单位",
        related_name="teams",
    )
    address = models.CharField("驻地", max_length=120, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "救援队伍"
        verbose_name_plural = "救援队伍"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamContact(models.Model):
    """A user who acts for a team. Ended, not deleted: the past stays readable."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="contacts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_contacts")
    since = models.DateTimeField("自")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "队伍联系人"
        verbose_name_plural = "队伍联系人"
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_contact_of_a_team",
                violation_error_message="这位用户已经是该队伍的联系人。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.user}"


class TeamInvitation(PersonalInvitation):
    """Lets one person act for a team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="invitations")

    class Meta:
        verbose_name = "队伍联系人邀请"
        verbose_name_plural = "队伍联系人邀请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "mobile_index"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_team_invitation",
                violation_error_message="这个手机号已有一份没有答复的邀请，请先撤回它。",
            ),
            kept_together("mobile", "mobile_index", name="team_invitation_mobile_indexed"),
        ]

    def __str__(self) -> str:
        return self.name
