"""What a campaign came to: rates, by department, topics by district or kind of company, a workbook."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from association.base import clock, sheets
from association.base.sheets import Table, Written
from association.questionnaires import sheets as answers
from members.enums import CardState, District, NeedState, OrganisationType
from members.models import NeedsCampaign, NeedsCard
from members.needs import lists

UNKNOWN = "未登记"
ANSWERED = (NeedState.ANSWERED, NeedState.CLOSED)
AXES = {"area": ("所在区", District), "type": ("单位类型", OrganisationType)}
_HOT = 4  # shades of a cell beside the empty one


@dataclass(frozen=True, slots=True)
class Rates:
    """Cards and needs of a campaign."""

    issued: int
    written: int
    signed: int
    needs: int
    answered: int
    helped: int
    dissatisfied: int
    overdue: int

    def share(self, part: int, whole: int) -> str:
        return f"{part / whole:.0%}" if whole else "—"

    @property
    def returned_share(self) -> str:
        return self.share(self.signed, self.issued)

    @property
    def answered_share(self) -> str:
        return self.share(self.answered, self.needs)

    @property
    def satisfied_share(self) -> str:
        return self.share(self.helped, self.helped + self.dissatisfied)


def rates(campaign: NeedsCampaign) -> Rates:
    return rates_of([campaign])[campaign.pk]


def rates_of(campaigns: Iterable[NeedsCampaign]) -> dict[int, Rates]:
    """By their keys: two questions, however many there are."""
    keys = [campaign.pk for campaign in campaigns]
    late = Q(state=NeedState.ASSIGNED, due_on__lt=clock.today())
    of_cards = {
        "issued": Count("pk"),
        "written": Count("pk", filter=Q(response__saves__gt=0)),
        "signed": Count("pk", filter=Q(state=CardState.SIGNED)),
    }
    of_needs = {
        "needs": Count("pk"),
        "answered": Count("pk", filter=Q(state__in=ANSWERED)),
        "helped": Count("pk", filter=Q(satisfied=True)),
        "dissatisfied": Count("pk", filter=Q(satisfied=False)),
        "overdue": Count("pk", filter=late),
    }
    found = {key: dict.fromkeys([*of_cards, *of_needs], 0) for key in keys}
    cards: Any = NeedsCard.objects.filter(campaign__in=keys).values(of=F("campaign"))
    needs: Any = lists.counted().filter(card__campaign__in=keys).values(of=F("card__campaign"))
    for rows, counts in ((cards, of_cards), (needs, of_needs)):
        for line in rows.order_by().annotate(**counts):
            found[line.pop("of")] |= line
    return {key: Rates(**counts) for key, counts in found.items()}


def by_department(campaign: NeedsCampaign) -> list[dict[str, Any]]:
    """What each has in hand, has answered, is late with; the most first."""
    late = Q(state=NeedState.ASSIGNED, due_on__lt=clock.today())
    rows = lists.counted().filter(card__campaign=campaign).exclude(department=None)
    return list(
        rows.order_by()
        .values("department__code", "department__name")
        .annotate(
            n=Count("pk"),
            answered=Count("pk", filter=Q(state__in=ANSWERED)),
            overdue=Count("pk", filter=late),
        )
        .order_by("-n", "department__code")
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` is the row's in an address; ``shade`` 0 for none to 4 for the most."""

    topic: int
    name: str
    value: str
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Heat:
    axis: str
    topics: Sequence[tuple[int, str]]
    rows: Sequence[tuple[str, Sequence[Cell], int]]


def heat(campaign: NeedsCampaign, axis: str = "area") -> Heat:
    """Topics across, districts or kinds of companies down; rows and columns without a need are left
    out."""
    title, words = AXES[axis]
    found = lists.counted().filter(card__campaign=campaign).order_by()
    counts: Counter[tuple[str, int]] = Counter()
    names: dict[int, tuple[int, str]] = {}
    for value, topic, name, position in found.values_list(
        axis, "topic", "topic__name", "topic__position"
    ):
        counts[value or "", topic] += 1
        names[topic] = (position, name)
    topics = [(key, name) for key, (_, name) in sorted(names.items(), key=lambda each: each[1])]
    most = max(counts.values(), default=0)
    rows = []
    for value in [*words.values, ""]:
        cells = [
            Cell(key, name, value or "none", n := counts[value, key], _shade(n, most))
            for key, name in topics
        ]
        if total := sum(cell.count for cell in cells):
            rows.append((words(value).label if value else UNKNOWN, cells, total))
    return Heat(title, topics, rows)


def _shade(count: int, most: int) -> int:
    return -(-count * _HOT // most) if most else 0


# --- The workbook ---------------------------------------------------------------------------------
def workbook(campaign: NeedsCampaign) -> bytes:
    """An .xlsx file: the rates, each need, each card, topics by district."""
    return sheets.write_several(
        [_rates(campaign), _list(campaign), _cards(campaign), *_heats(campaign)]
    )


def _rates(campaign: NeedsCampaign) -> Table:
    found = rates(campaign)
    rows: list[list[Written]] = [
        ["发卡（张）", found.issued], ["已动笔", found.written], ["已签交", found.signed],
        ["签交率", found.returned_share], ["需求（条）", found.needs],
        ["已答复", found.answered], ["答复率", found.answered_share],
        ["超期未答复", found.overdue], ["满意", found.helped],
        ["不满意", found.dissatisfied], ["满意率", found.satisfied_share],
    ]  # fmt: skip
    return Table("概况", ["项目", "数"], rows, title=campaign.title)


def _list(campaign: NeedsCampaign) -> Table:
    headers = [
        "单位", "会员编号", "所在区", "单位类型", "类别", "需求", "希望的形式", "状态", "承办部门",
        "承办人", "答复期限", "答复", "答复日期", "评价", "评价说明",
    ]  # fmt: skip
    found = lists.counted().filter(card__campaign=campaign)
    rows: Iterable[list[Written]] = (
        [
            need.card.member.name, need.card.member.number, _word("area", need.area),
            _word("type", need.type), need.topic.name, need.text, need.get_wanted_form_display(),
            need.get_state_display(), str(need.department or ""), str(need.owner or ""),
            need.due_on, need.answer,
            need.answered_at.astimezone(clock.TZ).date() if need.answered_at else None,
            {True: "满意", False: "不满意", None: ""}[need.satisfied], need.comment,
        ]
        for need in found.order_by("card__member__number", "position")
    )  # fmt: skip
    return Table("需求", headers, list(rows))


def _word(axis: str, value: str | None) -> str:
    return str(AXES[axis][1](value).label) if value else UNKNOWN


def _cards(campaign: NeedsCampaign) -> Table:
    found = campaign.cards.select_related("member", "response__signed_by").order_by(
        "member__number"
    )
    rows: list[list[Written]] = [
        [
            card.member.number, card.member.name, card.get_state_display(),
            str(card.response.signed_by or ""),
            card.response.signed_at.astimezone(clock.TZ).date()
            if card.response.signed_at
            else None,
        ]
        for card in found
    ]  # fmt: skip
    return Table("发卡和签交", ["会员编号", "单位", "状态", "签交人", "签交日期"], rows)


def _heats(campaign: NeedsCampaign) -> list[Table]:
    tables = []
    for axis in AXES:
        found = heat(campaign, axis)
        rows: list[list[Written]] = [
            [name, *(cell.count for cell in cells), total] for name, cells, total in found.rows
        ]
        headers = [found.axis, *(name for _, name in found.topics), "合计"]
        tables.append(Table(f"类别和{found.axis}", headers, rows))
    return tables


def answers_workbook(campaign: NeedsCampaign) -> bytes:
    """The questions and what was answered, a line a card."""
    cards = campaign.cards.select_related("member", "response__questionnaire").prefetch_related(
        "response__files__file", "response__files__question"
    )
    rows = [
        answers.Row([card.member.name, card.get_state_display()], card.response)
        for card in cards.order_by("member__number")
    ]
    return answers.workbook(
        campaign.questionnaire, rows, lead=["单位", "状态"], title=campaign.title
    )
