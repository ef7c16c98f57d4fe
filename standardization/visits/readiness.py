"""What a visit needs by the rule sets in force on its day: who brings what, by when, and what it says
about who may take part. A set that nobody has switched on asks for nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from standardization.enums import Party, ReadinessKind, Transport, VisitKind, VisitState
from standardization.models import Attendee, ReadinessRecord, ReadinessRule, Visit
from standardization.rules import acts_for_organisation, may_run_visit

VEHICLE = "vehicle-request"
"""The rule that an approved request for a car settles."""
ROSTER = "stamped-roster"
"""The rule that the review organisation's stamped list of its people settles."""
OURS = (VisitKind.RECHECK, VisitKind.VERIFICATION, VisitKind.LOOK_BACK)
"""Visits that the association goes to itself; the sets are about those."""
_TEAM = (Party.ASSOCIATION, Party.EXPERT)
_NOON_OF_WORK = time(23, 59)
_STAFF, _SELF = ReadinessRecord.MeasuredBy.STAFF, ReadinessRecord.MeasuredBy.SELF


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be done, for the visit or for one who comes. ``pieces`` by head count."""

    rule: ReadinessRule
    attendee: Attendee | None
    due: datetime
    pieces: int
    record: ReadinessRecord | None
    done: bool

    @property
    def overdue(self) -> bool:
        return not self.done and self.due < clock.now()

    @property
    def obstacle(self) -> str:
        who = f"（{self.attendee.name}）" if self.attendee else ""
        failed = "没有通过" if self.record and not self.record.passed else "还没有办"
        return f"{self.rule.title}{who}{failed}"


def rules_of(visit: Visit) -> list[ReadinessRule]:
    """Of every set that is on and in force on the visit's day."""
    if visit.kind not in OURS:
        return []
    sets = Q(rule_set__active=True, rule_set__start__lte=visit.on)
    ends = Q(rule_set__end=None) | Q(rule_set__end__gte=visit.on)
    return list(ReadinessRule.objects.filter(sets & ends).select_related("rule_set"))


def lines(visit: Visit) -> list[Line]:
    """In the order of the sets; three queries and one for the car. Who was found unable to come
    brings nothing any more."""
    rules = rules_of(visit)
    people = [each for each in visit.attendees.order_by("party", "pk") if each.present is not False]
    records = ReadinessRecord.objects.filter(visit=visit).order_by("pk")
    latest = {(row.rule_id, row.attendee_id): row for row in records}
    car = getattr(visit, "vehicle", None)
    granted = bool(car and car.granted)
    team = sum(each.party in _TEAM for each in people)
    found = []
    for rule in rules:
        for attendee in _for_whom(rule, people):
            record = latest.get((rule.pk, attendee.pk if attendee else None))
            settled = granted if rule.code == VEHICLE else bool(record and record.passed)
            pieces = rule.per_head * team
            found.append(Line(rule, attendee, _due(rule, visit.on), pieces, record, settled))
    return found


def _for_whom(rule: ReadinessRule, people: list[Attendee]) -> Iterable[Attendee | None]:
    return [each for each in people if each.party == rule.party] if rule.party else [None]


def _due(rule: ReadinessRule, on: date) -> datetime:
    day = on + timedelta(rule.days)
    return datetime.combine(day, rule.until or _NOON_OF_WORK, tzinfo=clock.TZ)


@transaction.atomic
def record(
    visit: Visit,
    rule: ReadinessRule,
    *,
    by: User,
    attendee: Attendee | None = None,
    value: Decimal | None = None,
    measured_by: str = "",
    upload: "File[bytes] | None" = None,
    note: str = "",
) -> ReadinessRecord:
    """Writes down what was done, measured (in ℃, where it is a temperature) or handed in.

    More than the rule's limit and this person may not take part; exactly the limit passes. Who
    rides along is measured by staff, who drives alone may report. Raises Refused.
    """
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    _check(row, rule, attendee, by=by)
    passed = _passed(rule, attendee, value, measured_by, upload)
    kept = ReadinessRecord.objects.create(
        visit=row,
        rule=rule,
        attendee=attendee,
        value=value,
        measured_by=measured_by if rule.kind == ReadinessKind.MEASUREMENT else "",
        file=files.keep(upload, by=by) if upload else None,
        note=note,
        passed=passed,
        by=by,
        at=clock.now(),
    )
    if attendee is not None and not passed:
        Attendee.objects.filter(pk=attendee.pk).update(present=False)
    told = {str(attendee or rule.rule_set): str(kept)}
    audit.record(kept, "登记准备事项", by=by, after=told, reason=note, about=row.case)
    return kept


def _check(row: Visit, rule: ReadinessRule, attendee: Attendee | None, *, by: User) -> None:
    theirs = rule.code == ROSTER and acts_for_organisation(by, row.case.organisation)
    if not (theirs or may_run_visit(by, row)):
        raise Refused("您没有权限登记准备事项。请由组长或安全技术部办理。")
    if rule.pk not in {each.pk for each in rules_of(row)}:
        raise Refused("这一项不在这次现场工作适用的规范里，请刷新页面。")
    if bool(rule.party) != (attendee is not None):
        raise Refused("请选择是哪一位参加人员。", field="attendee")
    if attendee is not None and (attendee.visit_id, attendee.party) != (row.pk, rule.party):
        raise Refused("这个人不在这次现场工作的该方人员里。", field="attendee")
    if rule.code == VEHICLE:
        raise Refused("用车在公务用车审批单里办理。")
    if row.state in (VisitState.POSTPONED,):
        raise Refused("这次现场工作没有进行，请在新安排的一次里登记。")


def _passed(
    rule: ReadinessRule,
    attendee: Attendee | None,
    value: Decimal | None,
    measured_by: str,
    upload: "File[bytes] | None",
) -> bool:
    if rule.kind == ReadinessKind.DOCUMENT and upload is None:
        raise Refused(f"请附上“{rule.title}”的文件。", field="upload")
    if rule.kind != ReadinessKind.MEASUREMENT:
        return True
    if value is None:
        raise Refused(f"请填写“{rule.title}”的数值。", field="value")
    if measured_by not in (_STAFF, _SELF):
        raise Refused("请选择是工作人员测量还是本人报告。", field="measured_by")
    if measured_by == _SELF and attendee is not None and attendee.transport != Transport.OWN:
        raise Refused("随车人员由工作人员测量；自行前往的才由本人报告。", field="measured_by")
    return rule.limit is None or value <= rule.limit


@transaction.atomic
def hand_in_roster(
    visit: Visit, *, names: Iterable[str], upload: "File[bytes]", by: User
) -> ReadinessRecord:
    """The stamped list, handed in by the review organisation or by us as it was sent: its people
    who come are held against it. Who isn't on it may not take part (``nobody_may``)."""
    rule = roster_rule(visit)
    if rule is None:
        raise Refused("适用的规范不要求盖章名单。")
    listed = {name.strip() for name in names if name.strip()}
    if not listed:
        raise Refused("请照名单填写人员姓名。", field="names")
    theirs = visit.attendees.filter(party=Party.REVIEW_ORG)
    theirs.filter(name__in=listed).update(on_roster=True)
    theirs.exclude(name__in=listed).update(on_roster=False)
    return record(visit, rule, by=by, upload=upload, note="、".join(sorted(listed))[:200])


def roster_rule(visit: Visit) -> ReadinessRule | None:
    return next((each for each in rules_of(visit) if each.code == ROSTER), None)


def strangers(visit: Visit) -> list[str]:
    """Of the review organisation's people who come, those whom its stamped list doesn't name."""
    if roster_rule(visit) is None:
        return []
    theirs = visit.attendees.filter(party=Party.REVIEW_ORG).exclude(present=False)
    return list(theirs.exclude(on_roster=True).values_list("name", flat=True))


def not_ready(visit: Visit) -> str | None:
    """What is still to be done before one leaves; what comes back with one is asked later."""
    open_ = [each for each in lines(visit) if not each.done and not each.rule.after_visit]
    if open_:
        return f"{'；'.join(each.obstacle for each in open_[:5])}。请办齐后再标记准备就绪。"
    return None


def nobody_may(visit: Visit) -> str | None:
    """Asked again at the door: somebody may have come or fallen ill since."""
    if obstacle := not_ready(visit):
        return obstacle
    if names := strangers(visit):
        return f"{'、'.join(names)}不在评审单位的盖章名单上，不能参加。"
    if visit.kind == VisitKind.RECHECK and not _experts(visit):
        return "没有能参加的复核专家。请登记“不能进行”，改期后再办。"
    return None


def _experts(visit: Visit) -> bool:
    return visit.attendees.filter(party=Party.EXPERT).exclude(present=False).exists()
