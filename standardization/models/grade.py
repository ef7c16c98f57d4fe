"""What everybody may read of a case's end: the notice, what was objected, the grade and its life."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.accounts.models import MOBILE_SHAPE
from association.base.encrypted import BlindIndexField, EncryptedTextField, kept_together
from association.base.models import StoredFile
from association.credentials.models import Credential
from members.models import Member
from standardization.models.case import Case
from standardization.models.library import StandardVersion


class PublicNotice(models.Model):
    """公示 of one case in one round. It is open as long as the case's clock of it runs."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    round = models.PositiveSmallIntegerField("轮次")
    grade = models.CharField("拟定等级", max_length=10)
    opened_on = models.DateField("公示自")
    closed_on = models.DateField("公示结束", null=True, blank=True)

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="notice_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.case} 拟定{self.grade}"


class Objection(models.Model):
    """Somebody named says why the grade shouldn't be given. The name is the secretariat's alone."""

    class State(models.TextChoices):
        RECEIVED = "received", "待受理"
        OPEN = "open", "核实中"
        LAID_ASIDE = "laid_aside", "未受理"
        UPHELD = "upheld", "成立"
        DISMISSED = "dismissed", "不成立"

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    name = models.CharField("姓名或单位", max_length=80)
    mobile = EncryptedTextField("联系手机", index="mobile_index", validators=[MOBILE_SHAPE])
    mobile_index = BlindIndexField(of="mobile")
    text = models.CharField("异议内容", max_length=1000)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField("提交时间")
    reply = models.CharField("答复", max_length=1000, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "异议"
        verbose_name_plural = "异议"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "open"]) | ~Q(reply=""),
                name="objection_answered_once_settled",
                violation_error_message="办结异议须写明给异议人的答复。",
            ),
            kept_together("mobile", "mobile_index", name="objection_mobile_indexed"),
        ]

    def __str__(self) -> str:
        return f"{self.notice.case} 异议"


class LowerGradeConsent(models.Model):
    """The company takes the lower grade that it reached. Rows are only added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    round = models.PositiveSmallIntegerField("轮次")
    grade = models.CharField("等级", max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("同意时间")

    class Meta:
        verbose_name = "同意按较低等级定级"
        verbose_name_plural = "同意按较低等级定级"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="consented_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.grade}"


class GradePolicy(models.Model):
    """How long a grade lives, and what hangs on that. The latest that holds on the day counts."""

    since = models.DateField("自哪一天起", unique=True)
    years = models.PositiveSmallIntegerField("有效期（年）", default=3)
    renewal_months = models.PositiveSmallIntegerField("期满前几个月可复评", default=3)
    certificate = models.BooleanField(
        "发证书", default=False, help_text="公告后另发纸质证书的才勾选"
    )
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField(
        "已核对原件", default=False, help_text="与原件核对无误后勾选；此前各处显示“待核实”"
    )

    class Meta:
        verbose_name = "等级有效期办法"
        verbose_name_plural = "等级有效期办法"
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"自 {self.since}：{self.years} 年"


class RevocationGround(models.Model):
    """Why a grade may be taken back."""

    code = models.SlugField("代码", max_length=40, unique=True)
    text = models.CharField("情形", max_length=200)
    position = models.PositiveSmallIntegerField("次序")
    active = models.BooleanField("启用", default=True)
    verified = models.BooleanField("已核对原件", default=False)

    class Meta:
        verbose_name = "撤销等级的情形"
        verbose_name_plural = "撤销等级的情形"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class GradeRecord(models.Model):
    """A grade as announced, from ``start`` to ``end``, both included. Whether it is in force is told
    by the days; ``renewed_by`` is the one that follows it."""

    number = models.CharField("等级编号", max_length=24, unique=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="grades")
    case = models.OneToOneField(Case, models.PROTECT, related_name="grade_record")
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    grade = models.CharField("等级", max_length=10)
    start = models.DateField("有效期自")
    end = models.DateField("有效期至")
    announcement = models.CharField("公告文号", max_length=60)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    certificate = models.OneToOneField(
        Credential, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    ground = models.ForeignKey(
        RevocationGround, models.PROTECT, null=True, blank=True, related_name="+"
    )
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField("公告登记时间")

    class Meta:
        verbose_name = "达标等级"
        verbose_name_plural = "达标等级"
        ordering = ["-start", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="grade_lives"),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, ground__isnull=True)
                | Q(revoked_on__isnull=False, ground__isnull=False),
                name="grade_revoked_on_a_ground",
                violation_error_message="撤销等级须选择情形。",
            ),
        ]
        indexes = [models.Index(fields=["end"], name="grade_by_end")]

    def __str__(self) -> str:
        return f"{self.number} {self.member.name}"


class AnnualSelfReview(models.Model):
    """Each year of its life a company looks at itself again."""

    record = models.ForeignKey(GradeRecord, models.PROTECT, related_name="self_reviews")
    year = models.PositiveSmallIntegerField("第几年")
    score = models.DecimalField("自评得分", max_digits=12, decimal_places=2)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "年度自评"
        verbose_name_plural = "年度自评"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "year"],
                name="self_review_once_a_year",
                violation_error_message="这一年的自评报告已经提交。",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="self_review_score_in_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} 第 {self.year} 年自评"
