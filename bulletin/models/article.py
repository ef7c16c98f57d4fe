"""稿件: one piece on its way to its readers, with its pictures and its versions."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from bulletin.enums import Channel, Origin, Stage, VersionKind, Visibility
from bulletin.models.column import Column
from bulletin.models.submission import Submission, SubmissionFile
from members.models import Member

REVIEWED = (Stage.PROOFS, Stage.READY, Stage.PUBLISHED, Stage.TAKEN_DOWN)


class Article(models.Model):
    """The working copy: what its editors write in. Readers see ``published``, a version of it.

    ``round`` counts the ways through the three reviews: an edit after the first approval begins a
    new one. ``approved`` is the version that the final review (or a proof since) let through;
    nothing else may be published or printed. ``saves`` counts saves, so that two open pages don't
    write over each other; whoever writes holds the lease until ``leased_until``.
    """

    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, blank=True, related_name="article"
    )
    column = models.ForeignKey(Column, models.PROTECT, verbose_name="栏目", related_name="articles")
    origin = models.CharField("稿件来源", max_length=10, choices=Origin.choices)
    kicker = models.CharField("引题", max_length=60, blank=True)
    title = models.CharField("主标题", max_length=80)
    subtitle = models.CharField("副题", max_length=80, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, verbose_name="会员单位",
        related_name="articles",
    )  # fmt: skip
    unit = models.CharField("署名单位", max_length=120, blank=True)
    authors = models.CharField("作者", max_length=120, blank=True)
    correspondents = models.CharField("通讯员", max_length=120, blank=True)
    photographer = models.CharField("摄影", max_length=60, blank=True)
    source_name = models.CharField("转载来源", max_length=60, blank=True)
    source_url = models.URLField("来源网址", max_length=300, blank=True)
    summary = models.CharField("摘要", max_length=200, blank=True)
    tags = ArrayField(
        models.CharField(max_length=20), verbose_name="标签", default=list, blank=True
    )
    visibility = models.CharField(
        "谁可以看", max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    body = models.JSONField("正文", default=list)
    cover = models.ForeignKey(
        "ArticlePicture", models.PROTECT, null=True, blank=True, verbose_name="封面图",
        related_name="+",
    )  # fmt: skip
    stage = models.CharField("环节", max_length=10, choices=Stage.choices, default=Stage.EDITING)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="责任编辑", related_name="+"
    )
    due_on = models.DateField("本环节期限", null=True, blank=True)
    since = models.DateTimeField("进入本环节时间")
    saves = models.PositiveIntegerField(default=0, editable=False)
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    leased_until = models.DateTimeField(null=True, blank=True)
    approved = models.ForeignKey(
        "ArticleVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published = models.ForeignKey(
        "ArticleVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    publish_at = models.DateTimeField("定时发布", null=True, blank=True)
    unpublish_at = models.DateTimeField("定时撤下", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "稿件"
        verbose_name_plural = "稿件"
        ordering = ["-id"]
        permissions = [
            ("edit_article", "编辑稿件"),
            ("review_first", "初审稿件"),
            ("review_second", "复审稿件"),
            ("review_final", "终审稿件"),
            ("proof_article", "校对稿件"),
            ("publish_article", "发布和撤下稿件"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=REVIEWED) | Q(approved__isnull=False),
                name="article_approved_before_its_proofs",
                violation_error_message="没有通过终审的稿件不能进入校对和发布。",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED)
                | Q(published__isnull=False, published_at__isnull=False),
                name="article_published_in_a_version",
                violation_error_message="发布的稿件须有发布的版本和时间。",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(unpublish_at__gt=F("publish_at")),
                name="article_taken_down_after_it_was_published",
                violation_error_message="撤下的时间须在发布之后。",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=REVIEWED) | ~(Q(origin=Origin.REPRINT) & Q(source_name="")),
                name="article_reprinted_from_somewhere",
                violation_error_message="转载的稿件须写明来源。",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=REVIEWED) | ~(Q(origin=Origin.MEMBER) & Q(unit="")),
                name="article_of_a_member_signed",
                violation_error_message="会员来稿须有署名单位。",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "since"], name="article_by_stage"),
            models.Index(
                fields=["column", "-published_at", "-id"], name="article_published",
                condition=Q(stage="published"),
            ),
            # Read at every page, written a few times a day: nothing is left for later, to be read
            # from one end to the other until somebody tidies up.
            GinIndex(
                fields=["tags"], name="article_by_tag", condition=Q(stage="published"),
                fastupdate=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"《{self.title}》"


class ArticlePicture(models.Model):
    """A picture that its blocks may show. What is said below it stands in the block, with the
    version; here lies the file, as it came and in the sizes that pages ask for."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="pictures")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    width = models.PositiveIntegerField("宽", help_text="像素")
    height = models.PositiveIntegerField("高", help_text="像素")
    taken_from = models.ForeignKey(
        SubmissionFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "稿件图片"
        verbose_name_plural = "稿件图片"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.name

    @property
    def key(self) -> str:
        """What the body's block calls this picture."""
        return f"picture-{self.pk}"


class Rendition(models.Model):
    """A picture in one size: made by a job, made again when it is lost."""

    picture = models.ForeignKey(ArticlePicture, models.CASCADE, related_name="renditions")
    use = models.CharField(max_length=12)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        verbose_name = "图片尺寸"
        verbose_name_plural = "图片尺寸"
        constraints = [
            models.UniqueConstraint(fields=["picture", "use"], name="rendition_once_per_use")
        ]

    def __str__(self) -> str:
        return f"{self.picture} {self.use}"


class ArticleVersion(models.Model):
    """What an article said at one moment: ``head`` are the printed fields, ``body`` the blocks,
    ``sha256`` is over both. Rows are only ever added."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("类别", max_length=10, choices=VersionKind.choices)
    head = models.JSONField("题头")
    body = models.JSONField("正文")
    characters = models.PositiveIntegerField("字数")
    sha256 = models.CharField("摘要值", max_length=64)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "稿件版本"
        verbose_name_plural = "稿件版本"
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.article} 第 {self.number} 版"


class Publication(models.Model):
    """Where a piece appeared: one row per channel and issue. What it was is the version's business."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="publications")
    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="+")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    issue = models.ForeignKey(
        "Issue", models.PROTECT, null=True, blank=True, verbose_name="刊期", related_name="+"
    )
    place = models.CharField("位置", max_length=200, blank=True, help_text="网址，或第几页。")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "刊登记录"
        verbose_name_plural = "刊登记录"
        ordering = ["article", "on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "channel", "issue"], name="publication_once_per_channel",
                nulls_distinct=False,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.article} {self.get_channel_display()}"
