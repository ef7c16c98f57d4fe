"""What ties those who review to the company under review, from what the house itself has recorded.

应急〔2021〕83号 art. 13 as commonly told (待核实): whoever organises or reviews gives the company no
standardization training or consulting. What the house takes from it:

* the association or the review organisation did, within 24 months: nobody is delegated, unless the
  head of 安全技术部 decides otherwise in writing (``overriding``);
* an expert's own tie: recusal, which nobody can lift;
* other training and consulting, and ties that may or may not matter: said, and left to people.

The training of rescuers never counts.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Q

from association.base import clock
from association.base.templatetags.ui import day as day_words
from members import dealings
from members.enums import DealingKind
from members.models import Member
from standardization.cases.months import months_after
from standardization.enums import AssignmentState, Duty, RelationKind
from standardization.models import (
    Assignment,
    Case,
    Employment,
    Expert,
    IndependenceOverride,
    Organisation,
    Relation,
)

MONTHS = 24
FORMER_MONTHS = 36
SUBJECT = "标准化"
"""Names the work that counts among all consulting and training."""
SERVED = (RelationKind.CONSULTANT, RelationKind.TRAINER)
TIED = (
    RelationKind.EMPLOYEE,
    RelationKind.FORMER,
    RelationKind.SHAREHOLDER,
    RelationKind.RELATIVE,
    *SERVED,
)
FIRST_REVIEW = (Duty.LEADER, Duty.REVIEWER)
RECHECK = (Duty.RECHECK_LEADER, Duty.RECHECKER)


class Weight(Enum):
    BLOCK = "block"
    RECUSE = "recuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Tie:
    weight: Weight
    text: str


def of_association(member: Member) -> list[Tie]:
    """What the association itself did for the company within 24 months."""
    today = clock.today()
    kinds = (DealingKind.CONSULTING, DealingKind.TRAINING)
    rows = dealings.between(member, months_after(today, -MONTHS), today, kinds=kinds)
    return [
        Tie(
            Weight.BLOCK if SUBJECT in row.what else Weight.WARN,
            f"本会{day_words(row.on)}为该企业提供{row.get_kind_display()}：{row.what}（{row.label}）",
        )
        for row in rows
    ]


def of_organisation(organisation: Organisation, member: Member) -> list[Tie]:
    """What ties a review organisation to the company; served once, that counts for 24 months."""
    rows = Relation.objects.filter(organisation=organisation, member=member)
    return [
        Tie(
            Weight.BLOCK if row.kind in TIED else Weight.WARN,
            f"{organisation}：{row.get_kind_display()}，{_span(row.start, row.end)}（{row.source}）",
        )
        for row in rows.filter(_lately(MONTHS))
    ]


def of_experts(case: Case, experts: Collection[Expert]) -> dict[int, list[Tie]]:
    """By the expert's key, with a fixed number of queries however many there are."""
    found: dict[int, list[Tie]] = defaultdict(list)
    keys = [expert.pk for expert in experts]
    relations = Relation.objects.filter(expert__in=keys, member=case.member_id)
    for row in relations.filter(_lately(FORMER_MONTHS)):
        late = row.kind in SERVED and not _within(row.end, MONTHS)
        weight = Weight.RECUSE if row.kind in TIED and not late else Weight.WARN
        text = f"{row.get_kind_display()}，{_span(row.start, row.end)}（{row.source}）"
        found[row.expert_id or 0].append(Tie(weight, text))
    jobs = Employment.objects.filter(expert__in=keys).filter(
        Q(member=case.member_id) | Q(employer=case.member.name)
    )
    for job in jobs.filter(_lately(FORMER_MONTHS)):
        text = f"在该企业任职，{_span(job.start, job.end)}"
        found[job.expert_id].append(Tie(Weight.RECUSE, text))
    return found


def not_for_duty(case: Case, experts: Collection[Expert], duty: Duty) -> dict[int, str]:
    """Who can't take this duty in the case whatever they declare: whoever reviewed doesn't recheck,
    nor does the organisation that did; a leader is of the organisation that was chosen."""
    keys = [expert.pk for expert in experts]
    employed = set(
        Employment.objects.filter(expert__in=keys, organisation=case.organisation_id)
        .filter(Q(end__isnull=True) | Q(end__gte=clock.today()))
        .values_list("expert", flat=True)
    )
    if duty == Duty.LEADER:
        word = "不是所选评审单位的人员，不能任评审组长"
        return {key: word for key in keys if key not in employed}
    if duty not in RECHECK:
        return {}
    reviewed = Assignment.objects.filter(
        case=case, expert__in=keys, duty__in=FIRST_REVIEW, state=AssignmentState.ACCEPTED
    ).values_list("expert", flat=True)
    own = dict.fromkeys(employed if case.organisation_id else (), "是本案评审单位的人员，不能复核")
    return own | dict.fromkeys(reviewed, "参加过本案的评审，不能复核")


def lifted(case: Case, organisation: Organisation | None) -> bool:
    """Whether a written decision stands against what ties the association (None) or this one."""
    return IndependenceOverride.objects.filter(case=case, organisation=organisation).exists()


def blocks(case: Case) -> list[Tie]:
    """What forbids the delegation today, without what was lifted."""
    found: list[Tie] = []
    if not lifted(case, None):
        found += [t for t in of_association(case.member) if t.weight is Weight.BLOCK]
    chosen = case.organisation
    if chosen is not None and not lifted(case, chosen):
        found += [t for t in of_organisation(chosen, case.member) if t.weight is Weight.BLOCK]
    return found


def not_to_delegate(case: Case) -> str | None:
    """For the guard of the step: independence alone."""
    if ties := blocks(case):
        said = "；".join(tie.text for tie in ties)
        return f"不符合独立性要求：{said}。须由安全技术部负责人书面准予，或另选评审单位。"
    panel = [
        each.expert
        for each in case.assignments.filter(
            round=case.round, state=AssignmentState.ACCEPTED, duty__in=FIRST_REVIEW
        ).select_related("expert")
    ]
    ties_of = of_experts(case, panel)
    for expert in panel:
        tied = [tie.text for tie in ties_of.get(expert.pk, ()) if tie.weight is Weight.RECUSE]
        if tied:
            return f"{expert.name}应当回避：{'；'.join(tied)}。请取消其委派。"
    return None


def _lately(months: int) -> Q:
    today = clock.today()
    return Q(start__lte=today) & (Q(end__isnull=True) | Q(end__gte=months_after(today, -months)))


def _within(end: date | None, months: int) -> bool:
    return end is None or end >= months_after(clock.today(), -months)


def _span(start: date, end: date | None) -> str:
    return f"{start:%Y-%m-%d} 至 {f'{end:%Y-%m-%d}' if end else '今'}"
