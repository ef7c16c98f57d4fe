import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from standardization.cases import clocks, steps
from standardization.enums import CaseState, ClockKind, SnapshotKind
from standardization.grades import judging
from standardization.models import Case, Clock, Proposal
from tests.factories import cast
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


def case_in(state: str, by: User) -> Case:
    return make.case(cast.company("antai"), by=by, state=state)


def test_whoever_takes_a_case_in_handles_it(shi: User) -> None:
    case = case_in(CaseState.SUBMITTED, shi)
    row = steps.take(case, "take", by=shi)
    assert (row.state, row.officer) == (CaseState.MATERIAL_REVIEW, shi)
    assert case.state == CaseState.MATERIAL_REVIEW
    assert case.clocks.get(done_on=None).kind == ClockKind.MATERIALS


def test_the_second_of_two_officers_is_told_the_state_that_the_first_left(
    shi: User, yue: User
) -> None:
    case = case_in(CaseState.SUBMITTED, shi)
    seen_by_second = Case.objects.get(pk=case.pk)
    steps.take(case, "take", by=shi)
    with pytest.raises(Refused, match="现在是“材料审核”，不能受理核对"):
        steps.take(seen_by_second, "take", by=yue)
    assert len([one for one in audit.timeline(case) if one.action == "受理核对"]) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_told_the_state_there_is() -> None:
    officers = [cast.person("safety"), cast.person("safety_head")]
    case = case_in(CaseState.SUBMITTED, officers[0])
    gate, answers = threading.Barrier(2), []

    def press(at: int) -> None:
        try:
            gate.wait(timeout=20)
            steps.take(Case.objects.get(pk=case.pk), "take", by=officers[at])
            answers.append("taken")
        except Refused as refusal:
            answers.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[at]) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    told = f"“{case}”现在是“材料审核”，不能受理核对。请刷新页面看最新状态。"
    assert sorted(answers) == sorted(["taken", told])
    assert Clock.objects.filter(case=case, kind=ClockKind.MATERIALS).count() == 1


def test_a_step_for_two_is_not_taken_by_one(shi: User, yue: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    with pytest.raises(Refused, match="须先提出"):
        steps.take(case, "accept", by=yue)


def test_a_step_of_the_bureau_needs_its_act(shi: User) -> None:
    case = case_in(CaseState.AUTHORITY_CONFIRM, shi)
    with pytest.raises(Refused, match="凭定级部门的决定"):
        steps.take(case, "confirm", by=shi)


def test_what_one_proposes_another_one_takes(shi: User, yue: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    proposal = steps.propose(case, "accept", by=shi, reason="材料齐全")
    assert case.state == CaseState.MATERIAL_REVIEW
    row = steps.decide(proposal, granted=True, by=yue)
    assert row.state == CaseState.AUTHORITY_CONFIRM
    told = OutboxRow.objects.get(rule="standardization.decided", channel="portal")
    assert told.person == shi


def test_nobody_decides_what_they_proposed(yue: User) -> None:
    proposal = steps.propose(
        case_in(CaseState.MATERIAL_REVIEW, yue), "accept", by=yue, reason="材料齐全"
    )
    with pytest.raises(Refused, match="不能自己审批"):
        steps.decide(proposal, granted=True, by=yue)
    assert not steps.may_decide(proposal, yue)


def test_the_second_decision_is_told_of_the_first(shi: User, yue: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    proposal = steps.propose(case, "accept", by=shi, reason="材料齐全")
    seen_by_second = Proposal.objects.get(pk=proposal.pk)
    steps.decide(proposal, granted=True, by=yue)
    with pytest.raises(Refused, match="已由岳明办结：同意"):
        steps.decide(seen_by_second, granted=False, answer="再看看", by=yue)


def test_saying_no_takes_a_reason_and_leaves_the_case(shi: User, yue: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    proposal = steps.propose(case, "refuse", by=shi, reason="不在申报行业")
    with pytest.raises(Refused, match="写明理由"):
        steps.decide(proposal, granted=False, by=yue)
    steps.decide(proposal, granted=False, answer="行业代码看错了", by=yue)
    case.refresh_from_db()
    assert case.state == CaseState.MATERIAL_REVIEW
    assert "不同意：不予受理" in {one.action for one in audit.timeline(case)}


def test_one_proposal_waits_at_a_time_and_holds_other_steps_up(shi: User, yue: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    steps.propose(case, "accept", by=shi, reason="材料齐全")
    with pytest.raises(Refused, match="“受理”还在等待审批"):
        steps.propose(case, "refuse", by=yue, reason="不行")
    with pytest.raises(Refused, match="“受理”还在等待审批"):
        steps.take(case, "ask_correction", by=shi, reason="缺营业执照")


def test_the_company_may_withdraw_while_something_waits(shi: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    steps.propose(case, "accept", by=shi, reason="材料齐全")
    admin = cast.person("antai_admin")
    assert steps.take(case, "withdraw", by=admin, reason="改明年").state == CaseState.WITHDRAWN


def test_what_stands_in_the_way_is_said_when_it_is_proposed(shi: User) -> None:
    case = case_in(CaseState.ASSIGNING, shi)
    with pytest.raises(Refused, match="还没有选定评审单位"):
        steps.propose(case, "delegate", by=shi, reason="云岭")


def test_a_proposal_is_not_for_whoever_only_looks(shi: User) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW, shi)
    with pytest.raises(Refused, match="没有权限提出受理"):
        steps.propose(case, "accept", by=cast.person("social"), reason="材料齐全")


def test_an_unknown_company_takes_no_step_of_a_foreign_case(shi: User) -> None:
    case = case_in(CaseState.CORRECTION, shi)
    with pytest.raises(Refused, match="没有权限提交补正"):
        steps.take(case, "resubmit", by=cast.person("guanghe_admin"))


def test_sent_back_it_is_another_round(shi: User, yue: User) -> None:
    case = case_in(CaseState.PANEL, shi)
    row = steps.take(case, "redo", by=cast.person("head"), reason="证据不足")
    assert (row.state, row.round) == (CaseState.ASSIGNING, 2)


def test_the_grade_proposed_is_the_one_granted(shi: User, yue: User) -> None:
    case = case_in(CaseState.PANEL, shi)
    make.scored(case, SnapshotKind.REVIEW, "70.0", "三级")
    judging.consent(case, grade="三级", by=cast.person("antai_admin"))
    proposal = steps.propose(case, "recommend", by=shi, reason="达标", facts={"grade": "三级"})
    assert steps.decide(proposal, granted=True, by=yue).grade_granted == "三级"


def test_no_grade_is_recommended_or_granted_that_the_score_does_not_reach(
    shi: User, yue: User
) -> None:
    case = case_in(CaseState.PANEL, shi)
    with pytest.raises(Refused, match="还没有评分记录"):
        steps.propose(case, "recommend", by=shi, reason="达标", facts={"grade": "二级"})
    make.scored(case, SnapshotKind.REVIEW, "86.7", "二级")
    proposal = steps.propose(case, "recommend", by=shi, reason="达标", facts={"grade": "二级"})
    make.scored(case, SnapshotKind.RECHECK, "61.0", "三级")
    with pytest.raises(Refused, match="只达到三级"):
        steps.decide(proposal, granted=True, by=yue)
    case.refresh_from_db()
    assert case.state == CaseState.PANEL


def test_a_case_nobody_applied_for_is_not_terminated(shi: User, yue: User) -> None:
    case = case_in(CaseState.DRAFT, shi)
    proposal = steps.propose(case, "terminate", by=yue, reason="承诺不实")
    with pytest.raises(Refused, match="没有可终止的评审"):
        steps.decide(proposal, granted=True, by=cast.person("head"))


def test_a_longer_term_is_asked_for_once_and_granted_by_the_head(shi: User, yue: User) -> None:
    case = case_in(CaseState.REVIEWING, shi)
    rectifying(case)
    due = case.clocks.get().due_on
    proposal = steps.propose(
        case, steps.EXTEND, by=cast.person("antai_admin"), reason="配件未到",
        facts={"kind": "rectification"},
    )  # fmt: skip
    with pytest.raises(Refused, match="没有权限审批延期"):
        steps.decide(proposal, granted=True, by=shi)
    steps.decide(proposal, granted=True, by=yue)
    assert case.clocks.get().due_on > due
    with pytest.raises(Refused, match="已经延期过一次"):
        steps.propose(
            case, steps.EXTEND, by=cast.person("antai_admin"), reason="又没到",
            facts={"kind": "rectification"},
        )  # fmt: skip


def test_no_longer_term_once_it_is_over(shi: User) -> None:
    case = case_in(CaseState.REVIEWING, shi)
    rectifying(case)
    row = case.clocks.get()
    row.started_on, row.due_on = date(2020, 1, 2), clock.today() - timedelta(1)
    row.save()
    with pytest.raises(Refused, match="已经逾期"):
        steps.propose(case, steps.EXTEND, by=shi, reason="x", facts={"kind": "rectification"})


def rectifying(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state=CaseState.RECTIFYING)
    case.refresh_from_db()
    clocks.follow(case, "close_review")
