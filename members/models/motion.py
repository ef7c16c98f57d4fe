"""What a meeting is asked to decide, who may not vote on it, and how the votes fell."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from members.enums import MotionKind, MotionState, Vote
from members.models.body import Seat
from members.models.meeting import Meeting
from members.models.member import Member
from members.models.resolution import Resolution


class Motion(models.Model):
    """A matter on a meeting's agenda. Whoever asked for the decision holds the key to it and acts
    on ``resolution``; a motion knows nobody above it.

    ``member`` is the company that it is about: its own delegates are recused. The counts are those
    of the vote, ``seats`` and ``present`` with the recused. Once decided it can't be changed.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="motions")
    position = models.PositiveSmallIntegerField("议程序号")
    title = models.CharField("议题", max_length=120)
    text = models.TextField("决议草案")
    kind = models.CharField(
        "类别", max_length=12, choices=MotionKind.choices, default=MotionKind.OTHER
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="涉及的会员单位",
        related_name="motions",
    )
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="会议材料", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=MotionState.choices, default=MotionState.OPEN
    )
    seats = models.PositiveSmallIntegerField("应到", null=True, blank=True)
    present = models.PositiveSmallIntegerField("到会", null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    against = models.PositiveSmallIntegerField("反对", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    recused = models.PositiveSmallIntegerField("回避", null=True, blank=True)
    recused_present = models.PositiveSmallIntegerField("回避且到会", null=True, blank=True)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="提交人", related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="宣布人",
        related_name="+",
    )
    decided_at = models.DateTimeField("宣布时间", null=True, blank=True)
    resolution = models.OneToOneField(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="决议",
        related_name="motion",
    )

    class Meta:
        verbose_name = "议题"
        verbose_name_plural = "议题"
        ordering = ["meeting_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_motion_a_place"),
            models.CheckConstraint(
                condition=~Q(state=MotionState.CARRIED) | Q(resolution__isnull=False),
                name="carried_motion_has_resolution",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MotionState.CARRIED, MotionState.FAILED])
                | Q(
                    seats__isnull=False,
                    present__isnull=False,
                    in_favour__isnull=False,
                    against__isnull=False,
                    abstained__isnull=False,
                    recused__isnull=False,
                    recused_present__isnull=False,
                    decided_at__isnull=False,
                ),
                name="decided_motion_is_counted",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True)
                | Q(
                    present__gte=F("in_favour")
                    + F("against")
                    + F("abstained")
                    + F("recused_present"),
                    seats__gte=F("present"),
                ),
                name="no_more_votes_than_present",
                violation_error_message="票数之和超过了到会且不回避的人数，请核对。",
            ),
        ]
        permissions = [("decide_motion", "宣布表决结果")]

    def __str__(self) -> str:
        return self.title

    @property
    def counted(self) -> bool:
        return self.in_favour is not None


class Recusal(models.Model):
    """A seat that doesn't vote on this motion, and why. It is never taken back."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="席位", related_name="recusals")
    reason = models.CharField("理由", max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "回避"
        verbose_name_plural = "回避"
        ordering = ["motion_id", "seat_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "seat"],
                name="recused_once",
                violation_error_message="这位代表对本议题已登记回避。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat} 回避"


class Ballot(models.Model):
    """One delegate's vote by correspondence. Appended once; sealed until the vote is closed, and
    no page tells a choice before (``governance.ballots``). ``receipt`` proves it was taken in.
    """

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="ballots")
    choice = models.CharField("表决", max_length=10, choices=Vote.choices)
    receipt = models.CharField("回执号", max_length=12, unique=True)
    cast_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "表决票"
        verbose_name_plural = "表决票"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "seat"],
                name="one_ballot_a_seat",
                violation_error_message="您对这项议题已经投过票，每人一票，不能更改。",
            )
        ]

    def __str__(self) -> str:
        return f"表决票 {self.receipt}"
