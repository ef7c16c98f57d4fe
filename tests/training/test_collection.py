"""When a team comes, who signs, and what still lies with us."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from tests.factories import batches as make
from tests.factories import cast, papers, training
from training.collection import pickups, register, slots, waiting
from training.enums import EnrolmentState
from training.models import Enrolment, Pickup, Slot, SlotChoice, TrainingClass


def slot(of: TrainingClass, capacity: int = 1, hours: int = 48, **fields: object) -> Slot:
    return slots.offer(
        of,
        starts_at=clock.now() + timedelta(hours=hours),
        place="培训楼一层",
        capacity=capacity,
        by=make.staff(),
        **fields,
    )


def one(name: str = "") -> Enrolment:
    of, team = make.past_class(), cast.team("chenling")
    (row,) = make.numbered(make.passed(of, team, person=training.trainee(name)))
    return row


@pytest.mark.django_db
def test_a_team_chooses_a_slot_and_may_change_its_mind() -> None:
    of, team, contact = make.past_class(), cast.team("chenling"), cast.person("team_contact")
    early, late = slot(of), slot(of, hours=72)
    slots.choose(early, team, by=contact)
    slots.choose(late, team, by=contact)
    held = slots.chosen(team, of)
    assert held is not None
    assert held.slot == late
    assert [each.taken for each in slots.of_class(of)] == [0, 1]


@pytest.mark.django_db
def test_a_full_slot_another_teams_slot_and_a_past_one_are_refused() -> None:
    of, mine, other = make.past_class(), cast.team("chenling"), cast.team("yunlu")
    contact, stranger = cast.person("team_contact"), cast.person("other_contact")
    full, reserved = slot(of), slot(of, hours=60, team=other)
    slots.choose(full, other, by=stranger)
    with pytest.raises(Refused, match="刚刚约满"):
        slots.choose(full, mine, by=contact)
    with pytest.raises(Refused, match="留给另一支队伍"):
        slots.choose(reserved, mine, by=contact)
    with pytest.raises(Refused, match="不是晨岭应急救援队的联系人"):
        slots.choose(full, mine, by=stranger)
    open_slot = slot(of, hours=1)
    with clock.at(clock.now() + timedelta(hours=2)), pytest.raises(Refused, match="已经过去"):
        slots.choose(open_slot, mine, by=contact)
    with pytest.raises(Refused, match="须晚于现在"):
        slot(of, hours=-1)


def told(of: TrainingClass) -> list[str]:
    rows = OutboxRow.objects.filter(about_type="training.trainingclass", about_id=str(of.pk))
    return [row.body for row in rows.filter(channel="portal").order_by("pk")]


@pytest.mark.django_db
def test_a_changed_slot_is_kept_by_those_who_chose_it_and_each_change_is_told() -> None:
    of, team, staff = make.past_class(), cast.team("chenling"), make.staff()
    chosen = slot(of, capacity=2)
    held = slots.choose(chosen, team, by=cast.person("team_contact"))
    fields = {"starts_at": chosen.starts_at, "place": "培训楼二层", "capacity": 2, "by": staff}
    with pytest.raises(Refused, match="原因没有填写"):
        slots.change(chosen, reason=" ", **fields)
    assert slots.change(chosen, reason="一层装修", **fields) == 1
    assert slots.chosen(team, of) == held
    fields |= {"place": "培训楼三层"}
    slots.change(chosen, reason="二层也装修", **fields)
    first, second = told(of)
    assert "培训楼一层）改为" in first
    assert "培训楼二层。原因：一层装修" in first
    assert "培训楼三层。原因：二层也装修" in second
    assert slots.change(chosen, reason="多来几队", **{**fields, "capacity": 3}) == 0
    assert len(told(of)) == 2


@pytest.mark.django_db
def test_a_change_that_would_hurt_or_does_nothing_is_refused() -> None:
    of, staff = make.past_class(), make.staff()
    chosen, other = slot(of, capacity=2), slot(of, hours=60)
    slots.choose(chosen, cast.team("chenling"), by=cast.person("team_contact"))
    slots.choose(chosen, cast.team("yunlu"), by=cast.person("other_contact"))
    as_it_is = {"starts_at": chosen.starts_at, "place": chosen.place, "capacity": 2, "by": staff}
    for named, refusal in (
        ({}, "都没有改"),
        ({"capacity": 1}, "已有 2 支队伍选了"),
        ({"starts_at": other.starts_at}, "已经有一个时段"),
        ({"starts_at": clock.now()}, "须晚于现在"),
        ({"by": cast.person("finance")}, "没有权限安排领证"),
    ):
        with pytest.raises(Refused, match=refusal):
            slots.change(chosen, reason="改期", **{**as_it_is, **named})
    with clock.at(clock.now() + timedelta(days=9)), pytest.raises(Refused, match="已经过去"):
        slots.withdraw(chosen, by=staff, reason="太晚了")


@pytest.mark.django_db
def test_a_withdrawn_slot_is_nobodys_and_its_time_and_place_are_free_again() -> None:
    of, team, contact = make.past_class(), cast.team("chenling"), cast.person("team_contact")
    gone = slot(of)
    slots.choose(gone, team, by=contact)
    assert slots.withdraw(gone, by=make.staff(), reason="停电") == 1
    assert slots.chosen(team, of) is None
    assert not slots.open_to(team, of)
    assert "已撤销。原因：停电。请在本队的“领证”页另选一个" in told(of)[0]
    with pytest.raises(Refused, match="刚刚撤销了"):
        slots.choose(gone, team, by=contact)
    with pytest.raises(Refused, match="已经撤销"):
        slots.withdraw(gone, by=make.staff(), reason="停电")
    again = slots.offer(of, starts_at=gone.starts_at, place=gone.place, capacity=1, by=make.staff())
    assert [each.pk for each in slots.of_class(of)] == [again.pk]


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_slot_goes_to_one_of_two_teams() -> None:
    of = make.past_class()
    last = slot(of)
    teams = [("chenling", "team_contact"), ("yunlu", "other_contact")]
    people = [(cast.team(team), cast.person(contact)) for team, contact in teams]
    gate, answers = threading.Barrier(2), []

    def choose(at: int) -> None:
        team, contact = people[at]
        try:
            gate.wait(timeout=20)
            slots.choose(last, team, by=contact)
            answers.append("chosen")
        except Refused as refusal:
            answers.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=choose, args=[at]) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["chosen", "这个时段刚刚约满，请另选一个。"]
    assert SlotChoice.objects.count() == 1


@pytest.mark.django_db
def test_a_holder_signs_and_collects_once() -> None:
    row = one("陶然")
    with pytest.raises(Refused, match="还没有签名"):
        pickups.collect(row, signed_name="陶然", by=make.staff())
    made = pickups.collect(row, signed_name=" 陶然 ", signature=papers.licence(), by=make.staff())
    assert not made.proxy
    row.refresh_from_db()
    assert row.state == EnrolmentState.COLLECTED
    with pytest.raises(Refused, match="已领证.+只领一次"):
        pickups.collect(row, signed_name="陶然", signature=papers.licence(), by=make.staff())


@pytest.mark.django_db
def test_a_proxy_needs_a_number_and_an_authorisation_and_only_its_ends_are_kept() -> None:
    row, staff = one("陶然"), make.staff()
    signed = {"signed_name": "顾北辰", "signature": papers.licence(), "by": staff}
    with pytest.raises(Refused, match="代领请填代领人的证件号码"):
        pickups.collect(row, **signed)
    with pytest.raises(Refused, match="请上传本人签字的委托书"):
        pickups.collect(row, proxy_id="11990019900101003X", **signed)
    made = pickups.collect(
        row, proxy_id="11990019900101003X", authorisation=papers.licence(), **signed
    )
    assert made.proxy_id == "1199**********003X"
    with pytest.raises(IntegrityError, match="只能追加"):
        Pickup.objects.update(signed_name="别人")


@pytest.mark.django_db
def test_nobody_collects_before_the_number_is_there_or_without_the_right() -> None:
    (row,) = make.passed(make.past_class(), training.team())
    with pytest.raises(Refused, match="鉴定合格.+登记证书编号后才能领证"):
        pickups.collect(row, signed_name="甲", signature=papers.licence(), by=make.staff())
    with pytest.raises(Refused, match="没有权限办理领证"):
        pickups.collect(row, signed_name="甲", by=cast.person("finance"))


@pytest.mark.django_db
def test_what_was_not_collected_grows_old_and_gets_a_note() -> None:
    row = one()
    of = row.training_class
    assert [(each.days, each.late) for each in waiting.waiting(of)] == [(0, False)]
    with clock.at(clock.today() + timedelta(waiting.LATE_DAYS)):
        assert waiting.waiting(of)[0].late
        with pytest.raises(Refused, match="情况没有填写"):
            waiting.note(row, text=" ", by=make.staff())
        waiting.note(row, text="出差，月底回来", by=make.staff())
        waiting.note(row, text="电话没人接", by=make.staff())
        (each,) = waiting.waiting(of)
    assert each.note is not None
    assert each.note.note == "电话没人接"


@pytest.mark.django_db
def test_the_register_prints_everybody_of_a_team_with_their_number() -> None:
    row = one("䶮一鸣")
    facts = register.facts(row.training_class, row.team)
    assert [person["number"].text for person in facts["people"]] == [
        row.national_numbers.get().text
    ]
    assert register.render(row.training_class, row.team).startswith(b"%PDF")
