"""When a team comes, who signs, and what still lies with us."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from association.base import clock
from association.base.errors import Refused
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
