"""From the recommendation to the announcement, and the life of a grade after that."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as some

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from members.models import Member
from standardization.cases import acts, steps
from standardization.cases.months import months_after
from standardization.enums import ActKind, CaseKind, CaseState, FinalSnapshot, SnapshotKind
from standardization.grades import judging, objecting, publicity, records
from standardization.models import (
    AuthorityAct,
    Ban,
    Case,
    GradeRecord,
    Objection,
    PublicNotice,
    RevocationGround,
)
from tests.factories import cast, people, pictures
from tests.factories import standardization as make

DAYS = some.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.fixture
def safety(db: None) -> User:
    return cast.person("safety")


def case_in(state: str, antai: Member, **more: Any) -> Case:
    case = make.case(antai, by=cast.person("safety"), state=state, **more)
    case.grade_granted = "二级"
    case.save()
    return case


def act(case: Case, kind: ActKind, text: str = "属实", *, upheld: bool = False) -> AuthorityAct:
    """By the bureau's own sign-in."""
    return acts.record(
        case,
        kind,
        office=cast.organisation("bureau"),
        text=text,
        upheld=upheld,
        by=cast.person("bureau"),
    )


def published(antai: Member) -> Case:
    """By proposal of the head of department and decision of the secretary-general."""
    case = case_in(CaseState.CONCLUDED, antai)
    proposal = steps.propose(case, "publish", by=cast.person("safety_head"), reason="审定通过")
    steps.decide(proposal, granted=True, by=cast.person("head"))
    case.refresh_from_db()
    return case


def objection(case: Case, **told: str) -> Objection:
    words = {"name": "路仁", "mobile": people.mobile(), "text": "储罐没有整改", **told}
    return objecting.file(case.notices.get(), **words)


def announced(case: Case) -> GradeRecord:
    """After the notice's days."""
    over = publicity.last_day(case.notices.get())
    assert over
    with clock.at(over + timedelta(1)):
        act(case, ActKind.ANNOUNCE, "京应急公告 2026 年第 3 号")
    return GradeRecord.objects.get(case=case)


class TestWhatScoresAllow:
    """The worst of what counts; a veto of the review stays, whatever was mended since."""

    @pytest.mark.parametrize(
        ("rule", "grade", "because"),
        [
            (FinalSnapshot.REVIEW, "三级", SnapshotKind.REVIEW),
            (FinalSnapshot.RECTIFIED, "二级", SnapshotKind.RECTIFIED),
            (FinalSnapshot.LOWER, "三级", SnapshotKind.REVIEW),
        ],
    )
    def test_by_the_rule_of_the_version(
        self, antai: Member, rule: str, grade: str, because: SnapshotKind
    ) -> None:
        version = make.draft()
        version.final_snapshot = rule
        version.save()
        case = case_in(CaseState.PANEL, antai, version=version)
        make.scored(case, SnapshotKind.REVIEW, "70.0", "三级")
        make.scored(case, SnapshotKind.RECTIFIED, "86.7", "二级")
        found = judging.allowed(case)
        assert found
        assert (found.grade, found.because) == (grade, because)

    def test_a_veto_found_in_the_review_outlasts_its_mending(self, antai: Member) -> None:
        case = case_in(CaseState.PANEL, antai)
        make.scored(case, SnapshotKind.REVIEW, "86.7", "二级", veto=True)
        make.scored(case, SnapshotKind.RECTIFIED, "91.0", "一级")
        found = judging.allowed(case)
        assert found
        assert (found.grade, found.score, found.vetoed) == (None, "86.7", True)

    def test_a_recheck_counts_wherever_it_was_held(self, antai: Member) -> None:
        case = case_in(CaseState.PANEL, antai)
        make.scored(case, SnapshotKind.REVIEW, "92.0", "一级")
        make.scored(case, SnapshotKind.RECHECK, "61.0", "三级")
        found = judging.allowed(case)
        assert found
        assert found.grade == "三级"

    def test_a_grade_above_what_was_reached_is_not_recommended(self, antai: Member) -> None:
        case = case_in(CaseState.PANEL, antai)
        assert judging.not_to_recommend(case, "二级") == "还没有评分记录，不能提出审定建议。"
        make.scored(case, SnapshotKind.REVIEW, "70.0", "三级")
        assert "只达到三级" in str(judging.not_to_recommend(case, "二级"))

    def test_a_lower_one_takes_the_companys_word(self, antai: Member) -> None:
        case = case_in(CaseState.PANEL, antai)
        make.scored(case, SnapshotKind.REVIEW, "70.0", "三级")
        assert "书面同意" in str(judging.not_to_recommend(case, "三级"))
        with pytest.raises(Refused, match="单位管理员"):
            judging.consent(case, grade="三级", by=cast.person("antai_agent"))
        with pytest.raises(Refused, match="已有变化"):
            judging.consent(case, grade="二级", by=cast.person("antai_admin"))
        judging.consent(case, grade="三级", by=cast.person("antai_admin"))
        assert judging.not_to_recommend(case, "三级") is None


class TestNotice:
    def test_it_is_opened_by_the_secretary_general_and_read_by_everybody(
        self, antai: Member
    ) -> None:
        case = published(antai)
        (notice,) = publicity.shown()
        assert (notice.case, notice.grade) == (case, "二级")
        assert publicity.last_day(notice)

    def test_it_is_not_announced_before_its_last_day_is_over(self, antai: Member) -> None:
        case = published(antai)
        last = publicity.last_day(case.notices.get())
        assert last
        with clock.at(last), pytest.raises(Refused, match="才满期"):
            act(case, ActKind.ANNOUNCE, "甲")
        assert not GradeRecord.objects.exists()

    def test_a_renewal_by_a_clean_record_goes_straight_to_it(self, antai: Member) -> None:
        case = case_in(CaseState.AUTHORITY_CONFIRM, antai, kind=CaseKind.RENEWAL_FAST)
        act(case, ActKind.CONFIRM_FAST)
        assert PublicNotice.objects.get().case == case


class TestObjections:
    def test_taken_up_the_notice_stands_still_and_goes_on_with_what_was_left(
        self, antai: Member, safety: User
    ) -> None:
        case = published(antai)
        notice = case.notices.get()
        filed = objection(case)
        objecting.take_up(filed, by=safety, reason="事实具体")
        assert publicity.last_day(notice) is None
        act(case, ActKind.RESOLVE, "现场核过，已整改")
        filed.refresh_from_db()
        assert (filed.state, filed.reply) == (Objection.State.DISMISSED, "现场核过，已整改")
        assert publicity.last_day(notice)

    def test_upheld_the_case_fails_and_the_company_waits_a_year(
        self, antai: Member, safety: User
    ) -> None:
        case = published(antai)
        objecting.take_up(objection(case), by=safety, reason="事实具体")
        act(case, ActKind.RESOLVE, upheld=True)
        case.refresh_from_db()
        assert case.state == CaseState.FAILED
        assert Ban.objects.get().until == months_after(clock.today(), 12)
        assert not publicity.shown().exists()

    @pytest.mark.parametrize(
        ("told", "field"),
        [({"name": " "}, "name"), ({"text": ""}, "text"), ({"mobile": "1"}, "mobile")],
    )
    def test_nobody_is_answered_without_name_number_and_fact(
        self, antai: Member, told: dict[str, str], field: str
    ) -> None:
        with pytest.raises(Refused) as refusal:
            objection(published(antai), **told)
        assert refusal.value.field == field

    def test_laid_aside_it_is_answered_and_the_notice_goes_on(
        self, antai: Member, safety: User
    ) -> None:
        case = published(antai)
        filed = objection(case)
        with pytest.raises(Refused, match="理由"):
            objecting.lay_aside(filed, by=safety, reply=" ")
        objecting.lay_aside(filed, by=safety, reply="没有具体事实")
        with pytest.raises(Refused, match="未受理"):
            objecting.take_up(filed, by=safety, reason="再看")
        assert publicity.last_day(case.notices.get())


class TestGrades:
    def test_it_lives_three_years_from_the_day_of_the_announcement(self, antai: Member) -> None:
        record = announced(published(antai))
        assert record.end == months_after(record.start, 36) - timedelta(1)
        assert record.grade == "二级"
        assert not publicity.shown().exists()

    def test_where_it_stands_is_told_by_the_days(self, antai: Member) -> None:
        record = announced(published(antai))
        window = records.renewal_from(record)
        told = {
            day: records.standing(record, day).word
            for day in (
                record.start, window - timedelta(1), window, record.end, record.end + timedelta(1),
            )
        }  # fmt: skip
        assert list(told.values()) == [
            "有效", "有效", "有效，可以申请复评", "有效，可以申请复评", "已到期",
        ]  # fmt: skip

    def test_revoked_it_ends_at_once_and_bars_the_company(self, antai: Member) -> None:
        record = announced(published(antai))
        ground = RevocationGround.objects.get(code="death")
        with clock.at(record.start + timedelta(40)):
            revoked = act(record.case, ActKind.REVOKE)
            records.revoke(record, act=revoked, ground=ground, by=cast.person("bureau"))
            assert records.standing(record, clock.today()).word == "已撤销"
            assert Ban.objects.filter(member=antai, until__gt=clock.today()).exists()
            with pytest.raises(Refused, match="不能再撤"):
                records.revoke(record, act=revoked, ground=ground, by=cast.person("bureau"))

    def test_each_year_has_one_self_review(self, antai: Member) -> None:
        record = announced(published(antai))
        agent = cast.person("antai_agent")

        def hand_in(year: int, by: User = agent) -> None:
            report = SimpleUploadedFile("r.jpg", pictures.jpeg(30, 30, "white"))
            records.hand_in_self_review(
                record, year=year, score=Decimal("88.0"), report=report, by=by
            )

        with clock.at(record.start + timedelta(400)):
            hand_in(1)
            hand_in(2)
            with pytest.raises(Refused, match="已经提交"):
                hand_in(2)
            with pytest.raises(Refused, match="还没有到"):
                hand_in(3)
            with pytest.raises(Refused, match="没有权限"):
                hand_in(1, cast.person("guanghe_admin"))
        with clock.at(record.end + timedelta(1)), pytest.raises(Refused, match="已经失效"):
            hand_in(3)

    @given(DAYS, some.integers(-60, 60), some.integers(0, 60))
    def test_months_later_is_the_same_day_or_the_months_last(
        self, day: date, months: int, more: int
    ) -> None:
        later = months_after(day, months)
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day == day.day or (later + timedelta(1)).day == 1
        assert months_after(day, months + more) >= later
