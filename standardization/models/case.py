"""A case: one company, its sites, on pinned versions, from the self-review to the grade."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from members.models import Member
from standardization.enums import (
    CLOSED,
    BatchState,
    CaseKind,
    CaseState,
    ClockKind,
    DocumentKind,
    KeyAreaKind,
    Role,
)
from standardization.models.library import StandardVersion
from standardization.models.organisation import Organisation


class Site(models.Model):
    """A place where a company works, with what is dangerous there."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="sites")
    name = models.CharField("场所名称", max_length=80)
    address = models.CharField("地址", max_length=160)

    class Meta:
        verbose_name = "场所"
        verbose_name_plural = "场所"
        ordering = ["member", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "name"],
                name="site_once_a_name",
                violation_error_message="本单位已有同名的场所。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeyArea(models.Model):
    """重点部位 of a site. In some no phone may be carried: there the checklist is on paper."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="key_areas")
    kind = models.CharField("类别", max_length=12, choices=KeyAreaKind.choices)
    name = models.CharField("名称", max_length=60)
    no_phones = models.BooleanField("禁止携带手机（防爆区）", default=False)

    class Meta:
        verbose_name = "重点部位"
        verbose_name_plural = "重点部位"
        ordering = ["site", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="key_area_once_a_name",
                violation_error_message="这个场所已有同名的重点部位。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Cases that are drawn, published or announced together."""

    title = models.CharField("批次名称", max_length=80, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="评审单位"
    )
    state = models.CharField(
        "状态", max_length=12, choices=BatchState.choices, default=BatchState.COLLECTING
    )
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "案件批次"
        verbose_name_plural = "案件批次"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Case(models.Model):
    """``number`` is given when it is applied for. ``grade_granted`` may be lower than what was
    applied for. No money is ever owed for a case: nothing here knows an invoice."""

    number = models.CharField("案件编号", max_length=24, unique=True, null=True, blank=True)
    member = models.ForeignKey(Member, models.PROTECT, verbose_name="企业", related_name="cases")
    kind = models.CharField(
        "性质", max_length=14, choices=CaseKind.choices, default=CaseKind.INITIAL
    )
    state = models.CharField(
        "状态", max_length=20, choices=CaseState.choices, default=CaseState.DRAFT
    )
    grade_applied = models.CharField("申请等级", max_length=10)
    grade_granted = models.CharField("评定等级", max_length=10, blank=True)
    sites = models.ManyToManyField(Site, verbose_name="场所", related_name="cases")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    corrected = models.BooleanField("已补正过一次", default=False)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="评审单位",
        related_name="cases",
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, verbose_name="批次", related_name="cases"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="经办人",
        related_name="+",
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间")
    submitted_at = models.DateTimeField("申请时间", null=True, blank=True)
    since = models.DateTimeField("进入现状态时间")

    class Meta:
        verbose_name = "评审案件"
        verbose_name_plural = "评审案件"
        ordering = ["-id"]
        permissions = [
            ("handle_case", "办理评审案件"),
            ("approve_case", "审批评审案件"),
            ("decide_case", "签批定级结论"),
            ("record_act", "登记定级部门的书面决定"),
            ("override_independence", "书面准予不符合独立性要求的委派"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "internal_notice", "withdrawn"])
                | Q(number__isnull=False, submitted_at__isnull=False),
                name="case_numbered_once_applied_for",
            )
        ]
        indexes = [models.Index(fields=["state", "-since"], name="case_by_state")]

    def __str__(self) -> str:
        return f"{self.number or '（未提交）'} {self.member.name}"

    @property
    def closed(self) -> bool:
        return self.state in CLOSED


class CaseStandard(models.Model):
    """A version that a case is held by. ``share`` of the score; those of a case make 1."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="standards")
    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    role = models.CharField("用途", max_length=10, choices=Role.choices, default=Role.PRIMARY)
    share = models.DecimalField("占分", max_digits=12, decimal_places=2, default="1.00")

    class Meta:
        verbose_name = "依据的标准"
        verbose_name_plural = "依据的标准"
        ordering = ["case", "-role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="version_once_in_a_case"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(role=Role.PRIMARY), name="one_primary_standard"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="share_is_a_part_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.version}"


class ClockTerm(models.Model):
    """How many working days somebody has. Numbers of an ordinance we haven't before us: 待核实."""

    kind = models.CharField("事项", max_length=24, choices=ClockKind.choices, unique=True)
    working_days = models.PositiveSmallIntegerField("工作日")
    extension = models.PositiveSmallIntegerField("可延期一次（工作日）", default=0)
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField(
        "已核对原件", default=False, help_text="与原件核对无误后勾选；此前各处显示“待核实”"
    )

    class Meta:
        verbose_name = "办理时限"
        verbose_name_plural = "办理时限"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(working_days__gte=1, working_days__lte=250, extension__lte=250),
                name="clock_term_takes_days",
                violation_error_message="时限须在 1 到 250 个工作日之间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.working_days} 个工作日"


class Clock(models.Model):
    """A term that runs, stands still or is over. ``left`` are the working days that remained when
    it was stopped; going on, it is due so many days later."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    kind = models.CharField("事项", max_length=24, choices=ClockKind.choices)
    started_on = models.DateField("起算日")
    working_days = models.PositiveSmallIntegerField("工作日")
    due_on = models.DateField("到期日")
    left = models.PositiveSmallIntegerField("停算时剩余", null=True, blank=True)
    paused_on = models.DateField("停算自", null=True, blank=True)
    extended = models.PositiveSmallIntegerField("延期（工作日）", default=0)
    done_on = models.DateField("办结日", null=True, blank=True)

    class Meta:
        verbose_name = "时限"
        verbose_name_plural = "时限"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(done_on__isnull=True),
                name="one_running_clock_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(paused_on__isnull=True, left__isnull=True)
                | Q(paused_on__isnull=False, left__isnull=False),
                name="clock_paused_with_what_was_left",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("started_on")), name="clock_due_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"


class CaseDocument(models.Model):
    """A paper of the case. Handed in again, it is another row that replaces one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    kind = models.CharField("类别", max_length=16, choices=DocumentKind.choices)
    title = models.CharField("名称", max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "案件材料"
        verbose_name_plural = "案件材料"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
