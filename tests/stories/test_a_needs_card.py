"""Two people of a company fill in its needs card, the administrator signs it on the phone; each need
is answered, one in writing, one in a talk of three companies, and the company says that it helped."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from association.base import clock
from members.models import Member, NeedsCampaign
from tests.factories import cast, needs
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage


def test_from_the_card_to_the_answer(
    page_for: PageFor,
    antai: Member,
    hengyuan: Member,
    guanghe: Member,
    stage: Stage,
    shoot: Shoot,
    console: list[str],
) -> None:
    for role in ("antai_admin", "antai_agent", "hengyuan_admin", "guanghe_admin", "business"):
        cast.person(role)
    desk = page_for("social")
    publish(desk, stage, shoot)
    write(page_for("antai_agent"), page_for("antai_admin", width=360), shoot)
    [complaint] = console  # the page that came back because a colleague had saved
    assert "422" in complaint
    console.clear()
    others = [needs.need(of, f"{of.name}想看看别家的通风") for of in (hengyuan, guanghe)]
    assign(desk, shoot)
    answer(page_for("business"), shoot)
    judge(page_for("antai_admin", width=360), shoot)
    talk(desk, [antai.name, *(need.card.member.name for need in others)], shoot)
    held(page_for("business"), page_for("antai_admin", width=360), stage, shoot)
    board(desk, shoot)


def publish(desk: Page, stage: Stage, shoot: Shoot) -> None:
    desk.goto("/admin/members/needs/campaigns/")
    desk.get_by_role("link", name="新的问需").click()
    desk.get_by_label("标题").fill("上半年问需")
    desk.get_by_label("截止日期").fill(f"{clock.today() + timedelta(days=20):%Y-%m-%d}")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已起草。请核对问题，再发布。")).to_be_visible()
    shoot(desk, "needs-draft-1280")
    desk.get_by_role("button", name="发布问需").click()
    desk.get_by_role("dialog").get_by_role("button", name="发布问需").click()
    expect(desk.get_by_text("已发布")).to_be_visible()
    stage.finish_jobs()
    assert NeedsCampaign.objects.get().cards.count() == 3


def write(agent: Page, phone: Page, shoot: Shoot) -> None:
    """Both have the card open; who saves second reads what the colleague saved, and loses nothing."""
    agent.goto("/portal/")
    agent.get_by_role("link", name="填问需卡").click()
    phone.goto("/portal/")
    phone.get_by_role("link", name="填问需卡").click()
    agent.get_by_label("今年安全生产工作的重点和难点").fill("外来施工多")
    first = agent.get_by_role("group", name="第 1 条")
    first.get_by_label("类别").select_option(label="政策咨询")
    first.get_by_label("需求").fill("新的判定标准哪些条款适用于我们？")
    agent.get_by_role("button", name="保存", exact=True).click()
    expect(agent.get_by_text("已保存，本单位同事可以接着填。")).to_be_visible()
    mine = phone.get_by_role("group", name="第 1 条")
    mine.get_by_label("类别").select_option(label="隐患排查")
    mine.get_by_label("需求").fill("喷涂车间的通风请来看看")
    phone.get_by_role("button", name="保存并签交").click()
    expect(phone.get_by_text("没有保存").first).to_be_visible()
    expect(phone.get_by_text("同事保存的是：外来施工多")).to_be_visible()
    shoot(phone, "needs-card-elsewhere-360")
    phone.get_by_label("今年安全生产工作的重点和难点").fill("外来施工多，人员变动大")
    phone.get_by_role("button", name="保存并签交").click()
    expect(phone.get_by_text("问需卡已签交。")).to_be_visible()
    expect(phone.get_by_role("link", name="新的判定标准")).to_be_visible()
    expect(phone.get_by_role("link", name="喷涂车间的通风")).to_be_visible()
    shoot(phone, "needs-360")


def assign(desk: Page, shoot: Shoot) -> None:
    desk.goto("/admin/")
    desk.get_by_role("link", name=re.compile("待分办需求")).click()
    shoot(desk, "needs-triage-1280")
    desk.get_by_role("link", name="新的判定标准").click()
    kong = cast.person("business")
    desk.get_by_label("承办部门").select_option(label=str(kong.department))
    desk.get_by_label("承办人").select_option(value=str(kong.pk))
    desk.get_by_role("button", name="分办", exact=True).click()
    expect(desk.get_by_text("已分办。")).to_be_visible()


def answer(owner: Page, shoot: Shoot) -> None:
    owner.goto("/admin/")
    owner.get_by_role("link", name=re.compile("我要答复的需求")).click()
    owner.get_by_role("link", name="新的判定标准").click()
    owner.get_by_label("答复", exact=True).fill("第三、五、九条适用，对照表已附。")
    owner.get_by_role("button", name="答复", exact=True).click()
    expect(owner.get_by_text("已答复，单位会收到通知。")).to_be_visible()
    shoot(owner, "need-answered-1280")


def judge(phone: Page, shoot: Shoot) -> None:
    phone.goto("/portal/needs/")
    phone.get_by_role("link", name="新的判定标准").click()
    expect(phone.get_by_text("第三、五、九条适用")).to_be_visible()
    shoot(phone, "need-answer-360")
    phone.get_by_role("button", name="有帮助").click()
    expect(phone.get_by_text("谢谢，您的评价已记下。")).to_be_visible()
    expect(phone.get_by_text("满意", exact=True)).to_be_visible()


def talk(desk: Page, names: list[str], shoot: Shoot) -> None:
    """Three needs of one topic are picked from the list: a 1+N talk."""
    desk.goto("/admin/members/needs/?view=new")
    for name in names:
        desk.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    desk.get_by_role("button", name="把选中的约成一次交流").click()
    expect(desk.get_by_label("形式")).to_have_value("group")
    desk.get_by_role("textbox", name="地点").fill("协会三层会议室")
    desk.get_by_label("最多几家").fill("3")
    desk.get_by_label("主持人").select_option(value=str(cast.person("business").pk))
    desk.get_by_role("button", name="约定并通知单位").click()
    expect(desk.get_by_text("已约定，单位会收到通知")).to_be_visible()
    expect(desk.get_by_text("待回复", exact=True)).to_have_count(3)
    shoot(desk, "needs-talk-1280")


def held(host: Page, phone: Page, stage: Stage, shoot: Shoot) -> None:
    phone.goto("/portal/")
    phone.get_by_role("link", name="去回复").click()
    shoot(phone, "needs-talk-360")
    phone.get_by_role("button", name="参加", exact=True).click()
    expect(phone.get_by_text("已回复参加，届时见。")).to_be_visible()
    with stage.at(f"{needs.tomorrow(12):%Y-%m-%dT%H:%M:%S+08:00}"):
        host.goto("/admin/members/needs/meetings/")
        host.get_by_role("link", name="隐患排查小组（1+N）").click()
        host.get_by_role("textbox", name="纪要").fill("三家一起看了喷涂线，讲了局部排风。")
        for box in host.get_by_label(re.compile("的答复")).all():
            box.fill("照讲义核对排风量，一个月后回访。")
        host.get_by_role("button", name="登记召开").click()
        expect(host.get_by_text("已登记召开")).to_be_visible()
        phone.goto("/portal/needs/")
        phone.get_by_role("link", name="喷涂车间的通风").click()
        expect(phone.get_by_text("照讲义核对排风量")).to_be_visible()
        phone.get_by_role("button", name="有帮助").click()
        expect(phone.get_by_text("满意", exact=True)).to_be_visible()


def board(desk: Page, shoot: Shoot) -> None:
    desk.goto("/admin/members/needs/campaigns/")
    desk.get_by_role("link", name="上半年问需").click()
    shoot(desk, "needs-board-1280")
    line = desk.get_by_role("row").filter(has_text="已答复").filter(has_text="100%")
    expect(line).to_have_count(1)
    line.get_by_role("link").click()
    expect(desk.get_by_text("共 4 条")).to_be_visible()
