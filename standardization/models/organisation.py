"""Who else takes part: review organisations, offices of the bureau, and the people of both."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from association.accounts.models import PersonalInvitation
from association.base.encrypted import kept_together


class Organisation(models.Model):
    """A review organisation, an office of the city's bureau, or a district's bureau."""

    class Kind(models.TextChoices):
        REVIEW = "review", "评审单位"
        BUREAU = "bureau", "市局处室"
        DISTRICT = "district", "区应急局"

    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=120, unique=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    industries = ArrayField(
        models.CharField(max_length=40), verbose_name="可评审的行业", default=list, blank=True
    )
    valid_until = models.DateField("资质有效至", null=True, blank=True)
    suspended_on = models.DateField("暂停委派自", null=True, blank=True)
    suspended_because = models.CharField("暂停原因", max_length=200, blank=True)
    most_cases = models.PositiveSmallIntegerField("同时在办案件上限", default=10)
    email = models.EmailField("邮箱", blank=True)

    class Meta:
        verbose_name = "评审单位与监管处室"
        verbose_name_plural = "评审单位与监管处室"
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(suspended_on__isnull=True) | ~Q(suspended_because=""),
                name="organisation_suspended_for_a_reason",
                violation_error_message="暂停委派须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationUser(models.Model):
    """A user who acts for it: of a review organisation its clerk, of an office its officer."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_organisations"
    )
    technical_head = models.BooleanField("技术负责人", default=False)
    since = models.DateTimeField("自")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "单位用户"
        verbose_name_plural = "单位用户"
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_user_of_an_organisation",
                violation_error_message="这位用户已经在这个单位名下。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.user}"


class OrganisationInvitation(PersonalInvitation):
    """Lets one person act for a review organisation or an office."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    technical_head = models.BooleanField("技术负责人", default=False)

    class Meta:
        verbose_name = "单位用户邀请"
        verbose_name_plural = "单位用户邀请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "mobile_index"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_organisation_invitation",
                violation_error_message="这个手机号已有一份没有答复的邀请，请先撤回它。",
            ),
            kept_together("mobile", "mobile_index", name="organisation_invitation_indexed"),
        ]

    def __str__(self) -> str:
        return self.name
