"""A need into hands, answered, judged; and talks about it."""

from datetime import date, timedelta

import pytest

from association.accounts.models import User
from association.base import clock, workdays
from association.base.errors import Refused
from association.base.models import OutboxRow
from members import dealings
from members.enums import Attends, DealingKind, NeedsMeetingState, NeedState
from members.models import Dealing, Member
from members.needs import cards, meetings, triage
from tests.factories import cast, needs, orders

pytestmark = pytest.mark.django_db


def test_a_need_is_assigned_for_ten_working_days_answered_and_judged(
    antai: Member, lin: User
) -> None:
    need, kong = needs.need(antai), cast.person("business")
    triage.assign(need, department=kong.department, owner=kong, by=lin)
    assert need.due_on == workdays.calendar().after(clock.today(), 10)
    triage.answer(need, text="已安排专家上门。", by=kong)
    assert need.state == NeedState.ANSWERED
    told = OutboxRow.objects.get(person=needs.admin(antai), rule__startswith="needs.answered")
    assert "已安排专家上门。" in told.body
    triage.judge(need, satisfied=True, by=needs.admin(antai))
    assert (need.state, need.satisfied) == (NeedState.CLOSED, True)
    [row] = dealings.of_year(antai, clock.today().year)
    assert (row.kind, row.url) == (DealingKind.NEED, f"/portal/needs/needs/{need.pk}/")


def test_an_answer_is_no_consulting_that_would_bar_a_reviewer(antai: Member) -> None:
    needs.answered(antai)
    kinds = (DealingKind.CONSULTING, DealingKind.TRAINING)
    days = (date(2000, 1, 1), date(2100, 1, 1))
    assert not dealings.between(antai, *days, kinds=kinds).exists()


def test_who_is_not_satisfied_says_what_is_missing_and_it_goes_back_to_work(
    antai: Member, lin: User
) -> None:
    need, kong = needs.answered(antai), cast.person("business")
    with pytest.raises(Refused, match="还缺什么"):
        triage.judge(need, satisfied=False, by=needs.admin(antai))
    triage.judge(need, satisfied=False, comment="没有说到费用", by=needs.admin(antai))
    with pytest.raises(Refused, match="须写明理由"):
        triage.assign(need, department=kong.department, owner=kong, by=lin)
    triage.assign(need, department=kong.department, owner=kong, by=lin, reason="补充费用")
    assert (need.state, need.satisfied) == (NeedState.ASSIGNED, None)
    triage.answer(need, text="不收费。", by=kong)
    assert Dealing.objects.count() == 1


def test_it_is_passed_on_with_a_reason(antai: Member, he: User) -> None:
    need = needs.assigned(antai)
    with pytest.raises(Refused, match="须写明理由"):
        triage.assign(need, department=he.department, owner=he, by=cast.person("business"))
    triage.assign(
        need, department=he.department, owner=he, by=cast.person("business"), reason="属财务"
    )
    assert need.owner == he
    with pytest.raises(Refused, match="没有权限"):
        triage.answer(need, text="好", by=cast.person("business"))


def test_a_day_that_is_over_and_an_owner_who_left_are_refused(antai: Member, lin: User) -> None:
    need, kong = needs.need(antai), cast.person("business")
    whom = {"department": kong.department, "owner": kong, "by": lin}
    with pytest.raises(Refused, match="期限已经过去"):
        triage.assign(need, due_on=clock.today() - timedelta(days=1), **whom)
    with pytest.raises(Refused, match="不在"):
        triage.assign(need, **{**whom, "department": lin.department})
    kong.is_active = False
    kong.save()
    with pytest.raises(Refused, match="账号已停用"):
        triage.assign(need, **whom)


def test_what_is_not_signed_is_not_assigned(antai: Member, lin: User) -> None:
    need, kong = needs.written(antai).needs.get(), cast.person("business")
    with pytest.raises(Refused, match="还没有签交"):
        triage.assign(need, department=kong.department, owner=kong, by=lin)


def test_what_is_in_hand_stays_when_the_card_is_opened_again(antai: Member, lin: User) -> None:
    need = needs.assigned(antai)
    cards.reopen(need.card, by=lin, reason="请补充")
    cards.write(need.card, rows=[needs.row("", pk=need.pk)], by=needs.admin(antai))
    need.refresh_from_db()
    assert need.text


def test_an_order_is_opened_from_a_need_once(antai: Member) -> None:
    item = orders.service("ZX")
    need = needs.assigned(antai)
    kong = cast.person("business")
    order = triage.open_order(need, service=item, by=kong)
    assert (order.wish, order.member) == (need.text, antai)
    with pytest.raises(Refused, match="已有订单"):
        triage.open_order(need, service=item, by=kong)


# --- Talks ----------------------------------------------------------------------------------------
def test_needs_of_three_companies_make_one_talk_whose_results_are_their_answers(
    antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    three = [needs.need(of) for of in (antai, hengyuan, guanghe)]
    talk = needs.meeting(*three, cap=3)
    for need in three:
        need.refresh_from_db()
        assert (need.state, need.owner) == (NeedState.ASSIGNED, cast.person("business"))
    meetings.reply(talk, antai, attends=True, by=needs.admin(antai))
    meetings.reply(talk, guanghe, attends=False, by=needs.admin(guanghe))
    with pytest.raises(Refused, match="还没有到开始时间"):
        meetings.hold(talk, minutes="略", answers={}, by=cast.person("business"))
    said = {need.pk: "按讲义整改" for need in three}
    with clock.at(talk.until):
        meetings.hold(talk, minutes="讲了通风", answers=said, by=cast.person("business"))
    assert talk.state == NeedsMeetingState.HELD
    for need in three:
        need.refresh_from_db()
    assert [need.state for need in three] == ["answered", "answered", "assigned"]
    assert antai.dealings.get().what.startswith("隐患排查")


def test_a_talk_over_its_cap_is_refused_and_nothing_of_it_stays(
    antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    three = [needs.need(of) for of in (antai, hengyuan, guanghe)]
    with pytest.raises(Refused, match="最多 2 家"):
        needs.meeting(*three, cap=2)
    three[0].refresh_from_db()
    assert three[0].state == NeedState.NEW


def test_who_declines_leaves_a_place_that_another_takes(
    antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    first, second, third = (needs.need(of) for of in (antai, hengyuan, guanghe))
    talk = needs.meeting(first, second, cap=2)
    meetings.reply(talk, antai, attends=False, by=needs.admin(antai))
    meetings.invite(talk, [third], by=cast.person("social"))
    with pytest.raises(Refused, match="名额已经满了"):
        meetings.reply(talk, antai, attends=True, by=needs.admin(antai))
    assert talk.invited.get(need=first).reply == Attends.DECLINED


def test_topics_are_not_mixed_and_a_need_has_one_talk_at_a_time(
    antai: Member, guanghe: Member
) -> None:
    one, other = needs.need(antai), needs.need(guanghe, about="保险")
    with pytest.raises(Refused, match="不同类"):
        needs.meeting(one, other)
    needs.meeting(one)
    with pytest.raises(Refused, match="已经约了交流"):
        needs.meeting(one)


def test_a_talk_lies_ahead_and_somewhere(antai: Member) -> None:
    need = needs.need(antai)
    with pytest.raises(Refused, match="开始时间已经过去"):
        needs.meeting(need, at=clock.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="结束时间"):
        needs.meeting(need, until=needs.tomorrow(9))
    with pytest.raises(Refused, match="地点"):
        needs.meeting(need, place="")


def test_a_talk_called_off_is_told_and_its_needs_stay_in_hand(antai: Member) -> None:
    need = needs.need(antai)
    talk = needs.meeting(need)
    meetings.cancel(talk, by=cast.person("business"), reason="专家有急事")
    told = OutboxRow.objects.filter(rule="needs.called-off", person=needs.admin(antai))
    assert "专家有急事" in told.get().body
    need.refresh_from_db()
    assert need.state == NeedState.ASSIGNED
    with pytest.raises(Refused, match="不能再回复"):
        meetings.reply(talk, antai, attends=True, by=needs.admin(antai))
