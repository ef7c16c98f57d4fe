"""三审三校: who read a piece, in which version, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bulletin.enums import Level, ProofLevel, Severity
from bulletin.models.article import Article, ArticleVersion


class Review(models.Model):
    """One reader's word on one version; rows are only ever added. Of one round, three different
    people let a piece pass: the constraint holds whatever a screen does."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField("轮次")
    level = models.PositiveSmallIntegerField("审级", choices=Level.choices)
    passed = models.BooleanField("通过")
    opinion = models.TextField("意见", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审稿意见"
        verbose_name_plural = "审稿意见"
        ordering = ["article", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "round", "level"], condition=Q(passed=True),
                name="review_passed_once_per_level",
                violation_error_message="这一审级已经通过了。",
            ),
            models.UniqueConstraint(
                fields=["article", "round", "by"], condition=Q(passed=True),
                name="review_by_three_different_people",
                violation_error_message="三审须由三个不同的人：您已经审过这一轮的另一级。",
            ),
            models.CheckConstraint(
                condition=~Q(opinion=""), name="review_with_an_opinion",
                violation_error_message="请填写审稿意见。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.article} {self.get_level_display()}"


class Proof(models.Model):
    """One reading for print: what was looked at, what was put right. Rows are only ever added.
    ``count`` is how often this level was read: a correction afterwards asks for the third again."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="proofs")
    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="proofs")
    round = models.PositiveSmallIntegerField("轮次")
    level = models.PositiveSmallIntegerField("校次", choices=ProofLevel.choices)
    count = models.PositiveSmallIntegerField("第几遍", default=1)
    looked_at = models.JSONField("核对项目", default=list)
    note = models.TextField("校对记录", max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "校对记录"
        verbose_name_plural = "校对记录"
        ordering = ["article", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "round", "level", "count"], name="proof_read_once_per_count"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.get_level_display()}"


class WordRule(models.Model):
    """A word that readers shouldn't meet, or not without a thought: ``instead`` is what to write,
    ``unless`` the longer words in which it is right."""

    word = models.CharField("词", max_length=40, unique=True)
    severity = models.CharField("级别", max_length=8, choices=Severity.choices)
    kind = models.CharField("类别", max_length=20)
    instead = models.CharField("应写作", max_length=60, blank=True)
    why = models.CharField("理由", max_length=120, blank=True)
    unless = models.CharField("例外", max_length=200, blank=True, help_text="用顿号分开。")
    active = models.BooleanField("启用", default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "用词规则"
        verbose_name_plural = "用词规则"
        ordering = ["kind", "word"]
        permissions = [("keep_wordrule", "管理用词规则")]

    def __str__(self) -> str:
        return self.word


class Waiver(models.Model):
    """Somebody looked at a finding and lets it stand, with the reason. ``finding`` says which: its
    kind, what it is about and what stands round it, so that the same word elsewhere is another."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="waivers")
    finding = models.CharField("问题", max_length=64)
    said = models.CharField("内容", max_length=200)
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "放行的问题"
        verbose_name_plural = "放行的问题"
        ordering = ["article", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "finding"], name="waiver_once_per_finding"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="waiver_with_a_reason",
                violation_error_message="请写明放行的理由。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.said


class Link(models.Model):
    """An address that articles point at, and whether somebody answered there when we last asked."""

    url = models.URLField("网址", max_length=500, unique=True)
    alive = models.BooleanField("可打开", null=True)
    said = models.CharField("结果", max_length=120, blank=True)
    noted_at = models.DateTimeField("最近一次出现")
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)

    class Meta:
        verbose_name = "链接"
        verbose_name_plural = "链接"
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url
