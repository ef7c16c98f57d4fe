"""刊期: which pieces stand in it, in which order, and what was made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import Job, StoredFile
from bulletin.enums import EditionKind, EditionState, IssueState
from bulletin.models.article import Article, ArticleVersion
from bulletin.models.column import Call, Column


class Masthead(models.Model):
    """What stands on every cover and back cover from a day on: an issue keeps the one of its day."""

    valid_from = models.DateField("自何日起", unique=True)
    name = models.CharField("刊名", max_length=40)
    governed_by = models.CharField("主管", max_length=60, blank=True)
    published_by = models.CharField("主办", max_length=60)
    permit = models.CharField("准印证号", max_length=60, blank=True)
    introduction = models.JSONField("简介", default=list)
    slogan = models.CharField("口号", max_length=60, blank=True)
    address = models.CharField("地址", max_length=120)
    phone = models.CharField("电话", max_length=40)
    mailbox = models.EmailField("邮箱")
    code = models.URLField("二维码指向", max_length=200, help_text="读者扫码后打开的网址。")
    code_says = models.CharField("二维码说明", max_length=40, default="扫一扫，加入我们")

    class Meta:
        verbose_name = "刊头"
        verbose_name_plural = "刊头"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from:%Y-%m-%d} 起）"


class Issue(models.Model):
    """``saves`` counts changes of the order, so that two desks don't write over each other. Once
    locked, each item holds its version and each column its name: what comes later changes neither."""

    year = models.PositiveSmallIntegerField("年")
    number = models.PositiveSmallIntegerField("期")
    total_number = models.PositiveSmallIntegerField("总期数", null=True, blank=True)
    title = models.CharField("本期主题", max_length=60, blank=True)
    masthead = models.ForeignKey(Masthead, models.PROTECT, verbose_name="刊头", related_name="+")
    cover = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="封面图", related_name="+"
    )
    focus = models.JSONField("本期聚焦", default=list, help_text="封面上的标题，最多四条。")
    feature_title = models.CharField("专题标题", max_length=40, blank=True)
    feature = models.JSONField("专题", default=list, help_text="每条一项：标题和一句话。")
    with_introduction = models.BooleanField("印简介", default=True)
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, verbose_name="征稿启事", related_name="+"
    )
    deadline = models.DateField("截稿日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=IssueState.choices, default=IssueState.PLANNING
    )
    saves = models.PositiveIntegerField(default=0, editable=False)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "刊期"
        verbose_name_plural = "刊期"
        ordering = ["-year", "-number"]
        permissions = [("keep_issue", "编排刊期"), ("release_issue", "发布刊期")]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"], name="issue_numbered_once",
                violation_error_message="这一年已有这一期。",
            ),
            models.CheckConstraint(
                condition=Q(state="planning", locked_at__isnull=True, released_at__isnull=True)
                | Q(state="locked", locked_at__isnull=False, released_at__isnull=True)
                | Q(state="released", locked_at__isnull=False, released_at__isnull=False),
                name="issue_released_after_it_was_locked",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year} 年第 {self.number} 期"

    @property
    def code(self) -> str:
        """As commands and addresses call it."""
        return f"{self.year}-{self.number}"


class IssueColumn(models.Model):
    """A column as it stands in one issue. ``name``, ``english`` and ``colour`` are the column's own
    until the issue is locked, and stay what they were then."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="columns")
    column = models.ForeignKey(Column, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("次序")
    pages = models.PositiveSmallIntegerField("计划页数", null=True, blank=True)
    name = models.CharField("栏目", max_length=20, blank=True)
    english = models.CharField("英文名", max_length=40, blank=True)
    colour = models.CharField("颜色", max_length=7, blank=True)

    class Meta:
        verbose_name = "本期栏目"
        verbose_name_plural = "本期栏目"
        ordering = ["issue", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "column"], name="column_once_per_issue")
        ]

    def __str__(self) -> str:
        return self.name or self.column.name


class IssueItem(models.Model):
    """A piece in an issue: ``version`` from the lock on, its pages once they are set."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    under = models.ForeignKey(IssueColumn, models.CASCADE, related_name="items")
    article = models.ForeignKey(Article, models.PROTECT, related_name="items")
    version = models.ForeignKey(
        ArticleVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField("次序")
    new_page = models.BooleanField("另起一页", default=False)
    first_page = models.PositiveSmallIntegerField("起始页", null=True, blank=True)
    last_page = models.PositiveSmallIntegerField("结束页", null=True, blank=True)

    class Meta:
        verbose_name = "本期稿件"
        verbose_name_plural = "本期稿件"
        ordering = ["issue", "under__position", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "article"], name="article_once_per_issue",
                violation_error_message="这篇稿件已经在本期里了。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.issue} {self.article}"


class Edition(models.Model):
    """What was made of an issue, once per kind and content: ``of`` is the hash of what went in,
    ``facts`` what its making found (pages, folios, bookmarks, figures without words)."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="editions")
    kind = models.CharField("版本", max_length=8, choices=EditionKind.choices)
    of = models.CharField(max_length=64)
    state = models.CharField(
        "状态", max_length=8, choices=EditionState.choices, default=EditionState.WAITING
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    facts = models.JSONField("数据", default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "成品"
        verbose_name_plural = "成品"
        ordering = ["issue", "kind", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "kind", "of"], name="edition_once_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_kind_display()}"


class ReadCount(models.Model):
    """How often an article was opened on a day: a number and nothing about whoever read it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="reads")
    on = models.DateField("日期")
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "阅读量"
        verbose_name_plural = "阅读量"
        constraints = [
            models.UniqueConstraint(fields=["article", "on"], name="read_count_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.on} {self.count}"
