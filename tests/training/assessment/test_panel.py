from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from association.base import clock
from association.base.errors import Refused
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training.assessment import marks, panel, seating
from training.assessment.arithmetic import ABSENT, Written
from training.enums import ExamPart, Level
from training.models import Enrolment, PanelMark, PanelMember, Place, Sitting, Team

pytestmark = pytest.mark.django_db


def review(team: Team | None = None, people: int = 1) -> tuple[Sitting, list[Enrolment]]:
    """A review with its candidates; nobody in the panel yet."""
    of = exam.examined_class(Level.ONE, None)
    rows = exam.ready(of, team or make.team(), people)
    exam.both_parts(of, dict.fromkeys(rows, ("60", "60")))
    return exam.seated(of, ExamPart.REVIEW, minutes=30), rows


def give(row: Sitting, place: Place, *texts: str) -> None:
    members = row.panel.all()
    told = {(each.pk, place.pk): Decimal(text) for each, text in zip(members, texts, strict=False)}
    panel.give(row, told, by=cast.person("training"))


def test_the_result_is_the_mean_of_all_marks() -> None:
    row, _ = review()
    exam.seat_panel(row)
    give(row, row.places.get(), "59.99", "60", "60", "60", "60")
    marks.lock(row, by=exam.second())
    assert row.places.get().mark == Decimal("60.00")


def test_nobody_is_shown_before_everybody_has_declared() -> None:
    row, _ = review()
    assert "至少 5 人，现有 0 人" in panel.obstacle(row)
    exam.seat_panel(row, declared=False)
    assert "还没有登记回避声明：简行舟" in panel.obstacle(row)
    place = row.places.get()
    with pytest.raises(Refused, match="声明之前不显示考生"):
        give(row, place, "80")
    for member in row.panel.all():
        panel.declare(member, interests="", by=cast.person("training"))
    assert panel.obstacle(row) == ""


@pytest.mark.parametrize(
    "employer", ["北京安泰晨岭建材有限公司", "安泰晨岭建材", " 北京市安泰晨岭建材 有限责任公司 "]
)
def test_an_examiner_of_the_candidates_company_is_recused_however_it_is_written(
    employer: str,
) -> None:
    row, _ = review(cast.team("chenling"))
    exam.seat_panel(row, employer=employer)
    own = row.panel.order_by("pk")[0]
    recusal = own.recusals.get()
    assert (recusal.place, recusal.matched) == (row.places.get(), True)
    with pytest.raises(Refused, match="已经回避，不能打分"):
        give(row, row.places.get(), "90")
    with pytest.raises(IntegrityError, match="已经回避"), transaction.atomic():
        PanelMark.objects.create(
            member=own,
            place=row.places.get(),
            mark=90,
            entered_by=cast.person("training"),
            entered_at=clock.now(),
        )


def test_a_declaration_recuses_from_team_company_or_person_it_names() -> None:
    row, (person,) = review(make.team("松岭救援队"))
    qiao = cast.person("training")
    named = ["另一家公司\n松岭救援队", person.trainee.name, "", "不相干的公司", "松岭"]
    for index, interests in enumerate(named):
        member = panel.add(row, name=exam.EXAMINERS[index], employer=f"第{index}研究所", by=qiao)
        panel.declare(member, interests=interests, by=qiao)
    recused = {each.member.name for each in row.places.get().recusals.all()}
    assert recused == {exam.EXAMINERS[0], exam.EXAMINERS[1]}


def test_who_is_seated_after_the_declarations_is_matched_as_well() -> None:
    of = exam.examined_class(Level.ONE, None)
    row = exam.sitting(of, ExamPart.REVIEW, minutes=30)
    exam.seat_panel(row, employer=cast.company("antai").name)
    exam.ready(of, cast.team("chenling"))
    seating.seat_all(row, by=cast.person("training"))
    assert row.panel.order_by("pk")[0].recusals.count() == 1


def test_the_recused_ones_mark_is_missing_from_the_mean_and_too_few_marks_are_none() -> None:
    row, _ = review(cast.team("chenling"))
    exam.seat_panel(row, employer=cast.company("antai").name)
    place, others = row.places.get(), list(row.panel.order_by("pk"))[1:]
    qiao = cast.person("training")
    panel.give(row, {(each.pk, place.pk): Decimal(70) for each in others[:2]}, by=qiao)
    with pytest.raises(Refused, match="只有 2 份评分，至少要 3 份"):
        marks.lock(row, by=exam.second())
    panel.give(row, {(others[2].pk, place.pk): Decimal("50.01")}, by=qiao)
    marks.lock(row, by=exam.second())
    place.refresh_from_db()
    assert place.mark == Decimal("63.34")  # 190.01 / 3 = 63.33666…


def test_a_recusal_that_comes_up_later_waits_for_the_mark_to_be_taken_back() -> None:
    row, _ = review()
    exam.seat_panel(row)
    place, member, qiao = row.places.get(), row.panel.all()[0], cast.person("training")
    give(row, place, "80")
    with pytest.raises(Refused, match="已经打分"):
        panel.recuse(member, place, by=qiao, reason="近亲属")
    panel.give(row, {(member.pk, place.pk): None}, by=qiao)
    assert panel.recuse(member, place, by=qiao, reason="近亲属").matched is False
    with pytest.raises(Refused, match="已经声明"):
        panel.declare(member, interests="", by=qiao)


def test_whoever_entered_the_sheet_does_not_lock_it() -> None:
    row, _ = review()
    exam.seat_panel(row)
    give(row, row.places.get(), "80", "80", "80")
    with pytest.raises(Refused, match="另一位同事"):
        marks.lock(row, by=cast.person("training"))


def test_who_did_not_come_to_the_review_has_no_marks() -> None:
    row, _ = review(people=2)
    exam.seat_panel(row)
    absent, present = row.places.all()
    give(row, present, "80", "80", "80")
    qiao = cast.person("training")
    panel.give(row, {}, notes={absent.pk: Written(ABSENT)}, by=qiao)
    marks.lock(row, by=exam.second())
    assert row.places.get(pk=absent.pk).outcome == "absent"


@pytest.mark.parametrize("mark", ["100.01", "-0.01"])
def test_a_mark_beyond_the_full_one_is_refused_by_name(mark: str) -> None:
    row, _ = review()
    exam.seat_panel(row)
    with pytest.raises(Refused, match=r"简行舟对\d{10}.*须在 0 到 100 之间"):
        give(row, row.places.get(), mark)


def test_only_a_review_has_a_panel() -> None:
    row = exam.sitting(exam.examined_class())
    with pytest.raises(Refused, match="只有综合评审"):
        panel.add(row, name="简行舟", employer="研究所", by=cast.person("training"))
    assert not PanelMember.objects.exists()
