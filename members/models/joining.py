"""Coming and going: who asks to be a member, and whose membership a body is asked to end."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from association.accounts.models import MOBILE_SHAPE
from association.base.encrypted import BlindIndexField, EncryptedTextField, kept_together
from association.base.models import StoredFile
from association.credentials.models import Credential
from members.enums import (
    JOINING_UNDER_WAY,
    District,
    JoiningState,
    LapseState,
    OrganisationType,
    Position,
)
from members.models.member import Member
from members.models.motion import Motion
from members.models.resolution import Resolution

_UNFINISHED = ["draft", "withdrawn"]


class JoiningApplication(models.Model):
    """入会申请: written by somebody without an account, who holds a link and nothing else.

    Of the link only the hash is kept. A draft may be incomplete; what was handed in is whole.
    ``earlier`` is the application that this one was copied from.
    """

    state = models.CharField(
        "状态", max_length=10, choices=JoiningState.choices, default=JoiningState.DRAFT
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    link_until = models.DateTimeField("链接有效至")
    name = models.CharField("单位名称", max_length=120, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    organisation_type = models.CharField(
        "单位类型", max_length=20, choices=OrganisationType.choices, blank=True
    )
    district = models.CharField("所在区", max_length=6, choices=District.choices, blank=True)
    position = models.CharField(
        "申请的职务", max_length=20, choices=Position.choices, default=Position.MEMBER
    )
    legal_person = models.CharField("法定代表人", max_length=40, blank=True)
    introduction = models.TextField("单位简介", max_length=2000, blank=True)
    contact_name = models.CharField("联系人", max_length=40)
    mobile = EncryptedTextField("联系手机", index="mobile_index", validators=[MOBILE_SHAPE])
    mobile_index = BlindIndexField(of="mobile")
    email = models.EmailField("联系邮箱", blank=True)
    licence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="营业执照或登记证书",
        related_name="+",
    )
    stamped = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="盖章的入会申请表",
        related_name="+",
    )
    answer = models.CharField("答复", max_length=500, blank=True)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", editable=False
    )
    motion = models.OneToOneField(
        Motion, models.PROTECT, null=True, blank=True, verbose_name="议题", related_name="joining"
    )
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="决议",
        related_name="admissions",
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="会员单位",
        related_name="applications",
    )
    letter = models.OneToOneField(
        Credential,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="入会通知书",
        related_name="admission",
    )
    opened_at = models.DateTimeField("起草时间")
    touched_at = models.DateTimeField("最近改动")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "入会申请"
        verbose_name_plural = "入会申请"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="joining_state"),
            models.Index(fields=["credit_code"], name="joining_code"),
        ]
        constraints = [
            kept_together("mobile", "mobile_index", name="joining_mobile_with_its_index"),
            models.CheckConstraint(
                condition=Q(state__in=_UNFINISHED)
                | (
                    ~Q(name="")
                    & ~Q(organisation_type="")
                    & Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$")
                    & Q(licence__isnull=False, submitted_at__isnull=False)
                ),
                name="joining_handed_in_whole",
                violation_error_message="申请还缺单位名称、代码、类型或证照，不能提交。",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(resolution__isnull=False, member__isnull=False, decided_at__isnull=False),
                name="joining_approved_by_resolution",
                violation_error_message="接纳入会须有决议。",
            ),
            models.CheckConstraint(
                condition=~Q(state="on_agenda") | Q(motion__isnull=False),
                name="joining_on_agenda_has_motion",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | ~Q(answer=""),
                name="joining_said_no_with_reason",
                violation_error_message="退回补正或不接纳，须写明理由。",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(state__in=JOINING_UNDER_WAY),
                name="one_joining_under_way",
                violation_error_message="这家单位已有一份入会申请在办理，请等它办结，或先撤回它。",
            ),
        ]
        permissions = [
            ("handle_joiningapplication", "审核入会申请"),
            ("admit_member", "按决议办理入会"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.contact_name} 入会申请"


class LapseProposal(models.Model):
    """A body is asked to end the membership of who hasn't paid for years. It alone ends nothing."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="lapse_proposals")
    years = ArrayField(models.PositiveSmallIntegerField(), verbose_name="未缴年度")
    owed = models.DecimalField("提请时欠缴（元）", max_digits=12, decimal_places=2)
    motion = models.OneToOneField(
        Motion, models.PROTECT, verbose_name="议题", related_name="lapse_proposal"
    )
    state = models.CharField(
        "状态", max_length=12, choices=LapseState.choices, default=LapseState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="提请人", related_name="+"
    )
    proposed_at = models.DateTimeField("提请时间")

    class Meta:
        verbose_name = "会籍终止提请"
        verbose_name_plural = "会籍终止提请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state="proposed"),
                name="one_open_lapse_proposal",
                violation_error_message="这家会员已有一份会籍终止的提请。",
            )
        ]
        permissions = [("propose_lapse", "提请终止会籍")]

    def __str__(self) -> str:
        return f"{self.member} 会籍终止提请"
