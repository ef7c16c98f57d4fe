"""Who may look at which company, and who is asked to."""

from datetime import date, timedelta

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from members import dealings
from members.enums import DealingKind
from standardization import rules
from standardization.cases import steps
from standardization.cases.months import months_after
from standardization.enums import (
    AssignmentState,
    CaseState,
    Duty,
    ExpertState,
    LetterKind,
    RelationKind,
)
from standardization.models import Assignment, Case, Declaration, Employment, Expert
from standardization.people import assigning, experts, independence, overriding
from tests.factories import cast, papers
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


@pytest.fixture
def case(shi: User) -> Case:
    row = make.case(cast.company("antai"), by=shi, state=CaseState.ASSIGNING)
    assigning.choose_organisation(row, cast.organisation("yunling"), by=shi)
    return row


def reviewer(name: str) -> Expert:
    return make.expert_user(name, at=cast.organisation("yunling"))


def asked(case: Case, who: Expert, by: User, duty: Duty = Duty.REVIEWER) -> Assignment:
    today = clock.today()
    return assigning.invite(
        case, who, duty=duty, respond_by=today + timedelta(2),
        deliver_by=today + timedelta(20), by=by,
    )  # fmt: skip


def joined(case: Case, who: Expert, by: User, duty: Duty = Duty.REVIEWER) -> Assignment:
    row = asked(case, who, by, duty)
    assigning.declare(row, clear=True, by=who.user)
    assigning.accept(row, by=who.user)
    return row


def served(case: Case, what: str, kind: DealingKind, on: date) -> None:
    dealings.record(
        case.member, kind=kind, what=what, on=on, source=f"test:{what}{on}", label="FW-2026-0001"
    )


def panel(case: Case, by: User) -> None:
    joined(case, reviewer("梁茂"), by, Duty.LEADER)
    joined(case, reviewer("蒲青"), by)


def delegated(case: Case, shi: User, yue: User) -> Case:
    proposal = steps.propose(case, "delegate", by=shi, reason="按行业选定")
    return steps.decide(proposal, granted=True, by=yue)


def test_a_panel_that_is_free_of_ties_is_delegated_on_paper(
    case: Case, shi: User, yue: User
) -> None:
    panel(case, shi)
    row = delegated(case, shi, yue)
    letter = row.letters.get(kind=LetterKind.DELEGATION)
    assert letter.credential.subject == cast.organisation("yunling").name
    assert [line[1] for line in letter.credential.facts["panel"]] == ["梁茂", "蒲青"]


@pytest.mark.parametrize(
    ("what", "kind", "months", "blocked"),
    [
        ("标准化创建咨询", DealingKind.CONSULTING, 23, True),
        ("安全生产标准化培训", DealingKind.TRAINING, 1, True),
        ("标准化创建咨询", DealingKind.CONSULTING, 25, False),
        ("消防培训", DealingKind.TRAINING, 1, False),
        ("标准化班应急救援员", DealingKind.RESCUER_TRAINING, 1, False),
    ],
)
def test_what_the_association_sold_the_company_lately(
    case: Case, shi: User, yue: User, what: str, kind: DealingKind, months: int, blocked: bool
) -> None:
    panel(case, shi)
    served(case, what, kind, months_after(clock.today(), -months))
    if blocked:
        with pytest.raises(Refused, match="不符合独立性要求：本会"):
            steps.propose(case, "delegate", by=shi, reason="按行业选定")
    else:
        assert delegated(case, shi, yue).state == CaseState.REVIEW_PLANNED


def test_other_training_is_said_and_left_to_people(case: Case) -> None:
    served(case, "消防培训", DealingKind.TRAINING, clock.today())
    (tie,) = independence.of_association(case.member)
    assert tie.weight is independence.Weight.WARN


def test_what_ties_the_organisation_is_lifted_by_the_head_alone_in_writing(
    case: Case, shi: User, yue: User
) -> None:
    panel(case, shi)
    chosen = cast.organisation("yunling")
    experts.relate(
        organisation=chosen, member=case.member, kind=RelationKind.CONSULTANT,
        start=clock.today() - timedelta(200), end=clock.today() - timedelta(100),
        source="企业来函", by=shi,
    )  # fmt: skip
    with pytest.raises(Refused, match="为其提供标准化咨询"):
        steps.propose(case, "delegate", by=shi, reason="按行业选定")
    facts = {"organisation": chosen, "reason": "别无合格单位"}
    with pytest.raises(Refused, match="没有权限准予"):
        overriding.override(case, **facts, upload=papers.licence(), by=shi)
    with pytest.raises(Refused, match="附上书面决定"):
        overriding.override(case, **facts, upload=None, by=yue)
    overriding.override(case, **facts, upload=papers.licence(), by=yue)
    assert OutboxRow.objects.filter(rule="standardization.overridden", person=yue).exists()
    assert delegated(case, shi, yue).state == CaseState.REVIEW_PLANNED


def test_a_tie_of_ones_own_is_recusal_and_nobody_lifts_it(case: Case, shi: User) -> None:
    tied = reviewer("梁茂")
    experts.relate(
        expert=tied, member=case.member, kind=RelationKind.RELATIVE,
        start=date(2019, 1, 1), source="群众反映", by=shi,
    )  # fmt: skip
    with pytest.raises(Refused, match="近亲属任职"):
        asked(case, tied, shi)


def test_whoever_worked_there_within_three_years_is_not_asked(case: Case, shi: User) -> None:
    former = reviewer("梁茂")
    experts.employ(
        former, employer="", member=case.member, start=date(2015, 1, 1),
        end=clock.today() - timedelta(400), by=shi,
    )  # fmt: skip
    with pytest.raises(Refused, match="在该企业任职"):
        asked(case, former, shi)
    Employment.objects.filter(member=case.member).update(end=clock.today() - timedelta(1200))
    assert asked(case, former, shi)


def test_nothing_is_seen_before_declaring_and_never_once_recused(case: Case, shi: User) -> None:
    who = reviewer("梁茂")
    row = asked(case, who, shi)
    assert not rules.sees_case(who.user, case)
    assigning.declare(row, clear=True, by=who.user)
    assert rules.sees_case(who.user, case)
    assigning.accept(row, by=who.user)
    assigning.recuse(row, by=who.user, reason="配偶新近入职该企业")
    assert not rules.sees_case(who.user, case)
    assert not rules.on_duty(who.user, case)


def test_a_declaration_is_kept_after_declining(case: Case, shi: User) -> None:
    who = reviewer("梁茂")
    row = asked(case, who, shi)
    assigning.declare(row, clear=True, text="无", by=who.user)
    assigning.decline(row, by=who.user, reason="出差")
    assert row.state == AssignmentState.DECLINED
    assert Declaration.objects.get(assignment=row).text == "无"


def test_a_declared_tie_recuses_and_whoever_asked_hears_of_it(case: Case, shi: User) -> None:
    who = reviewer("梁茂")
    row = asked(case, who, shi)
    with pytest.raises(Refused, match="请选择是哪一种"):
        assigning.declare(row, clear=False, by=who.user)
    assigning.declare(row, clear=False, kinds=[RelationKind.SHAREHOLDER], by=who.user)
    assert row.state == AssignmentState.RECUSED
    assert (
        OutboxRow.objects.get(rule="standardization.assignment_recuse", channel="portal").person
        == shi
    )
    with pytest.raises(Refused, match="已经回避"):
        asked(case, who, shi)


def test_a_tie_recorded_after_the_invitation_recuses_whatever_is_declared(
    case: Case, shi: User
) -> None:
    who = reviewer("梁茂")
    row = asked(case, who, shi)
    experts.relate(
        expert=who, member=case.member, kind=RelationKind.SHAREHOLDER, start=date(2020, 1, 1),
        source="工商登记", by=shi,
    )  # fmt: skip
    assigning.declare(row, clear=True, by=who.user)
    assert row.state == AssignmentState.RECUSED
    assert "系统记录" in row.answer


def test_nobody_declares_for_another(case: Case, shi: User) -> None:
    row = asked(case, reviewer("梁茂"), shi)
    with pytest.raises(Refused, match="本人办理"):
        assigning.declare(row, clear=True, by=reviewer("蒲青").user)


def test_being_asked_is_always_written_down(case: Case, shi: User) -> None:
    told = asked(case, reviewer("梁茂"), shi)
    untold = asked(case, make.expert("蒲青", at=cast.organisation("yunling")), shi)
    rows = OutboxRow.objects.filter(rule="standardization.invited")
    assert rows.filter(object_id=str(told.pk), channel="portal", person=told.expert.user).exists()
    assert rows.get(object_id=str(untold.pk), channel="portal").reason == assigning.NO_ACCOUNT


def test_no_answer_by_the_day_named_is_none(case: Case, shi: User) -> None:
    row = asked(case, reviewer("梁茂"), shi)
    assert assigning.lapse() == 0
    Assignment.objects.filter(pk=row.pk).update(respond_by=clock.today() - timedelta(1))
    assert assigning.lapse() == 1
    row.refresh_from_db()
    assert row.state == AssignmentState.NO_ANSWER
    assert assigning.lapse() == 0


def test_whoever_reviewed_does_not_recheck(case: Case, shi: User, yue: User) -> None:
    who, colleague = reviewer("梁茂"), reviewer("蒲青")
    joined(case, who, shi, Duty.LEADER)
    Case.objects.filter(pk=case.pk).update(state=CaseState.RECHECK_PLANNED, round=2)
    for each, why in ((who, "参加过本案的评审"), (colleague, "是本案评审单位的人员")):
        with pytest.raises(Refused, match=why):
            asked(case, each, shi, Duty.RECHECKER)
    assert asked(case, make.expert_user("岑松"), shi, Duty.RECHECKER)


def test_a_certificate_has_to_last_until_delivery(case: Case, shi: User) -> None:
    who = reviewer("梁茂")
    who.certificate_until = clock.today() + timedelta(10)
    who.save()
    with pytest.raises(Refused, match="证书有效至"):
        asked(case, who, shi)


def test_nobody_has_more_at_once_than_they_may(case: Case, shi: User) -> None:
    who = reviewer("梁茂")
    who.most_cases = 1
    who.save()
    other = make.case(cast.company("hengyuan"), by=shi, state=CaseState.ASSIGNING)
    make.assignment(other, who, by=shi)
    with pytest.raises(Refused, match="到了上限"):
        asked(case, who, shi)


def test_who_has_left_the_pool_is_not_asked(case: Case, shi: User) -> None:
    who = reviewer("梁茂")
    experts.amend(who, changes={"state": ExpertState.LEFT}, by=shi, reason="退休")
    with pytest.raises(Refused, match="现在是“出库”"):
        asked(case, who, shi)


def test_an_organisation_that_cannot_is_not_chosen(shi: User) -> None:
    case = make.case(cast.company("antai"), by=shi, state=CaseState.ASSIGNING)
    standard = case.standards.get().version.standard
    standard.industry = "冶金"
    standard.save()
    chosen = cast.organisation("yunling")
    with pytest.raises(Refused, match="可评审的行业里没有“冶金”"):
        assigning.choose_organisation(case, chosen, by=shi)
    chosen.industries, chosen.most_cases = ["冶金"], 0
    chosen.save()
    with pytest.raises(Refused, match="到了上限"):
        assigning.choose_organisation(case, chosen, by=shi)
