"""A recheck fails what a review organisation had let pass."""

from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from standardization.cases import steps
from standardization.enums import (
    CaseReportState,
    CaseState,
    Duty,
    ReportKind,
    SnapshotKind,
    VisitState,
)
from standardization.models import (
    Batch,
    Case,
    CaseReport,
    DrawRule,
    GradeRecord,
    PublicNotice,
    Reexamination,
    RevocationGround,
)
from standardization.people import drawing, pool, reexamining
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make
from tests.standardization.desk.conftest import graded


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


@pytest.fixture
def batch(shi: User) -> Batch:
    """Five cases, of which one or more were drawn; each with a report of this year."""
    DrawRule.objects.update(first_of_organisation=False, after_veto=False, industries=[])
    version, of = make.published(), cast.organisation("yunling")
    cases = []
    for key in ("antai", "hengyuan", "guanghe", "antai", "hengyuan"):
        case = make.case(
            cast.company(key), by=shi, state=CaseState.RECHECK_SELECTION, organisation=of,
            version=version,
        )  # fmt: skip
        make.scored(case, SnapshotKind.REVIEW, "88.5", "二级")
        CaseReport.objects.create(
            case=case, round=1, kind=ReportKind.REVIEW, state=CaseReportState.ISSUED,
            issued_by=shi, issued_at=clock.now(),
        )  # fmt: skip
        cases.append(case)
    row = drawing.gather(title="第一批", cases=cases, by=shi)
    drawing.draw_rechecks(row, by=shi, seed="b")
    return row


def failed(batch: Batch, shi: User, yue: User) -> Case:
    """One that was drawn is rechecked, and fails."""
    case = batch.cases.filter(state=CaseState.RECHECK_PLANNED).order_by("pk").first()
    assert case
    make.assignment(case, make.expert_user("倪川"), by=shi, duty=Duty.RECHECK_LEADER)
    make.visit(case, by=shi, state=VisitState.DONE)
    Case.objects.filter(pk=case.pk).update(state=CaseState.PANEL)
    case.refresh_from_db()
    proposal = steps.propose(case, "conclude_fail", by=yue, reason="防雷接地失效")
    steps.decide(proposal, granted=True, by=cast.person("head"))
    case.refresh_from_db()
    return case


def test_half_of_the_reports_of_the_year_are_looked_through_and_nothing_new_is_given(
    batch: Batch, shi: User, yue: User
) -> None:
    case = failed(batch, shi, yue)
    row = Reexamination.objects.get()
    assert (row.case, row.wanted, row.batch) == (case, 3, batch)
    other = make.case(cast.company("guanghe"), by=shi, state=CaseState.ASSIGNING)
    (why, *_) = pool.unfit_organisation(other, row.organisation)
    assert "复核不合格" in why


def test_the_rest_of_the_batch_is_concluded_only_after_a_recheck_of_its_own(
    batch: Batch, shi: User, yue: User
) -> None:
    over = batch.cases.filter(state=CaseState.PANEL).first()
    assert over
    failed(batch, shi, yue)
    with pytest.raises(Refused, match="本案也须现场复核"):
        steps.propose(over, "recommend", by=shi, reason="符合二级", facts={"grade": "二级"})
    row = Reexamination.objects.get()
    left = reexamining.unchecked(row)
    assert over in left
    for case in left:
        steps.take(case, "recheck_too", by=shi, reason="同批复核不合格")
    assert reexamining.unchecked(row) == []
    assert {case.state for case in left} == {CaseState.RECHECK_PLANNED}


def test_without_a_failed_recheck_nobody_is_sent_there(batch: Batch, shi: User) -> None:
    over = batch.cases.filter(state=CaseState.PANEL).first()
    assert over
    with pytest.raises(Refused, match="同批没有复核不合格"):
        steps.take(over, "recheck_too", by=shi, reason="想看看")


def test_a_case_that_fails_without_a_recheck_has_no_such_consequence(
    batch: Batch, shi: User, yue: User
) -> None:
    over = batch.cases.filter(state=CaseState.PANEL).first()
    assert over
    proposal = steps.propose(over, "conclude_fail", by=yue, reason="综合审定不达标")
    steps.decide(proposal, granted=True, by=cast.person("head"))
    assert not Reexamination.objects.exists()


def test_it_is_over_once_enough_was_looked_through_and_the_batch_is_on_its_way(
    batch: Batch, shi: User, yue: User, client_for: ClientFor
) -> None:
    failed(batch, shi, yue)
    row = Reexamination.objects.get()
    page = f"/admin/standardization/reexaminations/{row.pk}/"
    desk, head = client_for("safety"), client_for("safety_head")
    assert desk.post(page, {"act": "recheck"}).status_code == 302
    cases = list(batch.cases.order_by("pk"))
    empty = desk.post(page, {"act": "report", "case": cases[0].pk, "sound": "yes", "note": ""})
    assert empty.status_code == 422
    for case in cases[:3]:
        with pytest.raises(Refused, match="还差"):
            reexamining.clear(row, conclusion="属实", by=yue)
        sent = {"act": "report", "case": case.pk, "sound": "yes", "note": "核对照片和记录，属实"}
        assert desk.post(page, sent).status_code == 302
    again = {"act": "report", "case": cases[0].pk, "sound": "yes", "note": "再来"}
    assert desk.post(page, again).status_code == 422
    with pytest.raises(Refused, match="负责人"):
        reexamining.clear(row, conclusion="属实", by=shi)
    assert head.post(page, {"act": "clear", "conclusion": "其余报告属实"}).status_code == 302
    row.refresh_from_db()
    assert row.cleared_by == yue
    assert not reexamining.open_of(row.organisation).exists()
    assert desk.post(page, {"act": "recheck"}).status_code == 404


def test_only_reports_of_that_year_count(batch: Batch, shi: User, yue: User) -> None:
    failed(batch, shi, yue)
    row = Reexamination.objects.get()
    old = batch.cases.order_by("pk").last()
    assert old
    CaseReport.objects.filter(case=old).update(issued_at=clock.now() - timedelta(400))
    with pytest.raises(Refused, match="不在须复查的年度"):
        reexamining.look_through(row, case=old, sound=True, note="看过", by=shi)


def test_those_of_the_batch_that_are_already_beyond_are_named_with_the_way_that_remains(
    batch: Batch, shi: User, yue: User, client_for: ClientFor
) -> None:
    """From a notice no recheck leads back: an objection does, or the bureau takes the grade back."""
    over = list(batch.cases.filter(state=CaseState.PANEL).order_by("pk"))
    assert len(over) == 3
    record = graded(over[0], end=clock.today() + timedelta(900), number="AL-DJ-2026-00001")
    notices = [
        PublicNotice.objects.create(case=case, round=1, grade="二级", opened_on=clock.today())
        for case in over[1:]
    ]
    for case, state in zip(over, reexamining.BEYOND[::-1], strict=True):
        Case.objects.filter(pk=case.pk).update(state=state)
    failed(batch, shi, yue)
    row = Reexamination.objects.get()
    assert reexamining.beyond(row) == over
    desk, page = client_for("safety"), f"/admin/standardization/reexaminations/{row.pk}/"
    shown = desk.get(page).content.decode()
    assert all(f"/admin/standardization/cases/{case.pk}/" in shown for case in over)
    assert f"/admin/standardization/grades/{record.pk}/" in shown
    assert "异议正在核实" in shown
    assert f"/review/notices/{notices[1].pk}/objection/" in shown
    assert f"/review/notices/{notices[0].pk}/objection/" not in shown
    ground = RevocationGround.objects.first()
    GradeRecord.objects.update(revoked_on=clock.today(), ground=ground)
    assert reexamining.beyond(row) == over[1:]
