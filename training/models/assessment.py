"""What an assessment is measured by. Where the text of the standard wasn't to be had, the figures
are practice: shown as 待核实 until somebody has compared them."""

from django.db import models
from django.db.models import F, Q

from training.enums import REVIEWED, ExamPart, Level

VERIFIED_HELP = "与原件核对无误后勾选；此前各处显示“待核实”"


class PassMark(models.Model):
    """Full and passing mark of one part at one level. The latest that holds on the day of the
    sitting counts; a published result keeps the figures it was judged by."""

    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    part = models.CharField("科目", max_length=8, choices=ExamPart.choices)
    since = models.DateField("自哪一天起", help_text="含这一天举行的场次")
    full = models.DecimalField("满分", max_digits=12, decimal_places=2)
    passing = models.DecimalField("合格分", max_digits=12, decimal_places=2)
    minutes = models.PositiveSmallIntegerField("至少多少分钟", help_text="场次不能安排得更短")
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原件", default=False, help_text=VERIFIED_HELP)

    class Meta:
        verbose_name = "合格标准"
        verbose_name_plural = "合格标准"
        ordering = ["-level", "part", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "part", "since"],
                name="one_pass_mark_from_a_day",
                violation_error_message="这个级别的这一科目，自这一天起已有合格标准。",
            ),
            models.CheckConstraint(
                condition=Q(full__gt=0, full__lte=1000, passing__gt=0, passing__lte=F("full")),
                name="pass_mark_within_full_mark",
                violation_error_message="满分须在 0 到 1000 之间，合格分须大于 0，不超过满分。",
            ),
            models.CheckConstraint(
                condition=~Q(part=ExamPart.REVIEW) | Q(level__in=REVIEWED),
                name="only_upper_levels_are_reviewed",
                violation_error_message="综合评审只用于二级和一级。",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=600), name="pass_mark_minutes_make_sense"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.get_part_display()} 自 {self.since}"


class ResitRule(models.Model):
    """补考: whether a passed part stays passed, how often and until when one may come again. The
    latest that holds on the day of planning the re-sit counts."""

    since = models.DateField("自哪一天起", unique=True)
    keeps_passed = models.BooleanField("已过科目保留", help_text="勾选：补考只考未过的科目")
    times = models.PositiveSmallIntegerField("最多补考几次")
    within_days = models.PositiveSmallIntegerField(
        "多少天内", help_text="自首次公布成绩之日起，含最后一天"
    )
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原件", default=False, help_text=VERIFIED_HELP)

    class Meta:
        verbose_name = "补考办法"
        verbose_name_plural = "补考办法"
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"自 {self.since}：最多 {self.times} 次，{self.within_days} 天内"


class PanelRule(models.Model):
    """How many sit in a panel, and how many of them have to mark each candidate."""

    since = models.DateField("自哪一天起", unique=True)
    members = models.PositiveSmallIntegerField("评审组至少几人")
    marks = models.PositiveSmallIntegerField(
        "每人至少几份评分", help_text="回避的评审员不打分；少于这个数，成绩不能确定"
    )
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原件", default=False, help_text=VERIFIED_HELP)

    class Meta:
        verbose_name = "综合评审办法"
        verbose_name_plural = "综合评审办法"
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(marks__gte=1, members__gte=F("marks"), members__lte=30),
                name="panel_rule_makes_sense",
                violation_error_message="评分份数至少 1，且不超过评审组人数；评审组不超过 30 人。",
            )
        ]

    def __str__(self) -> str:
        return f"自 {self.since}：评审组 {self.members} 人，评分 {self.marks} 份"
