"""A year's dues: what was assessed, what was written to the ledger, until when it is to be paid."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.enums import EntryKind, Tier
from members.models.member import Member
from members.models.policy import ReliefPolicy
from members.models.resolution import Resolution
from members.models.standard import FeeStandard


class AssessmentRun(models.Model):
    """One run over a year: who started it, and what it left out and why."""

    year = models.PositiveSmallIntegerField("年度")
    assessed = models.PositiveIntegerField("新核定（家）", default=0)
    total = models.DecimalField("新核定（元）", max_digits=14, decimal_places=2, default=0)
    excluded = models.JSONField("未核定", default=list)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    started_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "会费核定"
        verbose_name_plural = "会费核定"
        ordering = ["-id"]
        permissions = [("assess_dues", "核定年度会费")]

    def __str__(self) -> str:
        return f"{self.year} 年度会费核定"


class Assessment(models.Model):
    """What a member owes for a year by the standard. Appended once, never changed.

    ``due_on`` is the standard's own date; the current one is the latest extension's.
    """

    ANNUAL = "annual"

    member = models.ForeignKey(Member, models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField(max_length=10, default=ANNUAL)
    tier = models.CharField("会费档次", max_length=20, choices=Tier.choices)
    amount = models.DecimalField("应缴（元）", max_digits=12, decimal_places=2)
    due_on = models.DateField("原定期限")
    standard = models.ForeignKey(FeeStandard, models.PROTECT, verbose_name="会费标准")
    run = models.ForeignKey(AssessmentRun, models.PROTECT, related_name="assessments")

    class Meta:
        verbose_name = "应缴会费"
        verbose_name_plural = "应缴会费"
        ordering = ["-year", "member__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year", "kind"],
                name="one_assessment_a_year",
                violation_error_message="这家会员本年度的会费已经核定。",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="assessed_is_not_negative"),
        ]
        indexes = [models.Index(fields=["year", "member"], name="assessment_year")]

    def __str__(self) -> str:
        return f"{self.member} {self.year} 年度会费"


class LedgerEntry(models.Model):
    """A posted line. What the member owes more is positive; the balance is the plain sum.

    Never changed: a mistake is mended by a counter-entry that names the line it reverses.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="entries")
    kind = models.CharField("类别", max_length=10, choices=EntryKind.choices)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    posted_on = models.DateField("入账日期")
    memo = models.CharField("摘要", max_length=200)
    policy = models.ForeignKey(
        ReliefPolicy, models.PROTECT, null=True, verbose_name="减免政策", related_name="entries"
    )
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, verbose_name="决议", related_name="+"
    )
    payment = models.ForeignKey(
        "members.Payment", models.PROTECT, null=True, verbose_name="缴款", related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, verbose_name="冲销", related_name="reversed_by"
    )
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )

    class Meta:
        verbose_name = "会费明细"
        verbose_name_plural = "会费明细"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(kind="assess", reverses__isnull=True),
                name="assessed_once",
            ),
            models.UniqueConstraint(
                fields=["assessment", "policy"],
                condition=Q(kind="relief", reverses__isnull=True),
                name="relieved_once_by_a_policy",
            ),
            models.UniqueConstraint(
                fields=["assessment", "payment"],
                condition=Q(kind="pay", reverses__isnull=True),
                name="a_payment_posted_once",
            ),
            models.CheckConstraint(
                name="ledger_sign_fits_kind",
                condition=Q(reverses__isnull=False)
                | Q(kind="assess", amount__gte=0)
                | Q(kind__in=["relief", "pay"], amount__lt=0)
                | Q(kind="refund", amount__gt=0)
                | Q(kind__in=["credit", "correction"]),
            ),
            models.CheckConstraint(
                name="relief_names_its_decision",
                condition=~Q(kind="relief") | Q(resolution__isnull=False),
                violation_error_message="减免须写明依据的决议。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class Extension(models.Model):
    """A later date for a year's dues: of one member, or (``member`` empty) of everybody.

    Appended, so that the original date and every later one can be read. That day is included.
    """

    year = models.PositiveSmallIntegerField("年度")
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="会员",
        related_name="extensions",
    )
    due_on = models.DateField("延至（含当日）")
    reason = models.CharField("理由", max_length=200)
    policy = models.ForeignKey(
        ReliefPolicy, models.PROTECT, null=True, blank=True, related_name="extensions"
    )
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, verbose_name="决议", related_name="+"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    granted_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "缴费延期"
        verbose_name_plural = "缴费延期"
        ordering = ["-id"]
        indexes = [models.Index(fields=["year", "member"], name="extension_year")]
        permissions = [("grant_extension", "办理缴费延期")]

    def __str__(self) -> str:
        return f"{self.year} 年度会费延至 {self.due_on}"
