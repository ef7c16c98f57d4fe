"""A case goes on with its findings, and what was mended is scored once more."""

import json
import threading

import pytest
from django.db import connection, transaction

from association.accounts.models import User
from association.base import clock, workdays
from association.base.errors import Refused
from members.models import Member
from standardization.cases import clocks, reference, scores, steps
from standardization.enums import (
    CaseState,
    ClockKind,
    Duty,
    FindingState,
    SnapshotKind,
    VisitKind,
    VisitState,
)
from standardization.findings import moving, rectifying, verifying
from standardization.grades import judging
from standardization.library import snapshots
from standardization.models import Case, Checklist, Finding, ScoreSnapshot
from standardization.scoring.sheet import Effect
from tests.conftest import ClientFor
from tests.factories import cast, checklists
from tests.factories import standardization as make
from tests.standardization.findings.test_findings import photo


@pytest.fixture
def safety(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def leader(db: None) -> User:
    return cast.person("expert")


@pytest.fixture
def agent(db: None, antai: Member) -> User:
    return cast.person("antai_agent")


@pytest.fixture
def reviewed(antai: Member, safety: User, leader: User) -> Case:
    """Reviewed by 岑松: 2.1 lacks ten points and vetoes, 2.2 five; both are with the company."""
    version = make.published()
    case = make.case(antai, by=safety, state=CaseState.RECTIFYING, version=version)
    expert = leader.expert
    make.assignment(case, expert, by=safety, duty=Duty.LEADER)
    visit = make.visit(case, by=safety, kind=VisitKind.REVIEW, state=VisitState.ONGOING)
    row = Checklist.objects.get(visit=visit)
    places = {"2.1": 2, "2.2": 1}
    for item in version.items.order_by("position"):
        rule = item.deduction_rules.first()
        taken = {str(rule.pk): places[item.code]} if rule and item.code in places else {}
        make.answered(
            row, item, by=leader, state="fails" if taken else "conforms", deductions=taken
        )
        if taken:
            found = make.finding(case, by=leader, at=visit, text=f"{item.code} 不符合")
            found.item = item
            found.save(update_fields=["item"])
    snapshots.snapshot(row, by=leader)
    visit.state = VisitState.DONE
    visit.save(update_fields=["state"])
    start_terms(case)
    return case


def start_terms(case: Case) -> None:
    reference.install()
    clocks.start(case, ClockKind.RECTIFICATION, calendar=workdays.calendar())


def mend(finding: Finding, by: User | None) -> None:
    rectifying.submit(
        finding, measures="已整改", done_on=clock.today(), by_name="安工", photos=[photo()], by=by
    )


def ask_for_longer(case: Case, by: User) -> None:
    steps.propose(
        case, steps.EXTEND, facts={"kind": ClockKind.RECTIFICATION}, reason="配件未到", by=by
    )


def state(case: Case) -> str:
    case.refresh_from_db()
    return case.state


def check(finding: Finding, by: User, *, passed: bool = True) -> None:
    verifying.verify(finding, method="paper", passed=passed, note="核对照片和记录", by=by)


def test_the_last_answer_hands_the_rectification_in(reviewed: Case, agent: User) -> None:
    first, second = reviewed.findings.all()
    mend(first, agent)
    assert state(reviewed) == CaseState.RECTIFYING
    mend(second, None)  # by the signed link
    assert state(reviewed) == CaseState.VERIFYING


def test_the_last_answer_is_handed_in_while_a_longer_term_waits_for_its_answer(
    reviewed: Case, agent: User
) -> None:
    ask_for_longer(reviewed, agent)
    first, second = reviewed.findings.all()
    mend(first, agent)
    mend(second, agent)
    assert state(reviewed) == CaseState.VERIFYING


def test_one_is_sent_back_and_mended_again_while_a_longer_term_waits(
    reviewed: Case, agent: User, leader: User
) -> None:
    ask_for_longer(reviewed, agent)
    first, second = reviewed.findings.all()
    mend(first, agent)
    mend(second, agent)
    check(first, leader, passed=False)
    assert state(reviewed) == CaseState.RECTIFYING
    mend(first, agent)
    check(first, leader)
    check(second, leader)
    steps.take(reviewed, "verified", by=leader)
    assert state(reviewed) == CaseState.REPORTING


def test_the_last_answer_is_kept_while_the_end_of_the_case_is_being_decided(
    reviewed: Case, agent: User, safety: User
) -> None:
    """It stays where it is until then; whoever handles it moves it on."""
    waiting = steps.propose(reviewed, "terminate", reason="企业停产", by=cast.person("safety_head"))
    first, second = reviewed.findings.all()
    mend(first, agent)
    mend(second, agent)
    assert state(reviewed) == CaseState.RECTIFYING
    second.refresh_from_db()
    assert second.state == FindingState.SUBMITTED
    assert second.photos.filter(stage="after").count() == 1
    with pytest.raises(Refused, match="还在等待审批"):
        steps.take(reviewed, "hand_in_rectified", by=safety)
    steps.decide(waiting, granted=False, answer="已复产", by=cast.person("head"))
    steps.take(reviewed, "hand_in_rectified", by=safety)
    assert state(reviewed) == CaseState.VERIFYING


def test_one_that_is_sent_back_is_kept_while_the_end_of_the_case_is_being_decided(
    reviewed: Case, agent: User, leader: User
) -> None:
    first, second = reviewed.findings.all()
    mend(first, agent)
    mend(second, agent)
    steps.propose(reviewed, "terminate", reason="企业停产", by=cast.person("safety_head"))
    check(first, leader, passed=False)
    first.refresh_from_db()
    assert (first.state, state(reviewed)) == (FindingState.RETURNED, CaseState.VERIFYING)


def test_one_that_is_sent_back_takes_the_case_back(
    reviewed: Case, agent: User, leader: User
) -> None:
    first, second = reviewed.findings.all()
    mend(first, agent)
    mend(second, agent)
    check(first, leader, passed=False)
    assert state(reviewed) == CaseState.RECTIFYING
    check(second, leader)
    mend(first, agent)
    assert state(reviewed) == CaseState.VERIFYING


def test_what_was_mended_is_scored_once_more_and_the_review_stays(
    reviewed: Case, agent: User, leader: User
) -> None:
    for finding in reviewed.findings.all():
        mend(finding, agent)
        check(finding, leader)
    steps.take(reviewed, "verified", by=leader)
    review, mended = ScoreSnapshot.objects.order_by("pk")
    assert (review.kind, mended.kind) == (SnapshotKind.REVIEW, SnapshotKind.RECTIFIED)
    assert json.loads(review.result)["score"] == "85.0"
    assert json.loads(mended.result)["score"] == "100.0"
    assert snapshots.recomputed(mended) == mended.result
    assert not list(snapshots.broken())
    found = judging.allowed(reviewed)
    assert found
    assert (found.because, found.grade) == (SnapshotKind.RECTIFIED, "一级")


def test_a_veto_that_fails_the_case_is_not_mended_away(
    reviewed: Case, agent: User, leader: User
) -> None:
    """Its points neither: the item stays as the review found it."""
    row = reviewed.checklists.get(visit__kind=VisitKind.REVIEW)
    item = checklists.item(row, "2.3")
    assert item.veto_effect == Effect.CASE_FAIL.value
    answer = make.answered(row, item, by=leader, state="fails", veto_failed=True)
    answer.veto_confirmed_by = cast.person("safety")
    answer.save(update_fields=["veto_confirmed_by"])
    visit = row.visit
    found = make.finding(reviewed, by=leader, at=visit, text="无票动火")
    found.item = item
    found.save(update_fields=["item"])
    for finding in reviewed.findings.all():
        mend(finding, agent)
        check(finding, leader)
    steps.take(reviewed, "verified", by=leader)
    told = json.loads(ScoreSnapshot.objects.latest("pk").result)
    assert (told["score"], told["grade"]) == ("100.0", None)
    assert told["grade_parts"]["veto"] is None


def test_an_item_with_one_open_finding_is_not_mended(reviewed: Case, leader: User) -> None:
    row = reviewed.checklists.get(visit__kind=VisitKind.REVIEW)
    first, _ = reviewed.findings.all()
    Finding.objects.filter(pk=first.pk).update(state=FindingState.CLOSED)
    assert scores.mended(row) == {first.item_id}
    area = reviewed.sites.get().key_areas.last()
    Finding.objects.create(
        number="X-9", case=reviewed, visit=row.visit, item=first.item, key_area=area, text="又一处",
        basis="2.1", deadline=clock.today(), state=FindingState.FIXING, found_by=leader,
        found_at=clock.now(),
    )  # fmt: skip
    assert scores.mended(row) == set()


def test_the_last_one_struck_off_ends_the_rectification_of_a_recheck(
    reviewed: Case, agent: User, leader: User, safety: User
) -> None:
    Case.objects.filter(pk=reviewed.pk).update(state=CaseState.RECHECK_RECTIFYING)
    for finding in reviewed.findings.all():
        mend(finding, agent)
        check(finding, leader)
        assert state(reviewed) == CaseState.RECHECK_RECTIFYING
        verifying.close(finding, by=safety, reason="复看照片，确已整改")
    assert state(reviewed) == CaseState.PANEL


def test_the_last_one_is_struck_off_while_a_longer_term_waits_for_its_answer(
    reviewed: Case, agent: User, leader: User, safety: User
) -> None:
    Case.objects.filter(pk=reviewed.pk).update(state=CaseState.RECHECK_RECTIFYING)
    reviewed.refresh_from_db()
    ask_for_longer(reviewed, agent)
    for finding in reviewed.findings.all():
        mend(finding, agent)
        check(finding, leader)
        verifying.close(finding, by=safety, reason="复看照片，确已整改")
    assert state(reviewed) == CaseState.PANEL


def test_the_desk_moves_it_on_while_a_longer_term_waits_for_its_answer(
    reviewed: Case, agent: User, client_for: ClientFor
) -> None:
    Case.objects.filter(pk=reviewed.pk).update(state=CaseState.RECHECK_RECTIFYING)
    reviewed.refresh_from_db()
    ask_for_longer(reviewed, agent)
    reviewed.findings.update(state=FindingState.CLOSED)
    desk, page = client_for("safety"), f"/admin/standardization/cases/{reviewed.pk}/"
    shown = desk.get(page).content.decode()
    assert "延期：评审整改" in shown
    assert f"{page}take/struck_off/" in shown
    assert desk.post(f"{page}take/struck_off/").status_code == 302
    assert state(reviewed) == CaseState.PANEL


def test_the_leader_says_on_the_phone_that_all_of_it_is_mended(
    reviewed: Case, agent: User, leader: User, client_for: ClientFor
) -> None:
    duty = reviewed.assignments.get()
    page = f"/expert/assignments/{duty.pk}/findings/"
    phone = client_for("expert")
    for finding in reviewed.findings.all():
        mend(finding, agent)
    assert "整改验证通过" not in phone.get(page).content.decode()
    for finding in reviewed.findings.all():
        at = f"/expert/findings/{finding.pk}/"
        empty = phone.post(at, {"act": "verify", "method": "paper", "note": ""})
        assert empty.status_code == 422
        sent = {"act": "verify", "method": "paper", "note": "照片与记录一致"}
        assert phone.post(at, sent).status_code == 302
    assert "整改验证通过" in phone.get(page).content.decode()
    assert phone.post(f"/expert/assignments/{duty.pk}/step/verified/").status_code == 302
    assert state(reviewed) == CaseState.REPORTING


def test_somebody_was_quicker_and_what_was_typed_stays(
    reviewed: Case, agent: User, leader: User, client_for: ClientFor
) -> None:
    finding = reviewed.findings.first()
    assert finding
    mend(finding, agent)
    check(finding, leader)
    typed = "照片与记录一致，已复看"
    for role, page in (
        ("expert", "/expert/findings"),
        ("safety", "/admin/standardization/findings"),
    ):
        person = client_for(role)
        for act in ("verify", "return"):
            sent = {"act": act, "method": "paper", "note": typed}
            late = person.post(f"{page}/{finding.pk}/", sent)
            assert late.status_code == 422
            assert "现在是“已验收”" in late.content.decode()
            assert typed in late.content.decode()


def test_who_has_no_duty_in_the_case_finds_nothing(
    reviewed: Case, client_for: ClientFor, safety: User
) -> None:
    duty, finding = reviewed.assignments.get(), reviewed.findings.first()
    assert finding
    other = make.expert_user("倪川")
    phone = client_for("expert")
    duty.expert = other
    duty.save(update_fields=["expert"])
    for path in (f"assignments/{duty.pk}/findings/", f"findings/{finding.pk}/"):
        assert phone.get(f"/expert/{path}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_the_last_two_at_once_one_moves_the_case(
    transactional_db: None, antai: Member
) -> None:
    safety, agent = cast.person("safety"), cast.person("antai_agent")
    case = make.case(antai, by=safety, state=CaseState.RECTIFYING)
    start_terms(case)
    findings = [make.finding(case, by=safety, text=text) for text in "甲乙"]
    locked, go = threading.Event(), threading.Event()

    def first() -> None:
        try:
            with transaction.atomic():
                moving.locked(case.pk)
                locked.set()
                go.wait(10)
                mend(findings[0], agent)
        finally:
            connection.close()

    def second() -> None:
        try:
            mend(findings[1], agent)
        finally:
            connection.close()

    one, two = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    assert locked.wait(10)
    two.start()
    go.set()
    one.join(20)
    two.join(20)
    assert state(case) == CaseState.VERIFYING
