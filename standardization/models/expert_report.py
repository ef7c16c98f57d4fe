"""What one expert writes on a duty: a draft, what was submitted of it, what was sent back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from standardization.enums import PartSubject, ReportState
from standardization.models.case import KeyArea
from standardization.models.checklist import Photo
from standardization.models.expert import Assignment
from standardization.models.sheet import Element


class ExpertReport(models.Model):
    """The draft as it was last saved. ``saves`` counts the saves: whoever saves says which one
    they had before them, so that two open pages don't write over each other."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="report")
    state = models.CharField(
        "状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFTING
    )
    saves = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField("采用时间", null=True, blank=True)

    class Meta:
        verbose_name = "专家报告"
        verbose_name_plural = "专家报告"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.ACCEPTED, accepted_by__isnull=False)
                | (~Q(state=ReportState.ACCEPTED) & Q(accepted_by__isnull=True)),
                name="report_accepted_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 专家报告"


class ReportPart(models.Model):
    """One heading of a draft. On a key area it shows how the area is controlled, with a photo taken
    on site or one that was uploaded."""

    report = models.ForeignKey(ExpertReport, models.PROTECT, related_name="parts")
    subject = models.CharField("内容", max_length=10, choices=PartSubject.choices)
    element = models.ForeignKey(Element, models.PROTECT, null=True, blank=True, related_name="+")
    key_area = models.ForeignKey(KeyArea, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField("标题", max_length=80)
    position = models.PositiveSmallIntegerField("次序")
    text = models.TextField("内容", max_length=4000, blank=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "专家报告内容"
        verbose_name_plural = "专家报告内容"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="report_part_in_its_place"),
            models.CheckConstraint(
                condition=(
                    Q(subject=PartSubject.ELEMENT, element__isnull=False, key_area__isnull=True)
                    | Q(subject=PartSubject.KEY_AREA, element__isnull=True, key_area__isnull=False)
                    | Q(
                        subject__in=[PartSubject.SUMMARY, PartSubject.ADVICE],
                        element__isnull=True,
                        key_area__isnull=True,
                    )
                ),
                name="report_part_about_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(photo__isnull=True) | Q(file__isnull=True),
                name="report_part_shows_one_picture",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ExpertReportVersion(models.Model):
    """A report as it was submitted and signed. Rows are only added. ``parts`` is a list of title,
    subject, key of what it is about, text and picture; ``digest`` the SHA-256 of its canonical
    JSON."""

    report = models.ForeignKey(ExpertReport, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("第几版")
    parts = models.JSONField("内容")
    digest = models.CharField(max_length=64)
    name = models.CharField("签字人", max_length=40)
    certificate_number = models.CharField("评审员证书编号", max_length=60)
    signature = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "专家报告版本"
        verbose_name_plural = "专家报告版本"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} 第 {self.number} 版"


class ReturnedPart(models.Model):
    """Why one heading of a submitted version was sent back. Rows are only added."""

    version = models.ForeignKey(ExpertReportVersion, models.PROTECT, related_name="returned")
    part = models.ForeignKey(ReportPart, models.PROTECT, related_name="returned")
    reason = models.CharField("退回原因", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("退回时间")

    class Meta:
        verbose_name = "专家报告退回意见"
        verbose_name_plural = "专家报告退回意见"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "part"], name="part_returned_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="returned_part_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.part} 退回"
