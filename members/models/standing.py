from django.db import models

from members.enums import MemberState
from members.models.member import Member


class StateChange(models.Model):
    """A step in the life of a membership, with the day from which it holds. Appended.

    ``Member.state`` is what holds now; a contract is judged by what held on the day of its signing.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="state_changes")
    before = models.CharField(max_length=10, choices=MemberState.choices)
    after = models.CharField(max_length=10, choices=MemberState.choices)
    since = models.DateField("自")

    class Meta:
        verbose_name = "会籍变动"
        verbose_name_plural = "会籍变动"
        ordering = ["id"]
        indexes = [models.Index(fields=["member", "since"], name="state_change_day")]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}，{self.since} 起"
