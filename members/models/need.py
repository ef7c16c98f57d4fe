"""What members need: the campaign that asks, one card a member, the needs written on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.accounts.models import Department
from association.questionnaires.models import Questionnaire, Response
from members.enums import CampaignState, CardState, NeedState, WantedForm
from members.models.member import Member
from members.models.order import ServiceOrder


class NeedsCampaign(models.Model):
    """Written in from ``opens_on`` to ``closes_on``, both days included, once it is published."""

    title = models.CharField("标题", max_length=80)
    intro = models.TextField("说明", max_length=2000, blank=True)
    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, verbose_name="问卷", related_name="+"
    )
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    state = models.CharField(
        "状态", max_length=6, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    reminded_on = models.DateField("提醒日期", null=True, blank=True)

    class Meta:
        verbose_name = "问需"
        verbose_name_plural = "会员问需"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="needs_campaign_ends_after_it_begins",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="needs_campaign_published_at_a_moment",
                violation_error_message="发布的问需须记下发布时间。",
            ),
        ]
        permissions = [("keep_needs", "组织问需、分办需求")]

    def __str__(self) -> str:
        return self.title


class NeedsCard(models.Model):
    """A member's card in a campaign: answers to the questionnaire, and its needs. Only a 单位管理员
    signs it; ``issued_at`` is when the member could first write."""

    campaign = models.ForeignKey(NeedsCampaign, models.PROTECT, related_name="cards")
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员单位", related_name="needs_cards"
    )
    response = models.OneToOneField(Response, models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=6, choices=CardState.choices, default=CardState.OPEN
    )
    issued_at = models.DateTimeField("发卡时间")

    class Meta:
        verbose_name = "问需卡"
        verbose_name_plural = "问需卡"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "member"],
                name="one_needs_card_a_member",
                violation_error_message="这家单位在本次问需中已有一张卡。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign}（{self.member}）"


class NeedTopic(models.Model):
    """What a need is about, as staff keep the list."""

    name = models.CharField(
        "类别", max_length=20, unique=True, error_messages={"unique": "这个类别已经有了。"}
    )
    position = models.PositiveSmallIntegerField("次序", default=0)
    offered = models.BooleanField("可选", default=True, help_text="停用后，已经写下的需求不变")

    class Meta:
        verbose_name = "需求类别"
        verbose_name_plural = "需求类别"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """One thing that a company asks for. It counts once its card is signed; ``since`` is when it got
    into its state, ``due_on`` until when its owner answers."""

    card = models.ForeignKey(NeedsCard, models.PROTECT, related_name="needs")
    position = models.PositiveSmallIntegerField("次序")
    topic = models.ForeignKey(NeedTopic, models.PROTECT, verbose_name="类别", related_name="needs")
    text = models.TextField("需求", max_length=1000)
    wanted_form = models.CharField(
        "希望的形式", max_length=7, choices=WantedForm.choices, default=WantedForm.ANY
    )
    state = models.CharField("状态", max_length=8, choices=NeedState.choices, default=NeedState.NEW)
    since = models.DateTimeField("进入现状态的时间")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="承办部门", related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="承办人",
        related_name="+",
    )  # fmt: skip
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", max_length=4000, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="答复人",
        related_name="+",
    )  # fmt: skip
    satisfied = models.BooleanField("有帮助", null=True, blank=True)
    comment = models.CharField("评价", max_length=500, blank=True)
    order = models.ForeignKey(
        ServiceOrder, models.PROTECT, null=True, blank=True, verbose_name="服务订单",
        related_name="needs",
    )  # fmt: skip

    class Meta:
        verbose_name = "需求"
        verbose_name_plural = "需求"
        ordering = ["card", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="need_is_written",
                violation_error_message="请写明需求。",
            ),
            models.CheckConstraint(
                condition=Q(state="new")
                | Q(department__isnull=False, owner__isnull=False, due_on__isnull=False),
                name="need_in_hand_has_an_owner",
                violation_error_message="分办的需求须有承办部门、承办人和答复期限。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "assigned"])
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answered_need_has_an_answer",
                violation_error_message="答复的需求须有答复内容。",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(satisfied__isnull=False),
                name="closed_need_is_judged",
                violation_error_message="评价的需求须说明是否有帮助。",
            ),
        ]
        indexes = [models.Index(fields=["state", "department"], name="need_queue")]
        permissions = [("answer_need", "答复分办的需求")]

    def __str__(self) -> str:
        text = " ".join(self.text.split())
        return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


_SHORT = 30
