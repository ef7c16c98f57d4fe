"""The people who review and recheck, what ties them to companies, and what they are asked to do."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from association.accounts.models import MOBILE_SHAPE, PersonalInvitation
from association.base.encrypted import BlindIndexField, EncryptedTextField, kept_together
from association.base.models import StoredFile
from members.models import Member
from standardization.enums import AssignmentState, Duty, ExpertState, RelationKind
from standardization.models.case import Case
from standardization.models.organisation import Organisation


class Expert(models.Model):
    """Somebody who may be put on a panel: an expert of the pool, or a reviewer of an organisation
    (told by the employment that runs). They sign in as ``user`` once they took up the invitation."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="expert"
    )
    name = models.CharField("姓名", max_length=40)
    mobile = EncryptedTextField("手机", index="mobile_index", validators=[MOBILE_SHAPE])
    mobile_index = BlindIndexField(of="mobile")
    title = models.CharField("职称", max_length=40, blank=True)
    certificate_number = models.CharField("评审员证书编号", max_length=40)
    certificate_until = models.DateField("证书有效至")
    skills = ArrayField(models.CharField(max_length=40), verbose_name="专业", default=list)
    district = models.CharField("常驻区", max_length=20, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=ExpertState.choices, default=ExpertState.ACTIVE
    )
    most_cases = models.PositiveSmallIntegerField("同时承担上限", default=5)

    class Meta:
        verbose_name = "专家"
        verbose_name_plural = "专家"
        ordering = ["name", "id"]
        permissions = [("keep_expert", "管理专家库"), ("draw_expert", "抽取专家和复核案件")]
        constraints = [
            models.UniqueConstraint(
                fields=["mobile_index"],
                name="expert_once_a_mobile",
                violation_error_message="这个手机号已登记为另一位专家。",
            ),
            kept_together("mobile", "mobile_index", name="expert_mobile_indexed"),
        ]

    def __str__(self) -> str:
        return self.name


class ExpertInvitation(PersonalInvitation):
    """Gives an expert the own account."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="invitations")

    class Meta:
        verbose_name = "专家邀请"
        verbose_name_plural = "专家邀请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_expert_invitation",
                violation_error_message="这位专家已有一份没有答复的邀请，请先撤回它。",
            ),
            kept_together("mobile", "mobile_index", name="expert_invitation_indexed"),
        ]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """Where an expert worked, from when to when: a review organisation, a member, or by name."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="employments")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="employments"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会员单位"
    )
    employer = models.CharField("单位", max_length=120)
    start = models.DateField("自")
    end = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "任职经历"
        verbose_name_plural = "任职经历"
        ordering = ["expert", "-start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="employment_ends_after_start",
                violation_error_message="任职结束不能早于开始。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.employer}"


class Relation(models.Model):
    """What is known to tie an expert, or a review organisation, to a company."""

    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, related_name="relations"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="relations"
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="企业")
    kind = models.CharField("关系", max_length=16, choices=RelationKind.choices)
    start = models.DateField("自")
    end = models.DateField("至", null=True, blank=True)
    source = models.CharField("来源", max_length=200)

    class Meta:
        verbose_name = "利害关系"
        verbose_name_plural = "利害关系"
        ordering = ["-start", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expert__isnull=False, organisation__isnull=True)
                | Q(expert__isnull=True, organisation__isnull=False),
                name="relation_of_one",
                violation_error_message="请填专家或评审单位中的一个。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert or self.organisation} {self.get_kind_display()} {self.member}"


class Assignment(models.Model):
    """An expert is asked for a duty in a case: to answer by one day, to deliver by another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="assignments")
    duty = models.CharField("职责", max_length=16, choices=Duty.choices)
    state = models.CharField(
        "状态", max_length=10, choices=AssignmentState.choices, default=AssignmentState.DECLARING
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    respond_by = models.DateField("答复期限")
    deliver_by = models.DateField("交稿期限")
    answer = models.CharField("答复", max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("邀请时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "委派"
        verbose_name_plural = "委派"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "expert", "round"],
                condition=~Q(state__in=["declined", "no_answer", "cancelled"]),
                name="expert_once_in_a_round",
                violation_error_message="这位专家在本案中已有委派。",
            ),
            models.CheckConstraint(
                condition=Q(deliver_by__gte=F("respond_by")),
                name="assignment_delivers_after_answer",
                violation_error_message="交稿期限不能早于答复期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.get_duty_display()}"


class Declaration(models.Model):
    """What the expert declared before seeing anything of the case. Rows are only added; it is kept
    whatever the expert answers then."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="declaration")
    clear = models.BooleanField("没有利害关系")
    kinds = ArrayField(
        models.CharField(max_length=16, choices=RelationKind.choices), default=list, blank=True
    )
    text = models.CharField("说明", max_length=500, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = "回避申报"
        verbose_name_plural = "回避申报"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clear=True) | ~Q(kinds=[]),
                name="declaration_names_what_ties",
                violation_error_message="有利害关系的，请选择是哪一种。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {'无' if self.clear else '有'}利害关系"


class IndependenceOverride(models.Model):
    """Somebody may take part although the house's own rule of independence speaks against it, by a
    written decision. Rows are only added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="overrides")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField("理由", max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "独立性例外"
        verbose_name_plural = "独立性例外"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="independence_override_reason")
        ]

    def __str__(self) -> str:
        return f"{self.case} 独立性例外"


class Draw(models.Model):
    """A lot drawn: the same seed and population give the same choice. Rows are only added."""

    what = models.CharField("抽取事项", max_length=80)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="draws")
    batch = models.ForeignKey(
        "standardization.Batch", models.PROTECT, null=True, blank=True, related_name="draws"
    )
    algorithm = models.CharField("算法", max_length=40)
    seed = models.CharField("种子", max_length=64)
    population = models.JSONField("候选")
    left_out = models.JSONField("排除及原因", default=list)
    chosen = models.JSONField("抽中")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = "抽取记录"
        verbose_name_plural = "抽取记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.what
