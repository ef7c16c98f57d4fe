"""A class of rescuers from its announcement to its archive: twelve enrol, two are returned for
photo and years, ten are examined, eight pass and get numbers in two sub-batches, their certificates
are signed and collected; one is replaced for a misspelt name, and the old one says so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from association.base import files
from tests.factories import pictures
from tests.stories import certified
from tests.stories import rescuers as people
from tests.stories.conftest import PageFor, Shoot
from tests.stories.rescuers import House, confirm, enrolled, fits, full, reads
from tests.stories.stage import Stage
from training.enums import EnrolmentState
from training.models import Enrolment, Sitting

pytestmark = pytest.mark.xdist_group("rescuers")


@pytest.fixture
def house(
    page_for: PageFor,
    context_for: Callable[..., BrowserContext],
    shoot: Shoot,
    stage: Stage,
) -> House:
    return House(page_for, context_for, shoot, stage)


def test_a_team_of_twelve_becomes_eight_rescuers(house: House, tmp_path: Path) -> None:
    at = house.stage.at
    with at("2020-06-01T09:00:00"):
        desk, team = house.desk(), house.team()
        _announce(house, desk)
        _reserve(house, team)
        link = _hand_in_the_roster(house, team)
    with at("2020-06-02T09:00:00"):
        _bring_what_is_asked(house, house.page_for(width=360, height=740), link)
        people.bring_everything(people.NAMES[1:])
    with at("2020-06-03T09:00:00"):
        _judge(house, house.desk())
        _read_what_lacks(house, house.team())
    with at("2020-06-08T09:00:00"):
        _begin(house, house.desk())
    with at("2020-06-09T17:00:00"):
        _sign_in(house, house.desk(), "2020-06-09")
        _call_to_the_exam(house, house.desk())
    with at("2020-06-12T09:00:00"):
        _mark_twice(house)
        people.examine_skill(house.of)
        _publish(house, house.desk())
    with at("2020-06-15T09:00:00"):
        certified.submit_five_then_three(house, house.desk())
    with at("2020-06-29T09:00:00"):
        certified.numbers_come_in(house, house.desk(), tmp_path)
        old = certified.sign_certificates(house, house.desk())
        certified.replace_the_misspelt(house, house.desk(), old)
    with at("2020-07-06T09:00:00"):
        certified.collect(house, house.desk(), tmp_path)
        certified.settle(house, house.page_for("finance"))
    with at("2020-07-10T09:00:00"):
        certified.archive(house, house.desk())
        certified.read_the_end(house, house.team(), house.page_for(width=360, height=740))


def _announce(house: House, desk: Page) -> None:
    desk.goto("/admin/")
    desk.get_by_role("link", name="救援员", exact=True).click()
    desk.get_by_role("link", name="新开班次").click()
    for label, text in (
        ("班次名称", people.TITLE), ("地点或网址", "教育培训部一号教室"), ("开班日期", "2020-06-08"),
        ("结束日期", "2020-06-09"), ("须满课时", "16"), ("名额", "20"), ("费用（元）", "1200"),
        ("报名自", "2020-06-01"), ("报名至", "2020-06-05"),
    ):  # fmt: skip
        desk.get_by_label(label).fill(text)
    desk.get_by_label("级别").select_option(label="四级/中级工")
    desk.get_by_label("专业方向").select_option(label="陆地搜索与救援")
    desk.locator("main form button[data-kind=primary]").click()
    confirm(desk, "开放报名")
    reads(desk, "报名已开放。", "PXB-2020-001")
    house.shoot(desk, "rescuers-class-open")


def _reserve(house: House, team: Page) -> None:
    team.goto("/portal/team/")
    offer = team.get_by_role("article", name=people.TITLE)
    expect(offer).to_contain_text("本单位还能留 15 个")
    offer.get_by_label("个数").fill("12")
    offer.get_by_role("button", name="预留名额").click()
    reads(team, "已留 12 个，已报 0 人")
    assert fits(team)
    house.shoot(team, "rescuers-team-reserved-360")


def _hand_in_the_roster(house: House, team: Page) -> str:
    """The link of the first of them, as the contact hands it on."""
    team.get_by_role("link", name="去报学员").click()
    team.get_by_role("link", name="上传花名册").click()
    team.get_by_label("花名册").set_input_files(
        {"name": "报名表.xlsx", "mimeType": files.XLSX, "buffer": people.roster()}
    )
    team.get_by_role("button", name="上传并检查").click()
    assert not Enrolment.objects.exists(), "a look enrols nobody"
    team.get_by_role("button", name="录入这 12 人").click()
    reads(team, "已录入 12 人。请把各人的链接发给本人。")
    team.get_by_role("link", name="返回名单").click()
    expect(team.get_by_role("row").filter(has_text="还没有交照片")).to_have_count(12)
    assert fits(team)
    house.shoot(team, "rescuers-team-people-360")
    team.get_by_role("button", name=full("发新链接", f"给{people.SHOWN}")).click()
    return team.locator("#once").input_value()


def _bring_what_is_asked(house: House, phone: Page, link: str) -> None:
    phone.goto(link)
    phone.get_by_role("link", name="填写工作、证书和学历").click()
    phone.get_by_label("职业", exact=True).first.select_option("own")
    phone.get_by_label("开始日期").first.fill("2012-03-01")
    phone.locator("main button[data-kind=primary]").click()
    expect(phone.get_by_role("heading", name="申报条件")).to_contain_text("符合条件")
    phone.get_by_role("link", name="交照片").first.click()
    phone.get_by_label("照片", exact=True).set_input_files(
        {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": pictures.portrait()}
    )
    phone.get_by_role("button", name="上传").click()
    phone.goto(link)
    for purpose in ("用于培训、鉴定和档案", "提交给发证单位核发证书"):
        phone.get_by_role("button", name=full("我已阅读并同意", purpose)).click()
    reads(phone, "没有要您办的事")
    assert fits(phone)
    house.shoot(phone, "rescuers-me-360")


def _judge(house: House, qiao: Page) -> None:
    qiao.goto("/admin/")
    qiao.get_by_role("link", name="照片待审核").click()
    blurred = qiao.get_by_role("listitem").filter(has=qiao.get_by_role("heading", name="江一帆"))
    blurred.get_by_label("不合格的原因").fill("逆光，看不清五官，请重拍")
    blurred.get_by_role("button", name=full("不合格", f"：{people.BLURRED}")).click()
    reads(qiao, "江一帆的照片：不合格。")
    _return(qiao, house, people.BLURRED, "照片不合格，请重拍一张正面、白底的。")
    _return(qiao, house, people.YOUNG, "从事本职业累计不满规定年限，请补交相关证书或毕业证书。")
    people.find_in_order(people.EXAMINED[1:])
    photo = enrolled(people.SHOWN).trainee.photos.get()
    qiao.goto(reverse("admin:training_photos"))
    qiao.get_by_role("button", name=full("合格", f"：{people.SHOWN}")).click()
    photo.refresh_from_db()
    assert photo.state == "accepted"
    qiao.goto(reverse("admin:training_enrolments"))
    qiao.get_by_role("link", name=people.SHOWN).click()
    qiao.get_by_role("button", name="确认条件符合").click()
    reads(qiao, f"已办理：{people.SHOWN}，条件符合")
    house.open(qiao, "_board")
    expect(qiao.get_by_role("row").filter(has_text="条件符合")).to_have_count(10)
    expect(qiao.get_by_role("row").filter(has_text="退回补正")).to_have_count(2)
    house.shoot(qiao, "rescuers-board")


def _return(qiao: Page, house: House, name: str, reason: str) -> None:
    house.open(qiao, "_people")
    qiao.get_by_role("link", name=name).click()
    if name == people.YOUNG:
        house.shoot(qiao, "rescuers-too-few-years")
    qiao.get_by_label("答复或理由").fill(reason)
    qiao.get_by_role("button", name="退回补正").click()
    reads(qiao, f"已办理：{name}，退回补正")


def _read_what_lacks(house: House, team: Page) -> None:
    team.goto("/portal/team/")
    reads(team, f"催办：{people.TITLE}有 2 人还缺材料", "照片不合格：逆光，看不清五官，请重拍")
    reads(team, "退回补正：从事本职业累计不满规定年限")
    assert fits(team)
    house.shoot(team, "rescuers-team-lacking-360")


def _begin(house: House, desk: Page) -> None:
    """Whoever didn't mend it leaves; the others sit down."""
    for name in (people.BLURRED, people.YOUNG):
        desk.goto(reverse("admin:training_enrolment", args=[enrolled(name).pk]))
        desk.get_by_label("答复或理由").fill("报名截止前没有补正，参加下一期。")
        desk.get_by_role("button", name="退出").click()
        reads(desk, f"已办理：{name}，已退出")
    house.advance(desk, "开班")
    reads(desk, "已开班。")
    _sign_in(house, desk, "2020-06-08")


def _sign_in(house: House, desk: Page, day: str) -> None:
    desk.goto(reverse("admin:training_class_attendance", args=[house.of.pk]) + f"?day={day}")
    expect(desk.locator("tbody tr")).to_have_count(10)
    desk.get_by_role("button", name="登记这一天").click()
    reads(desk, "的签到已登记。")


def _call_to_the_exam(house: House, desk: Page) -> None:
    house.advance(desk, "进入鉴定")
    desk.get_by_role("link", name="鉴定", exact=True).click()
    desk.get_by_role("link", name="安排场次").click()
    desk.get_by_label("科目").select_option(label="理论知识考试")
    for label, text in (
        ("开始时间", "2020-06-11T09:00"), ("时长（分钟）", "90"), ("考场", "一号教学楼 203"),
        ("座位数", "20"), ("监考人员", "安时雨、纪临川"),
    ):  # fmt: skip
        desk.get_by_label(label).fill(text)
    desk.get_by_role("button", name="安排", exact=True).click()
    desk.get_by_role("button", name="给 10 人排座").click()
    reads(desk, "已给 10 人排座。")
    house.shoot(desk, "rescuers-sitting")


def _mark_twice(house: House) -> None:
    """Once in the grid, once as a file by somebody who sees nothing of the first."""
    sitting = Sitting.objects.get()
    first = house.desk()
    first.goto(reverse("admin:training_sitting_entry", args=[sitting.pk]))
    for name in people.EXAMINED:
        field = first.get_by_role("row").filter(has_text=name).locator("input[name^=m-]")
        field.fill(people.MARKS.get(name, people.PASSING)[0])
    house.shoot(first, "rescuers-marks")
    first.get_by_role("button", name="保存").click()
    reads(first, "第一遍已登录 10 人。")

    second = people.colleague(house.context_for, house.stage.address)
    second.goto(reverse("admin:training_sitting_entry", args=[sitting.pk]))
    reads(second, "看不到第一遍的成绩")
    second.get_by_role("link", name="上传登录表").click()
    second.get_by_label("成绩登录表").set_input_files(
        {"name": "成绩.xlsx", "mimeType": files.XLSX, "buffer": people.mark_sheet(sitting)}
    )
    second.get_by_role("button", name="上传").click()
    reads(second, "第二遍已登录，10 人一致。")
    second.get_by_role("link", name="返回场次").click()
    confirm(second, "锁定成绩")
    reads(second, "成绩已锁定，可以公布了。")


def _publish(house: House, desk: Page) -> None:
    house.open(desk, "_assessment")
    confirm(desk, "公布结果")
    reads(desk, "已公布 10 人的结果")
    expect(desk.get_by_role("row").filter(has_text="未合格")).to_have_count(2)
    expect(desk.get_by_role("row").filter(has_text="䶮小川")).to_contain_text("48")
    house.shoot(desk, "rescuers-results")
    assert house.of.enrolments.filter(state=EnrolmentState.PASSED).count() == 8
