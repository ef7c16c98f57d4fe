"""The report of a review or of a recheck: its chapters, and the editions that were signed."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from standardization.enums import CaseReportState, CopyFormat, ReportKind
from standardization.models.case import Case, KeyArea
from standardization.models.checklist import Photo


class ReportPolicy(models.Model):
    """From how alike two reports have to be looked at before one passes its audit."""

    most_alike = models.DecimalField(
        "相似度上限（%）",
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(100))],
        help_text="与同一评审单位其他报告的相似度高于它的，审核前须人工核对",
    )
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原件", default=False)

    class Meta:
        verbose_name = "报告审核办法"
        verbose_name_plural = "报告审核办法"

    def __str__(self) -> str:
        return f"相似度上限 {self.most_alike}%"


class CaseReport(models.Model):
    """The report that a round of a case ends with: the leader writes and signs it, somebody else
    issues it. ``saves`` as of an expert's report."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField("轮次")
    kind = models.CharField("类别", max_length=8, choices=ReportKind.choices)
    state = models.CharField(
        "状态", max_length=10, choices=CaseReportState.choices, default=CaseReportState.DRAFTING
    )
    overview = models.TextField("企业概况", max_length=4000, blank=True)
    process = models.TextField("工作过程", max_length=4000, blank=True)
    conclusion = models.TextField("结论", max_length=4000, blank=True)
    advice = models.TextField("整改和改进建议", max_length=4000, blank=True)
    saves = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField("出具时间", null=True, blank=True)

    class Meta:
        verbose_name = "评审（复核）报告"
        verbose_name_plural = "评审（复核）报告"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "kind"], name="one_report_of_a_kind_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("signed_by")),
                name="report_issued_by_another",
                violation_error_message="报告须由签字组长以外的人出具。",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseReportState.ISSUED, issued_by__isnull=False)
                | (~Q(state=CaseReportState.ISSUED) & Q(issued_by__isnull=True)),
                name="report_issued_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"


class KeyAreaStatement(models.Model):
    """How one key area is controlled. Without text and picture of each the report isn't issued."""

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="statements")
    key_area = models.ForeignKey(KeyArea, models.PROTECT, related_name="+")
    text = models.TextField("管控情况", max_length=4000, blank=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "重点部位管控情况"
        verbose_name_plural = "重点部位管控情况"
        ordering = ["report", "key_area"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key_area"], name="one_statement_an_area"),
            models.CheckConstraint(
                condition=Q(photo__isnull=True) | Q(file__isnull=True),
                name="statement_shows_one_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.key_area}"


class ReportEdition(models.Model):
    """A report as its leader signed it: everything that stands in it, as plain values. Each copy,
    whatever its format, is made from ``data`` alone. Rows are only added.

    ``alike`` lists reports of the same organisation with how alike they are, in per cent.
    """

    report = models.ForeignKey(CaseReport, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("第几版")
    data = models.JSONField("内容")
    digest = models.CharField(max_length=64)
    alike = models.JSONField("相似的报告", default=list)
    signature = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = "报告版本"
        verbose_name_plural = "报告版本"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} 第 {self.number} 版"


class ReportCopy(models.Model):
    """A file of an edition: as PDF, as Word, or the stamped paper that came back. Rows are only
    added; of the stamped ones the latest counts."""

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="copies")
    format = models.CharField("格式", max_length=8, choices=CopyFormat.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "报告文件"
        verbose_name_plural = "报告文件"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "format"],
                condition=~Q(format=CopyFormat.STAMPED),
                name="one_copy_a_format",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.get_format_display()}"
