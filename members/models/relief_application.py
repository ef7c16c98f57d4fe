"""What a member asks to be relieved of, in its own words, and what was thought and decided of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from association.credentials.models import Credential
from members.enums import RELIEF_GRANTED, RELIEF_PENDING, OpinionSide, ReliefState
from members.models.dues import Assessment, LedgerEntry
from members.models.member import Member
from members.models.motion import Motion

_OVER = (ReliefState.REJECTED, ReliefState.WITHDRAWN)
_DECIDED = (*RELIEF_GRANTED, ReliefState.REJECTED)


class ReliefApplication(models.Model):
    """One request about one year's dues. A draft may be half empty; what was handed in is whole.

    ``percent`` or ``amount`` is what the member wrote; ``asked`` is the same in yuan, fixed when it
    is handed in, as is the name it then had (``submitted_as``). ``proposed`` is what the body votes
    on, and what is posted if it is carried.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="relief_applications")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, verbose_name="年度会费", related_name="relief_applications"
    )
    percent = models.DecimalField(
        "申请减免比例（%）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        "申请减免金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    text = models.TextField("申请理由", blank=True)
    letter = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="盖章申请函",
        related_name="+",
    )
    state = models.CharField(
        "状态", max_length=14, choices=ReliefState.choices, default=ReliefState.DRAFT
    )
    asked = models.DecimalField(
        "申请减免（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    submitted_as = models.CharField("提交时的单位名称", max_length=120, blank=True)
    submissions = models.PositiveSmallIntegerField("提交次数", default=0)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="提交人",
        related_name="+",
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    written_at = models.DateTimeField("最后保存")
    answer = models.CharField("补正要求", max_length=500, blank=True)
    motion = models.OneToOneField(
        Motion,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="议题",
        related_name="relief_application",
    )
    proposed = models.DecimalField(
        "提请减免（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    proposed_until = models.DateField("提请缓缴至", null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="提请人",
        related_name="+",
    )
    granted = models.DecimalField(
        "批准减免（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    entry = models.OneToOneField(
        LedgerEntry,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="会费明细",
        related_name="relief_application",
    )
    reply = models.OneToOneField(
        Credential,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="复函",
        related_name="relief_application",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="办结人",
        related_name="+",
    )
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "减免申请"
        verbose_name_plural = "减免申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=~Q(state__in=_OVER),
                name="one_relief_application_a_year",
                violation_error_message="本年度已有一份减免申请，请在那一份上办理。",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(amount__isnull=True),
                name="relief_asked_one_way",
                violation_error_message="减免比例和减免金额只填一项。",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
                name="relief_percent_is_a_part",
                violation_error_message="减免比例须大于 0、不超过 100。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReliefState.DRAFT, ReliefState.WITHDRAWN])
                | Q(
                    asked__gt=0,
                    letter__isnull=False,
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    submissions__gt=0,
                ),
                name="relief_submitted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReliefState.ON_AGENDA, *_DECIDED])
                | Q(motion__isnull=False, proposed__gt=0),
                name="relief_decided_by_motion",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ReliefState.ON_AGENDA, *RELIEF_GRANTED],
                    entry__isnull=False,
                    granted__gt=0,
                    granted__lte=F("asked"),
                )
                | (~Q(state__in=RELIEF_GRANTED) & Q(entry__isnull=True, granted__isnull=True)),
                name="relief_granted_is_posted",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("placed_by")),
                name="relief_placed_and_settled_by_two",
                violation_error_message="提请审议和按决议办结须由两位不同的同事办理。",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="relief_state")]
        permissions = [
            ("handle_reliefapplication", "受理减免申请并提请审议"),
            ("review_reliefapplication", "对减免申请出具财务意见"),
            ("settle_reliefapplication", "按表决结果办结减免申请"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.assessment.year} 年度减免申请"

    @property
    def year(self) -> int:
        return self.assessment.year

    @property
    def shape(self) -> str:
        return ReliefState(self.state).shape

    @property
    def is_pending(self) -> bool:
        return self.state in RELIEF_PENDING


class ReliefOpinion(models.Model):
    """What one side thinks of an application as it was handed in the n-th time. Appended once.

    ``recommends`` is in yuan; 0 is to grant nothing.
    """

    application = models.ForeignKey(
        ReliefApplication, models.PROTECT, verbose_name="减免申请", related_name="opinions"
    )
    submission = models.PositiveSmallIntegerField("第几次提交")
    side = models.CharField("意见方", max_length=12, choices=OpinionSide.choices)
    recommends = models.DecimalField("建议减免（元）", max_digits=12, decimal_places=2)
    text = models.CharField("意见", max_length=500)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="出具人", related_name="+"
    )
    given_at = models.DateTimeField("出具时间")

    class Meta:
        verbose_name = "减免意见"
        verbose_name_plural = "减免意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "submission", "side"],
                name="one_relief_opinion_a_side",
                violation_error_message="这一方的意见已经出具，不能再改。",
            ),
            models.UniqueConstraint(
                fields=["application", "submission", "given_by"],
                name="relief_opinions_of_two_people",
                violation_error_message=(
                    "秘书处意见和财务意见须由两位不同的同事出具；代理人也不能兼写两份。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(recommends__gte=0), name="relief_recommended_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}意见：{self.application}"
