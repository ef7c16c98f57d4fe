"""A case that was sent back begins anew: what a former round scored or vetoed is kept, and decides
nothing any more."""

import pytest
from django.urls import reverse

from association.accounts.models import User
from members.models import Member
from standardization.cases import guards, steps
from standardization.enums import AnswerState, CaseState, Duty, SnapshotKind, VisitKind
from standardization.grades import judging
from standardization.models import Case
from standardization.people import drawing
from standardization.reports import dossier
from tests.conftest import ClientFor
from tests.factories import cast, checklists
from tests.factories import standardization as make


@pytest.fixture
def safety(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def case(antai: Member, safety: User) -> Case:
    return make.case(antai, by=safety, state=CaseState.PANEL)


def sent_back(case: Case) -> Case:
    return steps.take(case, "redo", by=cast.person("head"), reason="证据不足")


def test_each_score_names_its_round_once_there_are_two(case: Case, client_for: ClientFor) -> None:
    make.scored(case, SnapshotKind.REVIEW, "92.0", "一级")
    again = sent_back(case)
    make.scored(again, SnapshotKind.REVIEW, "91.0", "一级")
    page = reverse("admin:standardization_case_scores", args=[case.pk])
    seen = client_for("safety").get(page).content.decode()
    titles = [paper.title for each in dossier.dossier(again) for paper in each.papers]
    for number in (1, 2):
        assert f"现场评审（第 {number} 轮）<small>" in seen
        assert f"评分记录：现场评审（第 {number} 轮）" in titles


def test_sent_back_it_leaves_its_batch_and_can_be_drawn_with_another(
    case: Case, safety: User, client_for: ClientFor
) -> None:
    Case.objects.filter(pk=case.pk).update(state=CaseState.RECHECK_SELECTION)
    first = drawing.gather(title="第一批", cases=[case], by=safety)
    drawing.draw_rechecks(first, by=safety)
    Case.objects.filter(pk=case.pk).update(state=CaseState.PANEL)
    again = sent_back(case)
    assert again.batch is None
    page = reverse("admin:standardization_batch", args=[first.pk])
    chosen = client_for("safety").get(page).context["names"]
    assert case.member.name in chosen, "the record of the draw still names whom it chose"
    Case.objects.filter(pk=case.pk).update(state=CaseState.RECHECK_SELECTION)
    second = drawing.gather(title="第二批", cases=[again], by=safety)
    assert list(drawing.draw_rechecks(second, by=safety).population)


def test_a_recheck_of_a_former_round_bars_no_grade(case: Case) -> None:
    make.scored(case, SnapshotKind.REVIEW, "92.0", "一级")
    make.scored(case, SnapshotKind.RECHECK, "50.0", None)
    again = sent_back(case)
    make.scored(again, SnapshotKind.REVIEW, "91.0", "一级")
    found = judging.allowed(again)
    assert found
    assert (found.grade, found.score) == ("一级", "91.0")
    assert judging.not_to_recommend(again, "二级") is None


def test_what_a_former_round_mended_lifts_no_grade(case: Case) -> None:
    make.scored(case, SnapshotKind.REVIEW, "70.0", "三级")
    make.scored(case, SnapshotKind.RECTIFIED, "95.0", "一级")
    again = sent_back(case)
    make.scored(again, SnapshotKind.REVIEW, "62.0", "三级")
    found = judging.allowed(again)
    assert found
    assert (found.grade, found.because) == ("三级", SnapshotKind.REVIEW)


def test_the_score_of_a_former_round_is_neither_judged_nor_reported(case: Case) -> None:
    make.scored(case, SnapshotKind.REVIEW, "92.0", "一级")
    again = sent_back(case)
    assert judging.allowed(again) is None
    assert guards.report_incomplete(again) == "还没有现场评审的评分记录。"


def test_a_veto_of_a_former_round_stops_no_review(case: Case, safety: User) -> None:
    leader = cast.person("expert")
    Case.objects.filter(pk=case.pk).update(state=CaseState.REVIEWING)
    make.assignment(case, leader.expert, by=safety, duty=Duty.LEADER)
    row = make.visit(case, by=safety, kind=VisitKind.REVIEW).checklist
    veto = make.answered(
        row, checklists.item(row, "2.3"), by=leader, state=AnswerState.FAILS, veto_failed=True
    )
    veto.veto_confirmed_by = safety
    veto.save(update_fields=["veto_confirmed_by"])
    assert guards.no_confirmed_veto(case) is None
    case.round = 2
    assert guards.no_confirmed_veto(case) == "没有经两人确认的“不予达标”否决项。"
