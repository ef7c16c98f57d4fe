"""Reviews, made directly: the state that the doors leave behind, without walking through them."""

import json
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from association.accounts.models import User
from association.base import clock, fictitious
from members.models import Member
from standardization.enums import (
    AnswerState,
    AssignmentState,
    CaseKind,
    CaseState,
    Duty,
    FindingState,
    KeyAreaKind,
    Party,
    Per,
    Role,
    SnapshotKind,
    StandardFamily,
    VersionState,
    VisitKind,
    VisitState,
)
from standardization.library import snapshots
from standardization.models import (
    Answer,
    AnswerEvent,
    Assignment,
    Attendee,
    Case,
    CaseStandard,
    Checklist,
    DeductionRule,
    Element,
    Employment,
    Expert,
    Finding,
    Item,
    KeyArea,
    Organisation,
    OrganisationUser,
    ScoreSnapshot,
    Site,
    Standard,
    StandardVersion,
    Threshold,
    Visit,
)
from standardization.scoring.sheet import Effect, Kind, Method
from tests.factories import accounts, scores

_SERIAL = count(1)
GRADES = (("一级", "90"), ("二级", "75"), ("三级", "60"))


def standard(code: str = "") -> Standard:
    number = next(_SERIAL)
    return Standard.objects.create(
        code=code or f"QB/AL {number:03d}",
        title=f"示例评审标准 {number}",
        family=StandardFamily.OWN,
        issuer="示例单位",
    )


def draft(
    of: Standard | None = None, *, label: str = "2019", start: date | None = None
) -> StandardVersion:
    """A sheet of 100 points: two elements, three items that deduct, one veto that fails the case."""
    version = StandardVersion.objects.create(
        standard=of or standard(),
        label=label,
        published_on=start or date(2019, 1, 2),
        start=start or date(2019, 7, 1),
        declared_total=Decimal(100),
        method=Method.POINTS.value,
        fingerprint=uuid.uuid4().hex * 2,
        created_at=clock.now(),
    )
    for position, (grade, score) in enumerate(GRADES, start=1):
        Threshold.objects.create(
            version=version, position=position, grade=grade, min_score=Decimal(score)
        )
    papers = _element(version, 1, "目标职责")
    site = _element(version, 2, "现场管理")
    _item(papers, 1, "1.1", "建立全员安全生产责任制", 40)
    _item(site, 2, "2.1", "储罐区防雷防静电接地完好", 40, key_area=KeyAreaKind.TANKS, photo=True)
    _item(site, 3, "2.2", "实验室药品分类存放", 20, key_area=KeyAreaKind.LABORATORY, photo=True)
    Item.objects.create(
        version=version,
        element=site,
        code="2.3",
        text="动火作业经过审批",
        inspection="site",
        kind=Kind.VETO_ONLY.value,
        full=0,
        na_allowed=False,
        veto_level="first",
        veto_effect=Effect.CASE_FAIL.value,
        position=4,
    )
    return version


def _element(version: StandardVersion, position: int, title: str) -> Element:
    return Element.objects.create(
        version=version, code=str(position), title=title, position=position
    )


def _item(
    element: Element,
    position: int,
    code: str,
    text: str,
    full: int,
    *,
    key_area: str = "",
    photo: bool = False,
) -> Item:
    item = Item.objects.create(
        version=element.version,
        element=element,
        code=code,
        text=text,
        inspection="site" if key_area else "papers",
        kind=Kind.DEDUCT.value,
        full=full,
        key_area=key_area,
        photo_on_fail=photo,
        position=position,
    )
    DeductionRule.objects.create(
        version=element.version,
        element=element,
        item=item,
        code=f"{code}-1",
        text="一处不符合",
        points=5,
        per=Per.OCCURRENCE,
        cap=full,
    )
    return item


def published(
    of: Standard | None = None, *, label: str = "2019", start: date | None = None
) -> StandardVersion:
    version = draft(of, label=label, start=start)
    version.state = VersionState.PUBLISHED
    version.save(update_fields=["state"])
    return version


def organisation(name: str = "", *, kind: str = Organisation.Kind.REVIEW) -> Organisation:
    return Organisation.objects.create(
        kind=kind,
        name=name or f"北京云岭评审技术服务有限公司第{next(_SERIAL)}部",
        industries=["危险化学品"],
        valid_until=clock.today() + timedelta(365),
    )


def organisation_user(
    of: Organisation, user: User, *, technical_head: bool = False
) -> OrganisationUser:
    return OrganisationUser.objects.create(
        organisation=of, user=user, technical_head=technical_head, since=clock.now()
    )


def expert(
    name: str = "岑松", *, user: User | None = None, at: Organisation | None = None
) -> Expert:
    number = next(_SERIAL)
    row = Expert.objects.create(
        user=user,
        name=name,
        mobile=fictitious.mobile(30_260_000 + number),
        title="高级工程师",
        certificate_number=f"PS{number:05d}",
        certificate_until=clock.today() + timedelta(365),
        skills=["危险化学品"],
    )
    if at:
        Employment.objects.create(
            expert=row, organisation=at, employer=at.name, start=date(2018, 1, 1)
        )
    return row


def expert_user(name: str = "岑松", *, at: Organisation | None = None) -> Expert:
    """An expert with an account."""
    return expert(name, user=accounts.user(name), at=at)


def site(of: Member, *, areas: Iterable[str] = (KeyAreaKind.TANKS, KeyAreaKind.LABORATORY)) -> Site:
    row = Site.objects.create(
        member=of, name=f"第{next(_SERIAL)}油库", address="北京市示例区云岭路 1 号"
    )
    for kind in areas:
        KeyArea.objects.create(site=row, kind=kind, name=KeyAreaKind(kind).label)
    return row


def case(
    of: Member,
    *,
    by: User,
    state: str = CaseState.MATERIAL_REVIEW,
    version: StandardVersion | None = None,
    organisation: Organisation | None = None,
    kind: str = CaseKind.INITIAL,
) -> Case:
    now, applied = clock.now(), state not in (CaseState.DRAFT, CaseState.INTERNAL_NOTICE)
    row = Case.objects.create(
        number=f"AL-BZH-{now:%Y}-{next(_SERIAL):05d}" if applied else None,
        submitted_at=now if applied else None,
        member=of,
        kind=kind,
        state=state,
        grade_applied="二级",
        organisation=organisation,
        created_by=by,
        created_at=now,
        since=now,
    )
    row.sites.add(site(of))
    CaseStandard.objects.create(case=row, version=version or published(), role=Role.PRIMARY)
    return row


def assignment(
    of: Case,
    who: Expert,
    *,
    by: User,
    duty: str = Duty.REVIEWER,
    state: str = AssignmentState.ACCEPTED,
) -> Assignment:
    return Assignment.objects.create(
        case=of,
        expert=who,
        duty=duty,
        state=state,
        round=of.round,
        respond_by=clock.today() + timedelta(3),
        deliver_by=clock.today() + timedelta(20),
        asked_by=by,
        asked_at=clock.now(),
        answered_at=clock.now() if state == AssignmentState.ACCEPTED else None,
    )


def visit(
    of: Case,
    *,
    by: User,
    kind: str = VisitKind.RECHECK,
    state: str = VisitState.ONGOING,
    on: date | None = None,
) -> Visit:
    """With a checklist, and with whoever has accepted a duty among those who come."""
    row = Visit.objects.create(
        case=of,
        kind=kind,
        state=state,
        on=on or clock.today(),
        site=of.sites.get(),
        liaison=by,
        planned_by=by,
        planned_at=clock.now(),
    )
    for each in of.assignments.filter(state=AssignmentState.ACCEPTED):
        Attendee.objects.create(
            visit=row, party=Party.EXPERT, name=each.expert.name, assignment=each
        )
    kinds = {VisitKind.REVIEW: SnapshotKind.REVIEW, VisitKind.RECHECK: SnapshotKind.RECHECK}
    if VisitKind(kind) in kinds:
        Checklist.objects.create(
            case=of, kind=kinds[VisitKind(kind)], visit=row, opened_at=clock.now()
        )
    return row


def answered(
    of: Checklist,
    item: Item,
    *,
    by: User,
    state: str = AnswerState.CONFORMS,
    deductions: dict[str, int] | None = None,
    veto_failed: bool = False,
) -> Answer:
    event = AnswerEvent.objects.create(
        id=uuid.uuid4(),
        checklist=of,
        item=item,
        state=state,
        deductions=deductions or {},
        veto_failed=veto_failed,
        reason="" if state == AnswerState.CONFORMS else "现场查实",
        device_at=clock.now(),
        received_at=clock.now(),
        by=by,
        body_hash=uuid.uuid4().hex * 2,
    )
    row, _ = Answer.objects.update_or_create(
        checklist=of, item=item, defaults={"event": event, "state": state, "by": by}
    )
    return row


def finding(
    of: Case,
    *,
    by: User,
    at: Visit | None = None,
    state: str = FindingState.FIXING,
    text: str = "呼吸阀跨接线断开",
) -> Finding:
    return Finding.objects.create(
        number=f"{of.number}-{next(_SERIAL):02d}",
        case=of,
        visit=at,
        key_area=of.sites.get().key_areas.first(),
        text=text,
        basis="示例评审标准 2.1",
        deadline=clock.today() + timedelta(10),
        state=state,
        found_by=by,
        found_at=clock.now(),
    )


def scored(
    of: Case, kind: SnapshotKind, score: str, grade: str | None, *, veto: bool = False
) -> ScoreSnapshot:
    """As the scoring writes it down, with the sheet that scores so; ``veto``: one that fails the
    case, whatever the score."""
    told = scores.sheet(of, score, grades=GRADES, veto=veto)
    row = ScoreSnapshot.objects.create(
        case=of,
        round=of.round,
        kind=kind,
        sheet=told,
        sheet_hash=snapshots.hashed(told),
        result=snapshots.scored(told),
        engine="1",
        taken_by=of.created_by,
        taken_at=clock.now(),
    )
    said = json.loads(row.result)
    assert (said["score"], said["grade"]) == (score, None if veto else grade), said
    return row
