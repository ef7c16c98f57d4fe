"""Which pass mark, re-sit rule and panel rule hold on a day."""

from collections import defaultdict
from datetime import date

from association.base.errors import Refused
from training.enums import REVIEWED, ExamPart, Level
from training.models import PanelRule, PassMark, ResitRule


def required(level: int) -> tuple[ExamPart, ...]:
    """The parts that somebody of this level has to pass, in the order of sitting them."""
    both = (ExamPart.THEORY, ExamPart.SKILL)
    return (*both, ExamPart.REVIEW) if level in REVIEWED else both


class PassMarks:
    """All of them, read once: for pages that judge many people."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], list[PassMark]] = defaultdict(list)
        for row in PassMark.objects.order_by("-since"):
            self._known[row.level, row.part].append(row)

    def on(self, level: int, part: str, day: date) -> PassMark:
        """The latest that holds on the day; before the first one, the first. Raises Refused."""
        rows = self._known[level, part]
        if not rows:
            what = f"{Level(level).label}的{ExamPart(part).label}"
            raise Refused(f"还没有{what}的合格标准，请先在“合格标准”里登记。")
        return next((row for row in rows if row.since <= day), rows[-1])


def pass_mark(level: int, part: str, day: date) -> PassMark:
    return PassMarks().on(level, part, day)


def resit_rule(day: date) -> ResitRule:
    row = ResitRule.objects.filter(since__lte=day).first() or ResitRule.objects.last()
    if row is None:
        raise Refused("还没有补考办法，请先在“补考办法”里登记。")
    return row


def panel_rule(day: date) -> PanelRule:
    row = PanelRule.objects.filter(since__lte=day).first() or PanelRule.objects.last()
    if row is None:
        raise Refused("还没有综合评审办法，请先在“综合评审办法”里登记。")
    return row
