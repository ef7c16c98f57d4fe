from datetime import date, timedelta

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members.enums import MemberState
from members.models import Member
from members.register import membership

pytestmark = pytest.mark.django_db


def test_every_move_has_reason_actor_and_document(lin: User, antai: Member) -> None:
    membership.move(antai, "withdraw", by=lin, reason="来函退会", document="京安联〔2020〕8 号")

    entry = audit.timeline(antai)[0]
    assert antai.state == MemberState.WITHDRAWN
    assert (entry.action, entry.reason, entry.actor) == ("办理退会", "来函退会", lin)
    assert entry.before == {"状态": "在册"}
    assert entry.after == {"状态": "已退会", "文号": "京安联〔2020〕8 号"}


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "还没有到，请填今天或以前的日期"), (None, "早于入会日期 2018-03-01，请核对")],
)
def test_a_move_holds_neither_from_a_day_to_come_nor_from_before_the_member_joined(
    lin: User, antai: Member, days: int | None, sentence: str
) -> None:
    Member.objects.filter(pk=antai.pk).update(joined_on=date(2018, 3, 1))
    on = clock.today() + timedelta(days=days) if days else date(2018, 2, 28)
    with pytest.raises(Refused, match=f"生效日期：{on} {sentence}") as refusal:
        membership.move(antai, "suspend", by=lin, reason="改制", on=on)
    assert refusal.value.field == "on"
    antai.refresh_from_db()
    assert antai.state == MemberState.ACTIVE


def test_a_move_may_hold_from_today_or_from_the_day_of_joining(lin: User, antai: Member) -> None:
    membership.move(antai, "suspend", by=lin, reason="改制", on=antai.joined_on)
    membership.move(antai, "resume", by=lin, reason="改制完成", on=clock.today())
    assert antai.state == MemberState.ACTIVE


def test_a_move_without_a_reason_is_refused(lin: User, antai: Member) -> None:
    with pytest.raises(Refused, match="须写明理由") as refusal:
        membership.move(antai, "suspend", by=lin, reason="  ")
    assert refusal.value.field == "reason"
    antai.refresh_from_db()
    assert antai.state == MemberState.ACTIVE


@pytest.mark.parametrize("verb", ["resume", "rejoin", "admit"])
def test_a_move_that_the_table_lacks_is_refused(lin: User, antai: Member, verb: str) -> None:
    with pytest.raises(Refused, match="现在是“在册”，不能"):
        membership.move(antai, verb, by=lin, reason="试试")


def test_whoever_comes_back_keeps_number_and_history(lin: User, antai: Member) -> None:
    number = antai.number
    membership.move(antai, "withdraw", by=lin, reason="来函退会")
    membership.move(antai, "rejoin", by=lin, reason="重新申请，理事会通过")
    antai.refresh_from_db()
    assert (antai.number, antai.state) == (number, MemberState.ACTIVE)
    assert audit.timeline(antai).count() == 2


def test_only_those_who_may_can_move(he: User, antai: Member) -> None:
    with pytest.raises(Refused, match="没有权限"):
        membership.move(antai, "suspend", by=he, reason="欠费")
