"""来稿: what somebody hands in, with the files as they came."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from bulletin.enums import FileKind, ImportState, Kind, SubmissionState
from bulletin.models.column import Call, Column
from members.models import Member


class Submission(models.Model):
    """``body`` are the blocks of ``bulletin.body`` as they stand; ``saves`` counts the saves, so
    that two open pages don't write over each other. ``unit`` and ``authors`` are printed as they
    are written. One that came by mail is entered by the desk, as it came: ``submitter`` is then
    nobody, and what it lacks is asked for before it is accepted."""

    number = models.CharField("编号", max_length=16, unique=True, null=True, blank=True)
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="会员单位",
        related_name="submissions",
    )
    submitter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_mail = models.BooleanField("邮件来稿", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT
    )
    kind = models.CharField("内容", max_length=8, choices=Kind.choices, blank=True)
    wish = models.ForeignKey(
        Column,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="希望刊登的栏目",
        related_name="+",
    )
    title = models.CharField("标题", max_length=80, blank=True)
    subtitle = models.CharField("副题", max_length=80, blank=True)
    unit = models.CharField("署名单位", max_length=120, blank=True)
    authors = models.CharField("作者", max_length=120, blank=True)
    source = models.CharField("转载来源", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=80, blank=True)
    body = models.JSONField("正文", default=list)
    rights_declared_at = models.DateTimeField("权利声明时间", null=True, blank=True)
    saves = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间")
    submitted_at = models.DateTimeField("投稿时间", null=True, blank=True)
    since = models.DateTimeField("进入现状态时间")

    class Meta:
        verbose_name = "来稿"
        verbose_name_plural = "来稿"
        ordering = ["-id"]
        permissions = [("sort_submission", "分拣来稿")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "offered", "withdrawn"])
                | (
                    Q(number__isnull=False, submitted_at__isnull=False)
                    & ~Q(title="")
                    & (Q(by_mail=True) | ~(Q(unit="") | Q(authors="") | Q(kind="")))
                ),
                name="submission_signed_once_handed_in",
                violation_error_message="投稿须有标题、署名单位、作者和内容类别。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "offered", "withdrawn"])
                | Q(by_mail=True)
                | Q(rights_declared_at__isnull=False),
                name="submission_with_its_rights_declared",
                violation_error_message="投稿前须作权利声明。",
            ),
        ]
        indexes = [models.Index(fields=["state", "-since"], name="submission_by_state")]

    def __str__(self) -> str:
        return f"{self.number or '（草稿）'} {self.title}".strip()


class SubmissionFile(models.Model):
    """As it came. A picture carries what is printed below it, and who took it; one out of a Word
    file says out of which."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    kind = models.CharField("类别", max_length=8, choices=FileKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField("图说", max_length=120, blank=True)
    credit = models.CharField("摄影", max_length=40, blank=True)
    taken_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="pictures"
    )
    position = models.PositiveSmallIntegerField("次序", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "来稿文件"
        verbose_name_plural = "来稿文件"
        ordering = ["submission", "kind", "position", "id"]

    def __str__(self) -> str:
        return self.file.name

    @property
    def key(self) -> str:
        """What the body's block calls this picture."""
        return f"file-{self.pk}"


class WordImport(models.Model):
    """A Word file read into blocks by a job: what came of it, and what was lost, in sentences."""

    source = models.OneToOneField(SubmissionFile, models.PROTECT, related_name="word_import")
    state = models.CharField(
        "状态", max_length=8, choices=ImportState.choices, default=ImportState.WAITING
    )
    body = models.JSONField("正文", default=list)
    report = models.JSONField("丢失的内容", default=list)
    at = models.DateTimeField("读取时间", null=True, blank=True)

    class Meta:
        verbose_name = "Word 导入"
        verbose_name_plural = "Word 导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} 导入"
