"""A campaign, its cards, and what may be written on them when."""

from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from association.questionnaires import writing
from members.enums import CampaignState, CardState, MemberState
from members.models import Member, NeedsCampaign
from members.needs import campaigns, cards
from tests.conftest import RunJobs
from tests.factories import cast, members, needs

pytestmark = pytest.mark.django_db


def test_publishing_freezes_the_questions_and_gives_every_member_in_force_a_card(
    antai: Member, hengyuan: Member, lin: User, run_jobs: RunJobs
) -> None:
    cast.person("antai_admin")
    Member.objects.filter(pk=hengyuan.pk).update(state=MemberState.SUSPENDED)
    row = needs.draft()
    campaigns.publish(row, by=lin)
    assert row.state == CampaignState.OPEN
    row.questionnaire.refresh_from_db()
    assert not row.questionnaire.is_draft
    [job] = run_jobs()
    assert job.message == "发出 1 张问需卡。"
    assert [card.member for card in row.cards.all()] == [antai]
    told = OutboxRow.objects.filter(rule="needs.issued", person=cast.person("antai_admin"))
    assert {message.channel for message in told} == {OutboxRow.Channel.PORTAL}
    assert "单位管理员签交" in told.get().body


def test_who_joins_later_gets_a_card_with_the_hourly_turn_and_nobody_gets_two(
    antai: Member, guanghe: Member
) -> None:
    Member.objects.filter(pk=guanghe.pk).update(state=MemberState.APPLICANT)
    row = needs.published()
    assert row.cards.count() == 1
    Member.objects.filter(pk=guanghe.pk).update(state=MemberState.ACTIVE)
    assert campaigns.turn() == 1
    assert campaigns.turn() == 0
    assert row.cards.count() == 2


def test_the_next_campaign_begins_with_the_questions_of_the_last(antai: Member) -> None:
    first = needs.draft()
    needs.asks(first)
    second = needs.draft(title="下半年问需")
    labels = list(second.questionnaire.questions.values_list("label", flat=True))
    assert labels == ["今年安全生产工作的重点和难点", "职工人数"]


def test_two_people_of_a_company_write_on_one_card_and_the_administrator_signs(
    antai: Member,
) -> None:
    admin, agent = cast.person("antai_admin"), cast.person("antai_agent")
    card = needs.card(antai)
    cards.write(card, rows=[needs.row("请讲讲双重预防机制", "培训")], by=agent)
    cards.write(card, rows=[needs.row("请看看喷涂车间")], by=admin)
    assert card.needs.count() == 2
    with pytest.raises(Refused, match="由本单位的单位管理员签交"):
        cards.sign(card, by=agent)
    cards.sign(card, by=admin)
    assert card.state == CardState.SIGNED
    with pytest.raises(Refused, match="已经签交"):
        cards.write(card, rows=[needs.row("再加一条")], by=agent)
    actions = [entry.action for entry in cards.history(card)]
    assert actions[:2] == ["签交问需卡", "签交会员服务问需卡"]


def test_an_emptied_row_goes_and_one_of_a_colleague_stays(antai: Member) -> None:
    card = needs.written(antai, needs.row("甲"), needs.row("乙"))
    first = card.needs.earliest("pk")
    cards.write(card, rows=[needs.row("", pk=first.pk)], by=needs.admin(antai))
    assert [need.text for need in card.needs.all()] == ["乙"]


def test_an_empty_card_is_not_signed(antai: Member) -> None:
    card = needs.card(antai)
    with pytest.raises(Refused, match="请至少写一条"):
        cards.sign(card, by=needs.admin(antai))


def test_a_card_that_lacks_an_answer_is_not_signed(antai: Member, lin: User) -> None:
    draft = needs.draft()
    needs.asks(draft)
    campaigns.publish(draft, by=lin)
    card = needs.card(antai, draft)
    cards.write(card, rows=[needs.row()], by=needs.admin(antai))
    with pytest.raises(writing.Wrong, match="职工人数"):
        cards.sign(card, by=needs.admin(antai))
    card.refresh_from_db()
    assert card.state == CardState.OPEN


def test_nobody_of_another_company_writes_on_it(antai: Member, guanghe: Member) -> None:
    card = needs.card(antai)
    with pytest.raises(Refused, match="只有本单位"):
        cards.write(card, rows=[needs.row()], by=needs.admin(guanghe))


def test_a_row_without_a_topic_is_named(antai: Member) -> None:
    card = needs.card(antai)
    with pytest.raises(Refused, match="“请看看喷涂车间”还没有选类别"):
        cards.write(card, rows=[needs.row("请看看喷涂车间", topic=None)], by=needs.admin(antai))


def test_it_is_opened_again_with_a_reason_until_the_last_day(antai: Member, lin: User) -> None:
    card = needs.signed(antai)
    with pytest.raises(Refused, match="须写明理由"):
        cards.reopen(card, by=lin, reason=" ")
    cards.reopen(card, by=lin, reason="请补充车间数量")
    assert card.state == CardState.OPEN
    cards.write(card, rows=[needs.row("两个车间")], by=needs.admin(antai))
    cards.sign(card, by=needs.admin(antai))
    with (
        clock.at(card.campaign.closes_on + timedelta(days=1)),
        pytest.raises(Refused, match="已经截止"),
    ):
        cards.reopen(card, by=lin, reason="再补充")


def test_a_page_from_before_a_need_was_in_hand_neither_doubles_nor_changes_it(
    antai: Member, lin: User
) -> None:
    need = needs.assigned(antai)
    card = need.card
    cards.reopen(card, by=lin, reason="请补充车间数量")
    stale = needs.row(need.text, pk=need.pk)
    cards.write(card, rows=[stale, needs.row("两个车间")], by=needs.admin(antai))
    assert [each.text for each in card.needs.order_by("position")] == [need.text, "两个车间"]
    for changed in (needs.row("另一件事", pk=need.pk), needs.row(need.text, "培训", pk=need.pk)):
        with pytest.raises(Refused, match="已经分办，不能再改"):
            cards.write(card, rows=[changed], by=needs.admin(antai))


def test_after_the_last_day_nothing_is_written_and_the_turn_closes_it(antai: Member) -> None:
    card = needs.card(antai)
    with clock.at(card.campaign.closes_on + timedelta(days=1)):
        with pytest.raises(Refused, match="已经截止"):
            cards.write(card, rows=[needs.row()], by=needs.admin(antai))
        campaigns.turn()
    assert NeedsCampaign.objects.get().state == CampaignState.CLOSED


def test_before_the_first_day_nothing_is_written(antai: Member) -> None:
    needs.admin(antai)
    first = clock.today() + timedelta(days=2)
    row = needs.published(opens_on=first)
    told = OutboxRow.objects.get(rule="needs.issued", channel=OutboxRow.Channel.PORTAL)
    assert f"从 {first} 起填写" in told.body
    assert "已开始" not in told.body
    with pytest.raises(Refused, match="起填写"):
        cards.write(needs.card(antai, row), rows=[needs.row()], by=needs.admin(antai))


def test_who_has_not_signed_is_reminded_once_three_days_before_the_end(
    antai: Member, guanghe: Member
) -> None:
    needs.signed(antai)
    card = needs.card(guanghe)
    reminded = OutboxRow.objects.filter(rule="needs.reminded", channel=OutboxRow.Channel.PORTAL)
    campaigns.turn()
    assert not reminded.exists()
    with clock.at(card.campaign.closes_on - timedelta(days=3)):
        campaigns.turn()
        campaigns.turn()
    assert [row.person for row in reminded] == [needs.admin(guanghe)]


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [(0, -1, "早于开始日期"), (-9, -2, "截止日期已经过去")],
)
def test_days_that_make_no_sense_are_refused(opens: int, closes: int, said: str, lin: User) -> None:
    today = clock.today()
    with pytest.raises(Refused, match=said):
        needs.draft(
            opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes)
        )


def test_an_open_campaign_may_last_longer_but_not_begin_anew(lin: User) -> None:
    row = needs.published()
    told = {"title": row.title, "intro": "", "by": lin}
    later = row.closes_on + timedelta(days=7)
    campaigns.amend(row, opens_on=row.opens_on, closes_on=later, **told)
    assert row.closes_on == later
    with pytest.raises(Refused, match="开始日期不能再改"):
        campaigns.amend(row, opens_on=row.opens_on - timedelta(days=1), closes_on=later, **told)


def test_only_who_keeps_the_needs_publishes(he: User) -> None:
    with pytest.raises(Refused, match="没有权限"):
        needs.draft(by=he)
    row = needs.draft()
    with pytest.raises(Refused, match="没有权限"):
        campaigns.publish(row, by=he)


def test_a_company_without_people_gets_a_card_and_no_message(db: None) -> None:
    members.member("北京无人示例有限公司")
    row = needs.published()
    assert row.cards.count() == 1
    assert not OutboxRow.objects.filter(rule="needs.issued").exists()
