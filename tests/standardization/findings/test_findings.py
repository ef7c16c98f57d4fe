"""From the row of a checklist to the day it is struck off, and the looks back after that."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from members.models import Member
from standardization.enums import CaseState, Duty, FindingState, Severity, VisitState
from standardization.findings import (
    alarms,
    links,
    listing,
    looking_back,
    rectifying,
    registering,
    verifying,
)
from standardization.models import Case, Finding, LookBack, Rectification, Visit
from tests.factories import cast, pictures
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def safety() -> User:
    return cast.person("safety")


@pytest.fixture
def case(antai: Member, safety: User) -> Case:
    return make.case(antai, by=safety, state=CaseState.RECHECKING)


@pytest.fixture
def expert(case: Case, safety: User) -> User:
    who = make.expert_user()
    make.assignment(case, who, by=safety, duty=Duty.RECHECKER)
    assert who.user
    return who.user


@pytest.fixture
def visit(case: Case, expert: User, safety: User) -> Visit:
    return make.visit(case, by=safety)


def registered(visit: Visit, by: User, **told: Any) -> Finding:
    words = {"text": "呼吸阀跨接线断开", "basis": "2.1", **told}
    return registering.register(visit.case, visit=visit, by=by, **words)


def photo(colour: str = "white", name: str = "after.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pictures.jpeg(60, 40, colour))


def answered(finding: Finding, by: User | None, **told: Any) -> Rectification:
    words: dict[str, Any] = {
        "measures": "已重新跨接，电阻 0.02 欧姆",
        "done_on": clock.today(),
        "by_name": "安工",
        "photos": [photo()],
        **told,
    }
    return rectifying.submit(finding, by=by, **words)


def test_findings_are_numbered_within_their_case(visit: Visit, expert: User) -> None:
    first = registered(visit, expert)
    second = registered(visit, expert, text="药品混放")
    number = visit.case.number
    assert (first.number, second.number) == (f"{number}-01", f"{number}-02")
    assert first.state == FindingState.REGISTERED
    assert audit.timeline(visit.case).filter(action="登记不符合项").count() == 2


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"text": "  "}, "text"),
        ({"basis": ""}, "basis"),
        ({"deadline": date(2019, 1, 1)}, "deadline"),
    ],
)
def test_what_it_lacks_is_named(
    visit: Visit, expert: User, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        registered(visit, expert, **told)
    assert refusal.value.field == field
    assert not Finding.objects.exists()


def test_one_item_in_one_place_is_written_down_once(visit: Visit, expert: User) -> None:
    item = visit.case.standards.get().version.items.get(code="2.1")
    tanks, laboratory = visit.site.key_areas.all()
    registered(visit, expert, item=item, key_area=tanks)
    registered(visit, expert, item=item, key_area=laboratory)
    with pytest.raises(Refused, match="已经登记为"):
        registered(visit, expert, item=item, key_area=tanks)


def test_nobody_writes_into_a_visit_that_is_over_or_anothers(
    visit: Visit, expert: User, safety: User, guanghe: Member
) -> None:
    other = make.visit(make.case(guanghe, by=safety, state=CaseState.RECHECKING), by=safety)
    with pytest.raises(Refused, match="不是本案的"):
        registering.register(visit.case, visit=other, text="甲", basis="乙", by=safety)
    with pytest.raises(Refused, match="没有权限"):
        registered(other, expert)
    visit.state = VisitState.DONE
    visit.save()
    with pytest.raises(Refused, match="已经结束"):
        registered(visit, expert)


def test_from_the_company_to_the_stroke(visit: Visit, expert: User, safety: User) -> None:
    finding = registered(visit, expert)
    assert registering.hand_out(visit.case, by=safety) == 1
    answered(finding, cast.person("antai_agent"))
    verifying.verify(finding, method="paper", passed=False, note="看不清接线", by=expert)
    assert finding.state == FindingState.RETURNED
    answered(finding, None, photos=[photo("red")])
    verifying.verify(finding, method="onsite", passed=True, note="现场测过", by=expert)
    verifying.close(finding, by=safety, reason="复核当天测过")
    assert finding.state == FindingState.CLOSED
    assert list(finding.rectifications.values_list("round", flat=True)) == [1, 2]
    due = [look.due_on - clock.today() for look in finding.look_backs.all()]
    assert due == [timedelta(30), timedelta(90)]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"measures": ""}, "measures"),
        ({"by_name": " "}, "by_name"),
        ({"photos": []}, "photos"),
        ({"done_on": date(2999, 1, 1)}, "done_on"),
        ({"done_on": date(2001, 1, 1)}, "done_on"),
        ({"photos": [SimpleUploadedFile("a.jpg", b"no picture")]}, "photos"),
    ],
)
def test_an_answer_says_what_it_lacks(
    case: Case, safety: User, told: dict[str, Any], field: str
) -> None:
    finding = make.finding(case, by=safety)
    with pytest.raises(Refused) as refusal:
        answered(finding, cast.person("antai_agent"), **told)
    assert refusal.value.field == field
    assert not finding.rectifications.exists()


def test_another_company_answers_nothing(case: Case, safety: User) -> None:
    with pytest.raises(Refused, match="没有权限"):
        answered(make.finding(case, by=safety), cast.person("guanghe_admin"))


def test_striking_off_takes_a_second_person(visit: Visit, expert: User, safety: User) -> None:
    finding = make.finding(visit.case, by=expert)
    answered(finding, None)
    verifying.verify(finding, method="paper", passed=True, note="齐全", by=safety)
    with pytest.raises(Refused, match="另一位同事"):
        verifying.close(finding, by=safety, reason="查过")
    verifying.close(finding, by=cast.person("safety_head"), reason="查过")
    assert finding.state == FindingState.CLOSED


def test_a_major_one_is_listed_before_it_is_struck_off(visit: Visit, expert: User) -> None:
    safety, head = cast.person("safety"), cast.person("safety_head")
    finding = registered(visit, expert, severity=Severity.MAJOR)
    registering.hand_out(visit.case, by=safety)
    answered(finding, None)
    verifying.verify(finding, method="paper", passed=True, note="齐全", by=safety)
    with pytest.raises(Refused, match="挂牌督办"):
        verifying.close(finding, by=head, reason="查过")
    plan = SimpleUploadedFile("plan.jpg", pictures.jpeg(50, 50, "blue"))
    told: dict[str, Any] = {"responsible": "安然", "measures": "停用并更换", "plan": plan}
    with pytest.raises(Refused, match="时限"):
        listing.put_up(finding, deadline=date(2001, 1, 1), by=head, **told)
    listing.put_up(finding, deadline=clock.today(), by=head, **told)
    verifying.close(finding, by=head, reason="查过")
    assert finding.state == FindingState.CLOSED


class TestAlarms:
    """Signs of 纸面整改. They stop nobody, but want a reason."""

    def test_the_same_picture_before_and_after(self, case: Case, safety: User) -> None:
        finding = make.finding(case, by=safety)
        answered(finding, None)
        answer = finding.photos.get()
        finding.photos.create(stage="before", file=answer.file, at=answer.at)
        assert alarms.of(finding) == ["整改后的照片和整改前是同一张"]

    def test_a_picture_older_than_the_finding(self, case: Case, safety: User) -> None:
        finding = make.finding(case, by=safety)
        taken = finding.found_at - timedelta(days=3)
        answered(finding, None, photos=[SimpleUploadedFile("a.jpg", pictures.taken(taken))])
        assert alarms.of(finding) == ["整改后的照片拍摄于发现问题之前"]

    def test_the_same_picture_for_two_findings(self, case: Case, safety: User) -> None:
        first, second = (make.finding(case, by=safety) for _ in range(2))
        answered(first, None)
        answered(second, None)
        assert alarms.of(second) == [f"同一张照片也用在 {first}"]

    def test_all_within_the_hour_wants_a_reason(self, case: Case, safety: User) -> None:
        finding = make.finding(case, by=safety)
        answered(finding, None)
        verifying.verify(finding, method="paper", passed=True, note="齐全", by=safety)
        assert "发现后一小时内就验收通过" in alarms.of(finding)
        with pytest.raises(Refused, match="核实情况") as refusal:
            verifying.close(finding, by=cast.person("safety_head"))
        assert refusal.value.field == "reason"

    def test_days_later_there_is_nothing_to_say(self, case: Case, safety: User) -> None:
        finding = make.finding(case, by=safety)
        with clock.at(clock.now() + timedelta(days=2)):
            answered(finding, None)
        with clock.at(clock.now() + timedelta(days=3)):
            verifying.verify(finding, method="paper", passed=True, note="齐全", by=safety)
            assert alarms.of(finding) == []
            verifying.close(finding, by=cast.person("safety_head"))


class TestLookingBack:
    @pytest.fixture
    def closed(self, case: Case, safety: User) -> Finding:
        finding = make.finding(case, by=safety, state=FindingState.CLOSED)
        looking_back.plan(finding)
        return finding

    def test_what_no_longer_holds_is_mended_anew(self, closed: Finding, safety: User) -> None:
        look = closed.look_backs.earliest("due_on")
        looking_back.hold(look, held=False, note="跨接线又断开", by=safety)
        closed.refresh_from_db()
        assert closed.state == FindingState.REOPENED
        with pytest.raises(Refused, match="已经登记过"):
            looking_back.hold(look, held=True, note="好了", by=safety)

    def test_looks_that_nobody_held_are_counted(self, closed: Finding) -> None:
        assert looking_back.missed_in_a_row(closed) == 0
        with clock.at(clock.now() + timedelta(days=200)):
            assert looking_back.missed_in_a_row(closed) == 2

    def test_held_or_not_is_said_with_what_was_seen(self, closed: Finding, safety: User) -> None:
        look = LookBack.objects.filter(finding=closed)[0]
        with pytest.raises(Refused, match="看到的情况"):
            looking_back.hold(look, held=True, note=" ", by=safety)


class TestLinks:
    def test_it_opens_one_finding_until_another_is_made(self, case: Case, safety: User) -> None:
        finding = make.finding(case, by=safety)
        first = links.token(finding)
        assert links.look_up(first) == finding
        second = links.new_link(finding, by=cast.person("antai_agent"))
        with pytest.raises(Refused, match="打不开"):
            links.look_up(first)
        assert links.look_up(second) == finding

    @pytest.mark.parametrize("text", ["", "x", "1-1-1.zzz", "1-1-1"])
    def test_what_we_did_not_sign_opens_nothing(self, text: str) -> None:
        with pytest.raises(Refused, match="打不开"):
            links.look_up(text)

    def test_it_is_dead_after_its_days(self, case: Case, safety: User) -> None:
        token = links.token(make.finding(case, by=safety))
        dead = clock.now() + links.LIFE + timedelta(days=1)
        with clock.at(dead), pytest.raises(Refused, match="打不开"):
            links.look_up(token)

    def test_strangers_make_none(self, case: Case, safety: User) -> None:
        with pytest.raises(Refused, match="没有权限"):
            links.new_link(make.finding(case, by=safety), by=cast.person("guanghe_admin"))


def test_a_camera_tells_when_it_took_the_picture() -> None:
    taken = datetime(2020, 4, 28, 9, 30, tzinfo=clock.TZ)
    assert files.taken_at(SimpleUploadedFile("a.jpg", pictures.taken(taken))) == taken
    assert files.taken_at(photo()) is None
    assert files.taken_at(SimpleUploadedFile("a.jpg", b"nonsense")) is None
