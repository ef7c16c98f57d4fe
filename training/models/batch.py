"""Who goes to the issuing body together, what came back for each, and what it costs."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from members.models import Member
from training.enums import NumberScheme
from training.models.course import TrainingClass
from training.models.enrolment import Enrolment
from training.models.team import Team

_USER = settings.AUTH_USER_MODEL


class IssuingBody(models.Model):
    """发证单位: judges who is sent to it, and gives the national numbers."""

    name = models.CharField("名称", max_length=80, unique=True)
    schemes = ArrayField(
        models.CharField(max_length=16, choices=NumberScheme.choices),
        verbose_name="编号规则",
        help_text="它核发的证书用哪一种编号；登记时按位数判断是哪一种",
    )
    lookup = models.CharField("查询办法", max_length=120, help_text="持证人到哪里查证书真伪")
    active = models.BooleanField("启用", default=True)
    verified = models.BooleanField(
        "已核对", default=False, help_text="与发证单位核对后勾选；此前各处显示“待核实”"
    )

    class Meta:
        verbose_name = "发证单位"
        verbose_name_plural = "发证单位"
        ordering = ["-active", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(schemes__len__gt=0),
                name="issuing_body_has_a_scheme",
                violation_error_message="请至少选一种编号规则。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SubBatch(models.Model):
    """审核批次. Once submitted, only its state moves: the database sees to that."""

    class State(models.TextChoices):
        DRAFT = "draft", "待送审"
        SUBMITTED = "submitted", "送审中"
        ANSWERED = "answered", "部分答复"
        CLOSED = "closed", "已办结"
        DISCARDED = "discarded", "已撤销"

    number = models.CharField("批次编号", max_length=20, unique=True)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, verbose_name="班次", related_name="batches"
    )
    issuing_body = models.ForeignKey(
        IssuingBody, models.PROTECT, verbose_name="发证单位", related_name="batches"
    )
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    manifest = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, verbose_name="送审清单", related_name="+"
    )
    sha256 = models.CharField("清单校验值", max_length=64, blank=True)
    composed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    composed_at = models.DateTimeField("编批时间")
    submitted_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("送审时间", null=True)

    class Meta:
        verbose_name = "审核批次"
        verbose_name_plural = "审核批次"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"])
                | (Q(manifest__isnull=False, submitted_at__isnull=False) & ~Q(sha256="")),
                name="batch_submitted_with_its_manifest",
            )
        ]

    def __str__(self) -> str:
        return self.number


class BatchLine(models.Model):
    """One person in a sub-batch. ``token`` stands in the manifest's row and tells it again,
    whatever order the rows come back in."""

    class Outcome(models.TextChoices):
        PENDING = "pending", "待答复"
        APPROVED = "approved", "审核通过"
        RETURNED = "returned", "退回"
        DROPPED = "dropped", "已撤下"

    sub_batch = models.ForeignKey(SubBatch, models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="batch_lines")
    position = models.PositiveSmallIntegerField("序号")
    token = models.CharField("行标识", max_length=16, unique=True)
    outcome = models.CharField(
        "答复", max_length=8, choices=Outcome.choices, default=Outcome.PENDING
    )
    reason = models.CharField("退回原因", max_length=500, blank=True)
    answered_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("登记时间", null=True)

    class Meta:
        verbose_name = "送审人员"
        verbose_name_plural = "送审人员"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sub_batch", "position"], name="batch_position_once"),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(outcome__in=["pending", "approved"]),
                name="one_open_batch_line",
                violation_error_message="这个人已经在另一个审核批次里。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(reason=""),
                name="batch_line_returned_with_reason",
                violation_error_message="发证单位退回，须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="pending") | Q(answered_at__isnull=False),
                name="batch_line_answered_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sub_batch} {self.enrolment.trainee}"


class BatchAnswer(models.Model):
    """A workbook as it came back from the issuing body, kept whatever became of it."""

    sub_batch = models.ForeignKey(SubBatch, models.PROTECT, related_name="answers")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    uploaded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    confirmed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("登记时间", null=True)
    recorded = models.PositiveSmallIntegerField("登记人数", default=0)

    class Meta:
        verbose_name = "发证单位答复"
        verbose_name_plural = "发证单位答复"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.sub_batch} {self.file}"


class NationalNumber(models.Model):
    """A number that the issuing body gave, on record here: 登记, never 核验. Rows are only added; a
    correction is another row, and the corrected one says since when it no longer holds."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="national_numbers")
    line = models.ForeignKey(BatchLine, models.PROTECT, related_name="numbers")
    issuer = models.ForeignKey(
        IssuingBody, models.PROTECT, verbose_name="发证单位", related_name="+"
    )
    scheme = models.CharField("编号规则", max_length=16, choices=NumberScheme.choices)
    text = models.CharField("证书编号", max_length=22)
    issued_on = models.DateField("发证日期")
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, verbose_name="更正", related_name="corrected_by"
    )
    reason = models.CharField("更正理由", max_length=200, blank=True)
    superseded_at = models.DateTimeField("更正时间", null=True)

    class Meta:
        verbose_name = "国家证书编号"
        verbose_name_plural = "国家证书编号"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(superseded_at__isnull=True),
                name="national_number_once",
                violation_error_message="这个证书编号已经登记在别人名下。",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(superseded_at__isnull=True),
                name="one_national_number_in_force",
                violation_error_message="这个人已经登记了证书编号，请用更正。",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="")
                | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="national_number_corrected_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SettlementLine(models.Model):
    """What one person in one sub-batch costs, and whether it is settled. Nobody's certificate waits
    for it. ``amount`` in yuan."""

    class State(models.TextChoices):
        DUE = "due", "待结算"
        SETTLED = "settled", "已结算"
        WAIVED = "waived", "不收"

    line = models.OneToOneField(BatchLine, models.PROTECT, related_name="settlement")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    team = models.ForeignKey(Team, models.PROTECT, verbose_name="付款队伍", related_name="+")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, verbose_name="付款会员", related_name="+"
    )
    state = models.CharField("状态", max_length=8, choices=State.choices)
    settled_on = models.DateField("结算日期", null=True)
    reference = models.CharField("凭证号", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    settled_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "培训经费结算"
        verbose_name_plural = "培训经费结算"
        ordering = ["id"]
        permissions = [("settle_settlementline", "结算培训经费")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="settlement_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="settled") | (Q(settled_on__isnull=False) & ~Q(reference="")),
                name="settled_with_day_and_reference",
                violation_error_message="已结算的须有结算日期和凭证号。",
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~Q(note=""),
                name="settlement_waived_with_reason",
                violation_error_message="不收的须写明理由。",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="settlement_state")]

    def __str__(self) -> str:
        return f"{self.line} {self.amount}"
