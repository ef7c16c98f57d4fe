"""A company's card and needs on its own pages."""

import re
from typing import Any

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base import clock
from association.base.models import OutboxRow
from members.enums import Attends, CardState
from members.models import Member, NeedsCard
from members.needs import campaigns, cards, meetings
from tests.conftest import ClientFor
from tests.factories import cast, needs
from tests.pages import main, words

pytestmark = pytest.mark.django_db


def posted(*rows: dict[str, Any], saves: int, act: str = "save", **answers: str) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "saves": saves, "act": act, "needs-TOTAL_FORMS": len(rows), "needs-INITIAL_FORMS": 0,
        **answers,
    }  # fmt: skip
    for place, row in enumerate(rows):
        sent |= {f"needs-{place}-{name}": value for name, value in row.items()}
    return sent


def row(text: str, **told: Any) -> dict[str, Any]:
    return {"text": text, "topic": needs.topic().pk, "wanted_form": "any", **told}


@pytest.fixture
def card(antai: Member) -> NeedsCard:
    for role in ("antai_admin", "antai_agent"):
        cast.person(role)
    return needs.card(antai)


def page(card: NeedsCard) -> str:
    return reverse("members:needs_card", args=[card.pk])


def test_an_open_card_is_a_task_on_the_first_page(card: NeedsCard, client_for: ClientFor) -> None:
    home = client_for("antai_agent").get(reverse("portal"))
    assert "填写：会员服务问需卡" in words(home)
    assert page(card) in main(home)


def test_who_comes_second_sees_what_a_colleague_saved_and_loses_nothing(
    card: NeedsCard, client_for: ClientFor
) -> None:
    admin, agent = client_for("antai_admin"), client_for("antai_agent")
    first = posted(row("请看看喷涂车间"), saves=0, q1="外来施工多")
    assert agent.post(page(card), first).status_code == 302
    second = admin.post(page(card), posted(row("请讲一课"), saves=0, q1="人员变动大"))
    assert second.status_code == 422
    text = words(second)
    assert "没有保存" in text
    assert "同事保存的是：外来施工多" in text
    assert "请看看喷涂车间" in text
    assert "人员变动大" in main(second)
    assert "请讲一课" in main(second)
    again = posted(row("请讲一课"), saves=1, q1="人员变动大")
    assert admin.post(page(card), again).status_code == 302
    assert {need.text for need in card.needs.all()} == {"请看看喷涂车间", "请讲一课"}
    card.response.refresh_from_db()
    assert card.response.values["q1"] == "人员变动大"
    assert cast.person("antai_admin").name in words(agent.get(page(card)))


def test_a_row_without_a_topic_is_marked_and_nothing_is_kept(
    card: NeedsCard, client_for: ClientFor
) -> None:
    answer = client_for("antai_admin").post(
        page(card), posted(row("请看看喷涂车间", topic=""), saves=0, q1="甲")
    )
    assert answer.status_code == 422
    assert "请选类别" in words(answer)
    assert "请看看喷涂车间" in main(answer)
    assert not card.needs.exists()


def test_only_the_administrator_finds_the_button_and_signs(
    card: NeedsCard, client_for: ClientFor
) -> None:
    sent = posted(row("请看看喷涂车间"), saves=0, act="sign")
    agent = client_for("antai_agent")
    assert "保存并签交" not in words(agent.get(page(card)))
    refused = agent.post(page(card), sent)
    assert "由本单位的单位管理员签交" in words(refused)
    assert card.needs.count() == 1
    sent = posted(row("请看看", id=card.needs.get().pk), saves=1, act="sign")
    assert client_for("antai_admin").post(page(card), sent).status_code == 302
    card.refresh_from_db()
    assert card.state == CardState.SIGNED
    assert card.needs.get().text == "请看看"
    assert "签交" in words(agent.get(page(card)))


def test_an_empty_card_is_told_what_it_lacks(card: NeedsCard, client_for: ClientFor) -> None:
    answer = client_for("antai_admin").post(page(card), posted(saves=0, act="sign"))
    assert answer.status_code == 422
    assert "请至少写一条再签交" in words(answer)
    assert "最后保存" not in words(answer), "nothing was written"


def test_a_card_counts_as_filled_in_once_something_is_written(
    card: NeedsCard, client_for: ClientFor
) -> None:
    admin, first_page = client_for("antai_admin"), reverse("portal")
    admin.post(page(card), posted(saves=0, act="sign"))
    assert "已有同事填过" not in words(admin.get(first_page))
    admin.post(page(card), posted(saves=1, q1="外来施工多"))
    assert "已有同事填过" in words(admin.get(first_page))
    admin.post(page(card), posted(row("请看看喷涂车间"), saves=2, q1=""))
    assert "已有同事填过" in words(admin.get(first_page)), "a need is something, too"
    assert "最后保存" in words(admin.get(page(card)))


def test_an_answer_is_read_and_judged(antai: Member, client_for: ClientFor) -> None:
    need = needs.answered(antai)
    here = reverse("members:need", args=[need.pk])
    browser = client_for("antai_agent")
    assert "已安排专家上门。" in words(browser.get(here))
    refused = browser.post(here, {"act": "not-yet", "comment": ""})
    assert refused.status_code == 422
    assert "还缺什么" in words(refused)
    assert browser.post(here, {"act": "helped", "comment": "很快"}).status_code == 302
    assert "满意 很快" in words(browser.get(here))


def test_an_invitation_is_a_task_and_is_answered(antai: Member, client_for: ClientFor) -> None:
    talk = needs.meeting(needs.need(antai))
    browser = client_for("antai_admin")
    assert "回复是否参加" in words(browser.get(reverse("portal")))
    here = reverse("members:needs_meeting", args=[talk.pk])
    browser.post(here, {"act": "decline"})
    assert "不参加" in words(browser.get(here))
    assert "回复是否参加" not in words(browser.get(reverse("portal")))


def test_the_message_leads_to_the_card(card: NeedsCard, client_for: ClientFor) -> None:
    told = OutboxRow.objects.get(rule="needs.issued", person=cast.person("antai_admin"))
    OutboxRow.objects.filter(pk=told.pk).update(state=OutboxRow.State.SENT)
    page = client_for("antai_admin").get(reverse("portal_message", args=[told.pk]))
    assert reverse("members:needs") in main(page)


def test_the_minutes_of_a_talk_are_for_those_who_took_part(
    antai: Member, guanghe: Member, client_for: ClientFor
) -> None:
    talk = needs.meeting(needs.need(antai), needs.need(guanghe), cap=2)
    meetings.reply(talk, antai, attends=True, by=needs.admin(antai))
    meetings.reply(talk, guanghe, attends=False, by=needs.admin(guanghe))
    with clock.at(talk.until):
        meetings.hold(talk, minutes="某厂的通风怎样改", answers={}, by=cast.person("business"))
    here = reverse("members:needs_meeting", args=[talk.pk])
    seen = {
        role: "某厂的通风怎样改" in client_for(role).get(here).content.decode()
        for role in ("antai_admin", "guanghe_admin")
    }
    assert seen == {"antai_admin": True, "guanghe_admin": False}


def shown(answer: Any, name: str) -> str:
    """What stands in this field of the page, to be sent again as a browser would."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', main(answer))
    assert field, name
    value = re.search(r'value="([^"]*)"', field[0])
    return value[1] if value else ""


def test_what_was_kept_before_it_could_be_signed_is_not_written_twice(
    antai: Member, lin: User, client_for: ClientFor
) -> None:
    draft = needs.draft()
    needs.asks(draft)
    campaigns.publish(draft, by=lin)
    cast.person("antai_admin")
    card = needs.card(antai, draft)
    admin = client_for("antai_admin")
    refused = admin.post(page(card), posted(row("请看看喷涂车间"), saves=0, act="sign"))
    assert refused.status_code == 422
    assert "职工人数" in words(refused)
    again = posted(
        row("请看看喷涂车间", id=shown(refused, "needs-0-id")),
        saves=int(shown(refused, "saves")), act="sign", q2="35",
    )  # fmt: skip
    assert admin.post(page(card), again).status_code == 302
    assert [need.text for need in card.needs.all()] == ["请看看喷涂车间"]


def test_a_card_with_too_many_needs_is_kept_once_one_is_taken_off(
    card: NeedsCard, client_for: ClientFor
) -> None:
    admin = client_for("antai_admin")
    rows = [row(f"第 {n} 件") for n in range(cards.MOST + 1)]
    refused = admin.post(page(card), posted(*rows, saves=0, q1="人员变动大"))
    assert f"最多 {cards.MOST} 条" in words(refused)
    assert not card.needs.exists()
    again = posted(*rows[1:], saves=int(shown(refused, "saves")), q1="人员变动大")
    assert admin.post(page(card), again).status_code == 302
    assert card.needs.count() == cards.MOST


def test_what_somebody_typed_while_the_card_was_signed_is_shown_with_why_it_was_not_kept(
    card: NeedsCard, client_for: ClientFor
) -> None:
    admin, agent = client_for("antai_admin"), client_for("antai_agent")
    admin.post(page(card), posted(row("请看看喷涂车间"), saves=0, act="sign"))
    late = agent.post(page(card), posted(row("请讲一课双重预防"), saves=0, q1="外来施工多"))
    assert late.status_code == 422
    assert "问需卡已经签交，不能再改" in words(late)
    assert "请讲一课双重预防" in words(late)
    assert "外来施工多" in words(late)
    assert card.needs.get().text == "请看看喷涂车间"


def test_an_empty_answer_to_an_invitation_declines_nothing(
    antai: Member, client_for: ClientFor
) -> None:
    talk = needs.meeting(needs.need(antai))
    here = reverse("members:needs_meeting", args=[talk.pk])
    assert client_for("antai_admin").post(here, {}).status_code == 404
    assert talk.invited.get().reply == Attends.ASKED
