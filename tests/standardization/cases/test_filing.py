"""From the first line of a company's self-review to what an office of the bureau says of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from association.accounts.models import User
from association.base import audit, clock, workdays
from association.base.errors import Refused
from standardization.cases import acts, documents, eligibility, filing, places, steps, timers
from standardization.enums import (
    ActKind,
    CaseKind,
    CaseState,
    ClockKind,
    DocumentKind,
    KeyAreaKind,
    LetterKind,
    SnapshotKind,
)
from standardization.models import Ban, Case, CommitmentItem, Item
from tests.factories import cast, papers
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(db: None) -> User:
    """Heads 安泰."""
    return cast.person("antai_admin")


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


def begun(by: User, **changes: Any) -> Case:
    member = cast.company("antai")
    facts = {
        "kind": CaseKind.INITIAL, "grade": "二级", "version": changes.pop("version", None)
        or make.published(), "sites": [make.site(member)],
    } | changes  # fmt: skip
    return filing.begin(member, by=by, **facts)


def answered(case: Case, by: User) -> None:
    checklist = case.checklists.get(kind=SnapshotKind.SELF)
    for item in Item.objects.filter(version__in=case.standards.values("version")):
        make.answered(checklist, item, by=by)


def hung_out(by: User) -> Case:
    """On paper, answered, and hung out in the company so long that it may be applied for."""
    case = begun(by)
    answered(case, by)
    documents.hand_in(case, papers.licence(), kind=DocumentKind.SELF_REPORT, by=by)
    filing.publish_inside(case, by=by)
    case.clocks.update(started_on=date(2020, 1, 2), due_on=clock.today() - timedelta(1))
    return case


def committed() -> list[CommitmentItem]:
    return list(CommitmentItem.objects.all())


def applied(by: User) -> Case:
    case = hung_out(by)
    return filing.apply(case, committed=committed(), by=by)


def test_a_draft_is_held_by_the_version_in_force_on_its_day(an: User) -> None:
    old = make.standard()
    former = make.draft(old, label="2019")
    former.end, former.state = date(2020, 12, 31), "published"
    former.save()
    now = make.published(old, label="2021", start=date(2021, 1, 1))
    with pytest.raises(Refused, match="今天没有实施"):
        begun(an, version=former)
    assert begun(an, version=now).standards.get().version == now


def test_a_newer_version_leaves_a_running_case_alone_and_is_mentioned(an: User) -> None:
    of = make.standard()
    version = make.draft(of, label="2019")
    version.end, version.state = clock.today(), "published"
    version.save()
    case = begun(an, version=version)
    later = clock.today() + timedelta(1)
    make.published(of, label="2030", start=later)
    assert eligibility.newer(case) == []
    with clock.at(later.isoformat()):
        assert case.standards.get().version == version
        (sentence,) = eligibility.newer(case)
    assert "已有新版本（2030" in sentence
    assert "仍按立案时的2019版办理" in sentence


def test_one_case_at_a_time_for_a_standard(an: User) -> None:
    version = make.published()
    begun(an, version=version)
    with pytest.raises(Refused, match="同一标准不能再申请"):
        begun(an, version=version)
    assert begun(an).state == CaseState.DRAFT


def test_whoever_is_barred_does_not_begin(an: User) -> None:
    Ban.objects.create(
        member=cast.company("antai"), reason="承诺不实", since=clock.today(), until=clock.today()
    )
    with pytest.raises(Refused, match="前不受理申请：承诺不实"):
        begun(an)


def test_a_site_of_another_company_is_not_ones_own(an: User) -> None:
    with pytest.raises(Refused, match="本单位的场所"):
        begun(an, sites=[make.site(cast.company("guanghe"))])


def test_an_outsider_begins_nothing(an: User) -> None:
    with pytest.raises(Refused, match="没有权限"):
        begun(cast.person("guanghe_admin"))


def test_a_grade_that_the_standard_lacks_is_named_with_those_it_has(an: User) -> None:
    with pytest.raises(Refused, match="可申请：一级、二级、三级"):
        begun(an, grade="特级")


def test_two_sites_of_one_name_are_one_too_many(an: User) -> None:
    member = cast.company("antai")
    site = places.add_site(member, name="北厂", address="示例路 1 号", by=an)
    places.add_key_area(site, kind=KeyAreaKind.TANKS, name="", no_phones=True, by=an)
    assert site.key_areas.get().name == "储罐区"
    with pytest.raises(Refused, match="已有同名的场所"):
        places.add_site(member, name="北厂", address="别处", by=an)


def test_an_unanswered_self_review_is_not_hung_out(an: User) -> None:
    with pytest.raises(Refused, match="自评还有 4 项没有填"):
        filing.publish_inside(begun(an), by=an)


def test_nobody_applies_before_the_notice_inside_is_over(an: User) -> None:
    case = hung_out(an)
    case.clocks.update(due_on=clock.today())
    with pytest.raises(Refused, match="才满期"):
        filing.apply(case, committed=committed(), by=an)
    case.refresh_from_db()
    assert (case.number, case.state) == (None, CaseState.INTERNAL_NOTICE)


def test_only_the_head_of_the_company_commits_and_to_everything(an: User) -> None:
    case = hung_out(an)
    with pytest.raises(Refused, match="单位管理员"):
        filing.apply(case, committed=committed(), by=cast.person("antai_agent"))
    with pytest.raises(Refused, match="还有 1 项承诺没有确认"):
        filing.apply(case, committed=committed()[1:], by=an)
    row = filing.apply(case, committed=committed(), by=an)
    assert row.number == f"AL-BZH-{clock.today().year}-00001"
    assert row.commitments.count() == len(committed())
    assert row.clocks.get(done_on=None).kind == ClockKind.CHECK


def test_nothing_is_exchanged_once_it_was_applied_for(an: User, shi: User) -> None:
    case = applied(an)
    with pytest.raises(Refused, match="材料不能再改"):
        documents.hand_in(case, papers.licence(), kind=DocumentKind.EVIDENCE, by=an)
    first = documents.current(case).get()
    second = documents.hand_in(
        case, papers.licence(), kind=DocumentKind.OTHER, replaces=first, by=shi
    )
    assert list(documents.current(case)) == [second]
    with pytest.raises(Refused, match="已被替换"):
        documents.hand_in(case, papers.licence(), kind=DocumentKind.OTHER, replaces=first, by=shi)


def test_everything_missing_is_told_once_and_answered_together(an: User, shi: User) -> None:
    case = applied(an)
    filing.ask_correction(case, gaps=["缺营业执照", "", "制度没有盖章"], by=shi)
    assert case.corrected
    letter = case.letters.get(kind=LetterKind.CORRECTION)
    assert letter.credential.facts["gaps"] == ["缺营业执照", "制度没有盖章"]
    first, second = case.gaps.all()
    filing.answer_gap(first, answer="已补", upload=papers.licence(), by=an)
    with pytest.raises(Refused, match="还有 1 项补正没有填写"):
        filing.resubmit(case, by=an)
    filing.answer_gap(second, answer="已盖章", by=an)
    assert filing.resubmit(case, by=an).state == CaseState.MATERIAL_REVIEW
    with pytest.raises(Refused, match="只能一次性告知"):
        filing.ask_correction(case, gaps=["还缺"], by=shi)


def test_staff_go_on_without_an_answer_once_its_term_is_over(an: User, shi: User) -> None:
    case = applied(an)
    filing.ask_correction(case, gaps=["缺营业执照"], by=shi)
    with pytest.raises(Refused, match="请等期满"):
        filing.resubmit(case, by=shi, reason="等不及")
    case.clocks.filter(done_on=None).update(
        started_on=date(2020, 1, 2), due_on=clock.today() - timedelta(1)
    )
    row = filing.resubmit(case, by=shi, reason="逾期未补正")
    assert row.state == CaseState.MATERIAL_REVIEW


def test_silence_past_the_check_is_taken_for_a_yes(an: User) -> None:
    case = applied(an)
    case.clocks.filter(done_on=None).update(
        started_on=date(2020, 1, 2), due_on=clock.today() - timedelta(1)
    )
    assert timers.run() >= 1
    case.refresh_from_db()
    assert (case.state, case.officer) == (CaseState.MATERIAL_REVIEW, None)
    assert audit.timeline(case).filter(action="受理核对", actor=None).exists()
    timers.run()
    assert audit.timeline(case).filter(action="受理核对").count() == 1


def confirmed(an: User, shi: User, yue: User) -> Case:
    case = applied(an)
    steps.take(case, "take", by=shi)
    proposal = steps.propose(case, "accept", by=shi, reason="齐全")
    return steps.decide(proposal, granted=True, by=yue)


def test_the_bureau_confirms_by_its_own_sign_in(an: User, shi: User, yue: User) -> None:
    case = confirmed(an, shi, yue)
    assert case.letters.get().kind == LetterKind.ACCEPTED
    qin = cast.person("bureau")
    act = acts.record(case, ActKind.CONFIRM, office=cast.organisation("bureau"), by=qin)
    case.refresh_from_db()
    assert (case.state, act.by_staff) == (CaseState.ASSIGNING, False)


def test_staff_write_the_act_down_with_its_paper(an: User, shi: User, yue: User) -> None:
    case = confirmed(an, shi, yue)
    office = cast.organisation("bureau")
    with pytest.raises(Refused, match="须附上书面文件"):
        acts.record(case, ActKind.CONFIRM, office=office, by=shi)
    with pytest.raises(Refused, match="没有权限登记"):
        acts.record(
            case, ActKind.CONFIRM, office=office, upload=papers.licence(), by=cast.person("social")
        )
    act = acts.record(case, ActKind.CONFIRM, office=office, upload=papers.licence(), by=shi)
    assert act.by_staff
    assert act.file is not None


def test_what_the_bureau_sends_back_is_a_correction_with_its_lines(
    an: User, shi: User, yue: User
) -> None:
    case = confirmed(an, shi, yue)
    office = cast.organisation("bureau")
    qin = cast.person("bureau")
    with pytest.raises(Refused, match="写明决定的内容"):
        acts.record(case, ActKind.RETURN, office=office, by=qin)
    acts.record(case, ActKind.RETURN, office=office, text="补充应急预案备案\n补充演练记录", by=qin)
    case.refresh_from_db()
    assert case.state == CaseState.CORRECTION
    assert [gap.text for gap in case.gaps.all()] == ["补充应急预案备案", "补充演练记录"]


def test_a_day_to_come_is_no_day_of_an_act(an: User, shi: User, yue: User) -> None:
    case = confirmed(an, shi, yue)
    with pytest.raises(Refused, match="不能晚于今天"):
        acts.record(
            case, ActKind.CONFIRM, office=cast.organisation("bureau"),
            acted_on=clock.today() + timedelta(1), by=cast.person("bureau"),
        )  # fmt: skip


def test_refused_it_is_told_why_on_paper(an: User, shi: User, yue: User) -> None:
    case = applied(an)
    steps.take(case, "take", by=shi)
    proposal = steps.propose(case, "refuse", by=shi, reason="不在申报行业")
    row = steps.decide(proposal, granted=True, by=yue)
    letter = row.letters.get()
    assert (letter.kind, letter.credential.facts["reason"]) == ("not_accepted", "不在申报行业")
    assert letter.credential.number.startswith("BZBS-")


def test_who_failed_is_barred_for_a_year(an: User, shi: User, yue: User) -> None:
    case = make.case(cast.company("antai"), by=shi, state=CaseState.PANEL)
    proposal = steps.propose(case, "conclude_fail", by=yue, reason="达不到分数线")
    steps.decide(proposal, granted=True, by=cast.person("head"))
    ban = Ban.objects.get(case=case)
    assert (ban.until.year, ban.until.month) == (clock.today().year + 1, clock.today().month)
    assert eligibility.ban(case.member) == ban
    assert {fact.s for fact in eligibility.facts(case)} >= {"stop"}


def test_publicity_that_was_objected_to_goes_on_with_what_was_left(shi: User, yue: User) -> None:
    case = make.case(cast.company("antai"), by=shi, state=CaseState.CONCLUDED)
    proposal = steps.propose(case, "publish", by=yue, reason="审定")
    steps.decide(proposal, granted=True, by=cast.person("head"))
    with pytest.raises(Refused, match="才满期"):
        acts.record(
            case, ActKind.ANNOUNCE, office=cast.organisation("bureau"), by=cast.person("bureau")
        )
    steps.take(case, "object", by=shi, reason="群众来信")
    left = case.clocks.get().left
    acts.record(
        case, ActKind.RESOLVE, office=cast.organisation("bureau"), text="经核不属实",
        by=cast.person("bureau"),
    )  # fmt: skip
    due = case.clocks.get().due_on
    assert workdays.calendar().between(clock.today(), due) == left
