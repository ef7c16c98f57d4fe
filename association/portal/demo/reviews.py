"""The demo's reviews: one company has its grade, one is published, one waits for today's recheck, one
has just applied. What they show could have been clicked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from association.accounts.models import User
from association.base import clock, fictitious, workdays
from association.portal.demo import review_day, review_reports
from association.portal.demo.cast import PASSWORD
from members.models import Member
from standardization.cases import acts, documents, filing, places, self_review, steps
from standardization.enums import (
    ActKind,
    AnswerState,
    CaseKind,
    DocumentKind,
    Duty,
    KeyAreaKind,
    MeetingKind,
    Party,
    VisitKind,
)
from standardization.library import content, publishing
from standardization.models import (
    Assignment,
    Case,
    CommitmentItem,
    Expert,
    Item,
    Organisation,
    StandardVersion,
)
from standardization.people import assigning, experts, organisations
from standardization.visits import planning, running

OIL, OTHERS = "oil-depot", ("hazchem",)
AREAS = (
    (KeyAreaKind.TANKS, "1 号储罐区", True),
    (KeyAreaKind.PUMPS, "油品泵房", True),
    (KeyAreaKind.LOADING, "发油台", True),
    (KeyAreaKind.FIRE_PUMPS, "消防泵房", False),
    (KeyAreaKind.LABORATORY, "油品实验室", False),
)
POOL = (
    # name, serial of the mobile, title, skills, employed by the review organisation
    ("岑立松", 20260011, "高级工程师", ["危险化学品", "储运"], False),
    ("闻人杰", 20260012, "注册安全工程师", ["危险化学品", "电气"], False),
    ("阮知秋", 20260013, "教授级高级工程师", ["消防", "储运"], False),
    ("梁实甫", 20260014, "注册安全工程师", ["危险化学品"], True),
    ("覃子衿", 20260015, "工程师", ["危险化学品", "职业健康"], True),
)
CLERK, OFFICER = ("邬思源", 20260016), ("覃为民", 20260017)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who plays."""

    safety: User
    safety_head: User
    head: User
    reviewing: Organisation
    clerk: User
    bureau: Organisation
    officer: User
    leader: Expert
    reviewer: Expert
    rechecker: Expert
    version: StandardVersion
    beside: StandardVersion
    """Scored beside the first, where a company asks for it."""


def tell(fuel: list[tuple[Member, User]], *, safety: User, safety_head: User, head: User) -> None:
    """``fuel`` are four companies, each with its 单位管理员."""
    start = clock.today() - timedelta(240)
    with clock.at(start):
        stage = _stage(safety, safety_head, head)
    graded, published, rechecked, applied = fuel
    _graded(stage, *graded, begins=start + timedelta(5))
    _published(stage, *published, begins=start + timedelta(120))
    _recheck_today(stage, *rechecked, begins=start + timedelta(130))
    _filed(stage, *applied, begins=clock.today() - timedelta(17), beside=[stage.beside])


def _stage(safety: User, safety_head: User, head: User) -> Stage:
    versions = {}
    for name in (OIL, *OTHERS):
        draft = content.load(name, by=safety)
        versions[name] = publishing.publish(draft, by=safety_head)
    reviewing = _organisation(Organisation.Kind.REVIEW, "北京云岭评审技术服务有限公司", by=safety)
    bureau = _organisation(Organisation.Kind.BUREAU, "市应急管理局危化处", by=safety)
    _organisation(Organisation.Kind.DISTRICT, "示例区应急管理局", by=safety)
    people = [_expert(*told, reviewing=reviewing, by=safety) for told in POOL]
    rechecker, _, _, leader, reviewer = people
    return Stage(
        safety,
        safety_head,
        head,
        reviewing,
        _outsider(reviewing, *CLERK, technical_head=True, by=safety),
        bureau,
        _outsider(bureau, *OFFICER, technical_head=False, by=safety),
        leader,
        reviewer,
        rechecker,
        versions[OIL],
        versions["hazchem"],
    )


def _organisation(kind: str, name: str, *, by: User) -> Organisation:
    industries = ["危险化学品"] if kind == Organisation.Kind.REVIEW else []
    until = clock.today() + timedelta(900) if industries else None
    facts = {"kind": kind, "name": name, "industries": industries, "valid_until": until}
    return organisations.enter(facts=facts, by=by)


def _outsider(of: Organisation, name: str, serial: int, *, technical_head: bool, by: User) -> User:
    _, token = organisations.invite(
        of, name=name, mobile=fictitious.mobile(serial), technical_head=technical_head, by=by
    )
    return organisations.accept(token, password=PASSWORD).user


def _expert(
    name: str,
    serial: int,
    title: str,
    skills: list[str],
    employed: bool,
    *,
    reviewing: Organisation,
    by: User,
) -> Expert:
    facts = {
        "name": name,
        "mobile": fictitious.mobile(serial),
        "title": title,
        "certificate_number": f"PSY-{serial}",
        "certificate_until": clock.today() + timedelta(800),
        "skills": skills,
    }
    row = experts.enter(facts=facts, by=by)
    if employed:
        experts.employ(
            row, employer=reviewing.name, start=date(2018, 3, 1), organisation=reviewing, by=by
        )
    _, token = experts.invite(row, by=by)
    return experts.accept(token, password=PASSWORD)


# --- From the application to where each of them stands ----------------------------------------
def _graded(stage: Stage, member: Member, agent: User, *, begins: date) -> None:
    case = _reported(stage, member, agent, begins=begins, telling=0)
    with clock.at(_after(case, 3)):
        steps.take(case, "pass_over", by=stage.safety)
    _concluded(stage, case)
    with clock.at(_after(case, 9)):
        acts.record(
            case,
            ActKind.ANNOUNCE,
            office=stage.bureau,
            text=f"京应急公告 {clock.today().year} 年第 3 号",
            by=stage.officer,
        )


def _published(stage: Stage, member: Member, agent: User, *, begins: date) -> None:
    case = _reported(stage, member, agent, begins=begins, telling=1)
    with clock.at(_after(case, 3)):
        steps.take(case, "pass_over", by=stage.safety)
    with clock.at(clock.today() - timedelta(2)):
        _concluded(stage, case, at_once=True)


def _recheck_today(stage: Stage, member: Member, agent: User, *, begins: date) -> None:
    """Drawn; the expert has accepted, and everything is ready for today."""
    case = _reported(stage, member, agent, begins=begins, telling=2)
    with clock.at(_after(case, 3)):
        steps.take(case, "select", by=stage.safety)
        _asked(stage, case, stage.rechecker, Duty.RECHECK_LEADER)
    visit = planning.plan(
        case,
        kind=VisitKind.RECHECK,
        on=clock.today(),
        site=case.sites.get(),
        meeting_point="8:30 联合会门前集合",
        text="听汇报，查资料，看重点部位，反馈意见",
        by=stage.safety,
    )
    boss = planning.add(
        visit, party=Party.COMPANY, name=agent.name, job="主要负责人", by=stage.safety
    )
    running.make_ready(visit, by=stage.safety)
    review_day.meet(visit, MeetingKind.FIRST, by=stage.safety, also=boss.pk)
    assert stage.rechecker.user
    running.begin(visit, by=stage.rechecker.user)


def _filed(
    stage: Stage,
    member: Member,
    agent: User,
    *,
    begins: date,
    beside: Collection[StandardVersion] = (),
) -> Case:
    """Self-reviewed, shown inside for its days, applied for."""
    with clock.at(begins):
        site = places.add_site(member, name="油库", address="北京市示例区云岭路 1 号", by=agent)
        for kind, name, no_phones in AREAS:
            places.add_key_area(site, kind=kind, name=name, no_phones=no_phones, by=agent)
        case = filing.begin(
            member, kind=CaseKind.INITIAL, grade="二级", version=stage.version, sites=[site],
            references=beside, by=agent,
        )  # fmt: skip
        given = self_review.Given(AnswerState.CONFORMS)
        rows = Item.objects.filter(version__in=case.standards.values("version"))
        self_review.write(case, {item.pk: given for item in rows}, by=agent)
        documents.hand_in(
            case,
            review_day.picture("自评报告", (250, 250, 250)),
            kind=DocumentKind.SELF_REPORT,
            title="自评报告",
            by=agent,
        )
        filing.publish_inside(case, by=agent)
    with clock.at(_workdays_after(begins, 11)):
        filing.apply(case, committed=list(CommitmentItem.objects.all()), by=agent)
    return case


def _reported(stage: Stage, member: Member, agent: User, *, begins: date, telling: int) -> Case:
    """Accepted, reviewed with two things wanting, mended, and the report audited."""
    case, leader = _filed(stage, member, agent, begins=begins), stage.leader.user
    assert leader
    with clock.at(_after(case, 2)):
        steps.take(case, "take", by=stage.safety)
        _decided(stage, case, "accept", "材料齐全，符合申请条件")
        acts.record(case, ActKind.CONFIRM, office=stage.bureau, by=stage.officer)
    with clock.at(_after(case, 1)):
        assigning.choose_organisation(case, stage.reviewing, by=stage.safety)
        _asked(stage, case, stage.leader, Duty.LEADER)
        _asked(stage, case, stage.reviewer, Duty.REVIEWER)
        _decided(stage, case, "delegate", "评审组符合要求")
    with clock.at(_after(case, 5)):
        review_day.reviewed(case, leader=leader, agent=agent, office=stage.safety)
    with clock.at(_after(case, 8)):
        review_day.mended(case, leader=leader, agent=agent, office=stage.safety)
    with clock.at(_after(case, 2)):
        review_reports.reported(case, leader=leader, clerk=stage.clerk, telling=telling)
        case.refresh_from_db()
    with clock.at(_after(case, 3)):
        _decided(stage, case, "pass_audit", "报告完整，重点部位管控逐一说明，分数核对无误")
    return case


def _asked(stage: Stage, case: Case, who: Expert, duty: Duty) -> Assignment:
    today = clock.today()
    row = assigning.invite(
        case,
        who,
        duty=duty,
        respond_by=today + timedelta(3),
        deliver_by=today + timedelta(45 if duty == Duty.LEADER else 90),
        by=stage.safety,
    )
    assert who.user
    assigning.declare(row, clear=True, by=who.user)
    assigning.accept(row, by=who.user)
    return row


def _concluded(stage: Stage, case: Case, *, at_once: bool = False) -> None:
    with clock.at(clock.today() if at_once else _after(case, 3)):
        _decided(stage, case, "recommend", "评分达到二级，无否决项", grade="二级")
        asked = steps.propose(case, "publish", by=stage.safety_head, reason="同意审定建议")
        steps.decide(asked, granted=True, by=stage.head)
        case.refresh_from_db()


def _decided(stage: Stage, case: Case, verb: str, reason: str, **facts: str) -> None:
    asked = steps.propose(case, verb, by=stage.safety, reason=reason, facts=facts)
    steps.decide(asked, granted=True, by=stage.safety_head)
    case.refresh_from_db()


def _after(case: Case, days: int) -> date:
    """So many working days after it came where it is."""
    case.refresh_from_db()
    return _workdays_after(case.since.astimezone(clock.TZ).date(), days)


def _workdays_after(day: date, days: int) -> date:
    return workdays.calendar().after(day, days)
