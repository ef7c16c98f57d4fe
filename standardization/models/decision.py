"""What several people say on a case before it moves: proposals, acts of the bureau, what the company
declares, and what bars it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from association.credentials.models import Credential
from members.models import Member
from standardization.enums import ActKind, LetterKind, SnapshotKind
from standardization.models.case import Case
from standardization.models.organisation import Organisation


class Proposal(models.Model):
    """One person asks for a step of the case, another one takes it or says no. ``verb`` is that of
    the table of states; ``facts`` is what the step needs besides."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    verb = models.CharField("事项", max_length=24)
    facts = models.JSONField(default=dict)
    reason = models.CharField("理由", max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    granted = models.BooleanField("同意", null=True, blank=True)
    answer = models.CharField("答复", max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "审批事项"
        verbose_name_plural = "审批事项"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(granted__isnull=True),
                name="one_open_proposal",
                violation_error_message="这个案件已有一项等待审批，请先办结它。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="proposal_has_reason",
                violation_error_message="请写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="proposal_takes_two",
                violation_error_message="提出的人不能自己审批，请另一位有权限的同事办理。",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 审批"


class AuthorityAct(models.Model):
    """What an office of the bureau decided: by its own sign-in, or written down by our staff, who
    then keep the paper with it. Rows are only added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("决定", max_length=12, choices=ActKind.choices)
    text = models.CharField("内容", max_length=1000, blank=True)
    acted_on = models.DateField("决定日期")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by_staff = models.BooleanField("由秘书处登记")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "定级部门的决定"
        verbose_name_plural = "定级部门的决定"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by_staff=False) | Q(file__isnull=False),
                name="act_by_staff_with_its_paper",
                violation_error_message="由秘书处登记定级部门的决定，须附上书面文件。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.get_kind_display()}"


class Letter(models.Model):
    """通知书: numbered, frozen and checkable through its credential."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    kind = models.CharField("类别", max_length=16, choices=LetterKind.choices)
    credential = models.OneToOneField(Credential, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "通知书"
        verbose_name_plural = "通知书"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.credential.number}"


class CommitmentItem(models.Model):
    """A sentence that whoever applies commits to."""

    code = models.SlugField("代码", max_length=40, unique=True)
    text = models.CharField("承诺内容", max_length=300)
    position = models.PositiveSmallIntegerField("次序")
    active = models.BooleanField("启用", default=True)
    verified = models.BooleanField("已核对原件", default=False)

    class Meta:
        verbose_name = "承诺事项"
        verbose_name_plural = "承诺事项"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class Commitment(models.Model):
    """Signed for the company, item by item, in the words of that day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="commitments")
    item = models.ForeignKey(CommitmentItem, models.PROTECT, related_name="+")
    text = models.CharField("承诺内容", max_length=300)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("承诺时间")

    class Meta:
        verbose_name = "承诺"
        verbose_name_plural = "承诺"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "item"], name="committed_once_in_a_case")
        ]

    def __str__(self) -> str:
        return self.text


class Accident(models.Model):
    """What happened at a company and was recorded: it bounds the grade. ``loss`` in yuan. One that was
    voided was entered wrongly and counts for nothing."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="accidents")
    on = models.DateField("日期")
    deaths = models.PositiveSmallIntegerField("死亡（人）", default=0)
    serious = models.PositiveSmallIntegerField("重伤（人）", default=0)
    loss = models.DecimalField("直接经济损失（元）", max_digits=12, decimal_places=2, default=0)
    source = models.CharField("来源", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")
    voided_on = models.DateField("作废日期", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_because = models.CharField("作废理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "事故记录"
        verbose_name_plural = "事故记录"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, voided_by__isnull=True, voided_because="")
                | Q(voided_on__isnull=False, voided_by__isnull=False) & ~Q(voided_because=""),
                name="accident_voided_by_somebody_for_a_reason",
                violation_error_message="作废须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.on}"


class Ban(models.Model):
    """Until when a company may not apply, and why: after a case that ended badly, or entered by
    somebody. One that was lifted bars nobody from that day on."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="bans")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="bans")
    reason = models.CharField("原因", max_length=300)
    until = models.DateField("至", help_text="含这一天")
    since = models.DateField("自")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_because = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "不受理申请"
        verbose_name_plural = "不受理申请"
        ordering = ["-until"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="ban_ends"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True, lifted_because="")
                | Q(lifted_on__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because=""),
                name="ban_lifted_by_somebody_for_a_reason",
                violation_error_message="解除须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} 至 {self.until}"


class ScoreSnapshot(models.Model):
    """What was scored and from what: ``sheet`` scored again gives ``result``, byte by byte. The
    latest of a kind counts, in the round in which it was taken. Rows are only added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="snapshots")
    round = models.PositiveSmallIntegerField("轮次")
    kind = models.CharField("评分", max_length=20, choices=SnapshotKind.choices)
    sheet = models.JSONField()
    sheet_hash = models.CharField(max_length=64)
    result = models.TextField()
    engine = models.CharField(max_length=20)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("评分时间")

    class Meta:
        verbose_name = "评分记录"
        verbose_name_plural = "评分记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"
