from datetime import timedelta
from typing import Any

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from tests.factories import accounts, cast, papers
from tests.factories import training as make
from training.enrolment import facts, judging, overrides
from training.enrolment import papers as evidence
from training.enums import EnrolmentState, ReservationState
from training.models import Enrolment, Override, RuleSet

pytestmark = pytest.mark.django_db
S = EnrolmentState
THREE_YEARS = f"{clock.today().year - 3}-01-01"
SHORT = {"work": [{"occupation": "own", "from": THREE_YEARS, "to": None}]}
STUDENT = {
    "diplomas": [{"school": "technical_school", "major": "救援技术", "graduated_on": None}],
}


@pytest.fixture
def qiao(db: None) -> User:
    return cast.person("training")


def enrolment(told: dict[str, Any] | None = None, **fields: Any) -> Enrolment:
    fields |= {"facts": told} if told is not None else {}
    return make.enrolment(make.training_class(), cast.team("chenling"), **fields)


def test_who_fits_is_accepted_by_the_branch_that_fits(qiao: User) -> None:
    row = judging.accept(enrolment(), by=qiao)
    assert (row.state, row.branch, row.conditional) == (S.ELIGIBLE, "4-2", False)
    assert row.rule_set == RuleSet.objects.get(code="yjjyy-2019")
    assert (row.judged_by, row.answer) == (qiao, "")


def test_another_branch_that_fits_may_be_chosen_and_one_that_doesnt_may_not(qiao: User) -> None:
    work = [{"occupation": "own", "from": "2010-01-01", "to": None}]
    certificates = [{"occupation": "own", "level": 5, "issued_on": "2011-01-01"}]
    row = enrolment({"work": work, "certificates": certificates})
    with pytest.raises(Refused, match="4-3a 现在不满足"):
        judging.accept(row, by=qiao, branch="4-3a")
    assert judging.accept(row, by=qiao, branch="4-2").branch == "4-2"


def test_a_student_is_let_in_on_condition_until_the_diploma_has_come(qiao: User) -> None:
    row = judging.accept(enrolment(STUDENT), by=qiao)
    assert (row.branch, row.conditional) == ("4-3a", True)
    with pytest.raises(Refused, match="还没有收到"):
        judging.fulfil(row, by=qiao)
    evidence.keep(row, fact="diplomas", upload=papers.licence(), by=None)
    assert judging.fulfil(row, by=qiao).conditional is False


def test_who_lacks_years_or_said_nothing_is_not_accepted(qiao: User) -> None:
    with pytest.raises(Refused, match="都还不满足"):
        judging.accept(enrolment({**SHORT, "certificates": [], "diplomas": []}), by=qiao)
    with pytest.raises(Refused, match="还没有填全"):
        judging.accept(enrolment({}), by=qiao)


def test_only_the_office_judges() -> None:
    for role in ("head", "team_contact"):
        with pytest.raises(Refused, match="没有权限"):
            judging.accept(enrolment(), by=cast.person(role))


def test_sending_back_says_what_to_mend_and_handing_in_again_is_as_of_that_day(qiao: User) -> None:
    row = enrolment()
    with pytest.raises(Refused, match="写明理由"):
        judging.return_(row, by=qiao, reason=" ")
    judging.return_(row, by=qiao, reason="工作年限不足，请补单位证明。")
    assert (row.state, row.answer) == (S.RETURNED, "工作年限不足，请补单位证明。")
    later = clock.today() + timedelta(100)
    with clock.at(later):
        judging.hand_in(row, by=None)
    assert (row.state, row.applied_on) == (S.REGISTERED, later)


@pytest.mark.parametrize("leave", ["withdraw", "reject"])
def test_who_leaves_gives_up_the_seat(leave: str, qiao: User) -> None:
    row = enrolment()
    getattr(judging, leave)(row, by=qiao, reason="本人不能参加")
    row.reservation.refresh_from_db()
    assert row.reservation.state == ReservationState.GIVEN_UP


def test_the_person_withdraws_with_a_reason() -> None:
    row = enrolment()
    with pytest.raises(Refused, match="写明理由"):
        judging.withdraw(row, by=None, reason="")
    assert judging.withdraw(row, by=None, reason="工作调动").state == S.WITHDRAWN


class TestFacts:
    def test_they_are_read_as_the_rules_read_them(self) -> None:
        row = enrolment({})
        facts.state(row, SHORT, by=None)
        assert Enrolment.objects.get().facts == SHORT
        assert facts.told(facts.applicant(row)) == SHORT

    def test_what_cant_be_read_is_refused(self) -> None:
        with pytest.raises(Refused, match="日历上没有这一天"):
            facts.state(
                enrolment(), {"work": [{"occupation": "own", "from": "2021-02-30"}]}, by=None
            )

    def test_once_somebody_has_decided_they_stay(self, qiao: User) -> None:
        row = judging.accept(enrolment(), by=qiao)
        with pytest.raises(Refused, match="不能再改"):
            facts.state(row, SHORT, by=None)

    def test_a_foreign_contact_writes_nothing(self) -> None:
        with pytest.raises(Refused, match="没有权限"):
            facts.state(enrolment(), SHORT, by=cast.person("other_contact"))

    def test_all_kinds_come_back_as_they_were_told(self) -> None:
        told = {
            "work": [{"occupation": "own", "from": "2020-01-01", "to": "2021-01-01"}],
            "apprenticeship": {"occupation": "own", "completed_on": "2020-06-30"},
            "certificates": [
                {"kind": "skill", "occupation": "own", "issued_on": "2019-05-01", "level": 5},
                {"kind": "prospective_technician", "occupation": "own", "issued_on": "2020-07-01"},
            ],
            "diplomas": [
                {
                    "school": "technical_school",
                    "degree": "secondary",
                    "major": "救援技术",
                    "accredited_goal": None,
                    "graduated_on": "2020-06-30",
                }
            ],
        }
        assert facts.told(facts.applicant(enrolment(told))) == told


class TestOverrides:
    def test_it_takes_two(self, qiao: User) -> None:
        row = enrolment({**SHORT, "certificates": [], "diplomas": []})
        asked = overrides.ask(row, by=qiao, reason="部队转业，年限证明在档案里")
        with pytest.raises(Refused, match="不能自己决定"):
            overrides.decide(asked, granted=True, by=qiao)
        with pytest.raises(Refused, match="都还不满足"):
            judging.accept(row, by=qiao)
        overrides.decide(asked, granted=True, by=cast.person("head"))
        accepted = judging.accept(row, by=qiao)
        assert (accepted.state, accepted.branch) == (S.ELIGIBLE, "")

    def test_a_refused_one_opens_nothing_and_says_why(self, qiao: User) -> None:
        row = enrolment({**SHORT, "certificates": [], "diplomas": []})
        asked = overrides.ask(row, by=qiao, reason="特殊情况")
        colleague = accounts.staff("training", "阮青")
        with pytest.raises(Refused, match="写明理由"):
            overrides.decide(asked, granted=False, by=colleague)
        overrides.decide(asked, granted=False, by=colleague, answer="年限差得太多")
        with pytest.raises(Refused, match="都还不满足"):
            judging.accept(row, by=qiao)
        with pytest.raises(Refused, match="已经决定过"):
            overrides.decide(asked, granted=True, by=colleague)

    def test_where_a_condition_fits_there_is_nothing_to_except(self, qiao: User) -> None:
        with pytest.raises(Refused, match="已有条件满足"):
            overrides.ask(enrolment(), by=qiao, reason="为了稳妥")

    def test_one_waits_at_a_time_and_needs_a_reason(self, qiao: User) -> None:
        row = enrolment({**SHORT, "certificates": [], "diplomas": []})
        with pytest.raises(Refused, match="写明理由"):
            overrides.ask(row, by=qiao, reason="")
        overrides.ask(row, by=qiao, reason="特殊情况")
        with pytest.raises(Refused, match="等待决定"):
            overrides.ask(row, by=qiao, reason="特殊情况")
        assert [each.enrolment for each in overrides.waiting()] == [row]
        assert Override.objects.count() == 1


class TestPapers:
    def test_they_are_kept_and_removed_while_the_enrolment_is_open(self, qiao: User) -> None:
        row = enrolment()
        kept = evidence.keep(row, fact="work", upload=papers.licence(), by=None)
        evidence.remove(kept, by=None)
        assert not row.evidence.exists()
        kept.file.refresh_from_db()
        assert kept.file.erased_at
        judging.accept(row, by=qiao)
        with pytest.raises(Refused, match="不能再改"):
            evidence.keep(row, fact="work", upload=papers.licence(), by=None)

    def test_what_proves_nothing_named_is_refused(self) -> None:
        with pytest.raises(Refused, match="证明什么"):
            evidence.keep(enrolment(), fact="luck", upload=papers.licence(), by=None)
