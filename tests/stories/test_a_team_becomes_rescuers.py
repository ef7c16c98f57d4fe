"""A class of rescuers from its announcement to its archive: twelve enrol, two are returned for
photo and years, ten are examined, eight pass and get numbers in two sub-batches, their certificates
are signed and collected; one is replaced for a misspelt name, and the old one says so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from association.base import files
from association.credentials.models import Credential
from tests.factories import batches, cast, papers, pictures
from tests.stories import rescuers as people
from tests.stories.conftest import PageFor, Shoot
from tests.stories.rescuers import confirm, enrolled, fits, full, reads
from tests.stories.stage import Stage
from training.enums import ClassState, EnrolmentState
from training.models import Enrolment, Sitting, SubBatch, TrainingClass

pytestmark = pytest.mark.xdist_group("rescuers")


@dataclass
class House:
    """Whoever takes part, each before a screen of their own, and the one class."""

    page_for: PageFor
    context_for: Callable[..., BrowserContext]
    shoot: Shoot
    stage: Stage

    def desk(self) -> Page:
        return self.page_for("training")

    def team(self) -> Page:
        return self.page_for("team_contact", width=360, height=740)

    @property
    def of(self) -> TrainingClass:
        return TrainingClass.objects.get()

    def open(self, page: Page, name: str) -> None:
        """A page of the class at the desk."""
        page.goto(reverse(f"admin:training_class{name}", args=[self.of.pk]))

    def advance(self, page: Page, label: str) -> None:
        self.open(page, "")
        confirm(page, label)


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
        _submit_five_then_three(house, house.desk())
    with at("2020-06-29T09:00:00"):
        _numbers_come_in(house, house.desk(), tmp_path)
        old = _sign_certificates(house, house.desk())
        _replace_the_misspelt(house, house.desk(), old)
    with at("2020-07-06T09:00:00"):
        _collect(house, house.desk(), tmp_path)
        _settle(house, house.page_for("finance"))
    with at("2020-07-10T09:00:00"):
        _archive(house, house.desk())
        _read_the_end(house, house.team(), house.page_for(width=360, height=740))


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


def _submit_five_then_three(house: House, desk: Page) -> None:
    house.advance(desk, "进入审核发放")
    for names in (people.FIRST_FIVE, people.LAST_THREE):
        house.open(desk, "_batches")
        for name in set(people.EXAMINED[:8]) - set(names):
            for box in desk.get_by_label(f"选择{name}").all():
                box.uncheck()
        desk.get_by_role("button", name="编成批次").click()
        desk.get_by_role("button", name="送审", exact=True).click()
        reads(desk, "已送审，清单已封存")
    house.open(desk, "_batches")
    reads(desk, "现在没有可以送审的人。")
    house.shoot(desk, "rescuers-batches")


def _numbers_come_in(house: House, desk: Page, folder: Path) -> None:
    """For the five in the file that comes back; for the three one by one."""
    first, second = SubBatch.objects.order_by("pk")
    desk.goto(reverse("admin:training_batch", args=[first.pk]))
    with desk.expect_download() as manifest:
        desk.get_by_role("link", name="下载送审清单").click()
    manifest.value.save_as(folder / "送审清单.xlsx")
    desk.get_by_role("link", name="上传答复").click()
    desk.get_by_label("发证单位填好的表").set_input_files(
        {"name": "答复.xlsx", "mimeType": files.XLSX, "buffer": batches.workbook(first)}
    )
    desk.get_by_role("button", name="上传并核对").click()
    reads(desk, "还没有登记任何内容")
    house.shoot(desk, "rescuers-answer")
    desk.get_by_role("button", name="登记 5 人").click()
    reads(desk, "已登记 5 人的答复。")

    desk.goto(reverse("admin:training_batch", args=[second.pk]))
    desk.get_by_role("link", name=full("登记", f"{people.MISSPELT}的答复")).click()
    desk.get_by_label("通过").check()
    desk.get_by_label("证书编号").fill(batches.number())
    desk.get_by_label("发证日期").fill("2020-06-29")
    desk.get_by_role("button", name="登记", exact=True).click()
    reads(desk, f"已登记{people.MISSPELT}的答复。")
    people.number_the_rest()
    desk.reload()
    reads(desk, "3 人")
    assert house.of.enrolments.filter(state=EnrolmentState.NUMBERED).count() == 8


def _sign_certificates(house: House, desk: Page) -> str:
    """The number of the misspelt one."""
    house.open(desk, "_certificates")
    desk.get_by_role("button", name="给勾选的人签发").click()
    reads(desk, "已编号 8 份，正在制作文件")
    house.stage.finish_jobs()
    desk.reload()
    reads(desk, "已全部制成")
    expect(desk.get_by_role("link", name=re.compile("^换发"))).to_have_count(8)
    house.shoot(desk, "rescuers-certificates")
    old = Credential.objects.get(subject=people.MISSPELT)
    with desk.expect_download() as paper:
        desk.get_by_role("link", name=old.number, exact=True).click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
    return old.number


def _ask(page: Page, number: str, name: str) -> None:
    page.goto("/verify/")
    page.get_by_label("证书编号").fill(number)
    page.get_by_label("持有者名称").fill(name)
    page.get_by_role("button", name="查询").click()


def _answers(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.get_by_role("status").first).to_contain_text(text)


def _replace_the_misspelt(house: House, desk: Page, old: str) -> None:
    public = house.page_for(width=360, height=740)
    _ask(public, old, people.MISSPELT)
    _answers(public, "至今有效")

    house.open(desk, "_people")
    desk.get_by_role("link", name=people.MISSPELT).click()
    desk.get_by_role("link", name="更正资料").click()
    desk.get_by_label("姓名").fill(people.RIGHT)
    desk.get_by_label("理由").fill("与身份证不一致，花名册录错一字")
    desk.get_by_role("button", name="保存").click()
    reads(desk, "要换发请在证书页办理")
    desk.get_by_role("link", name=old, exact=True).click()
    desk.get_by_role("link", name=full("换发", f"{people.MISSPELT}的证书")).click()
    desk.get_by_label("理由").fill("姓名登记有误")
    desk.get_by_role("button", name="换发证书").click()
    house.stage.finish_jobs()
    desk.reload()
    new = Credential.objects.get(subject=people.RIGHT).number
    expect(desk.get_by_role("row").filter(has_text=people.MISSPELT)).to_contain_text(
        f"由 {new} 替换"
    )
    house.shoot(desk, "rescuers-replaced")

    _ask(public, old, people.MISSPELT)
    _answers(public, "已替换", f"已由 {new} 替换")
    assert fits(public)
    house.shoot(public, "rescuers-verify-old-360")
    public.get_by_role("link", name=new).click()
    _answers(public, "至今有效")
    _ask(public, new, people.RIGHT)
    _answers(public, "至今有效")


def _collect(house: House, desk: Page, folder: Path) -> None:
    house.advance(desk, "进入领证归档")
    scan = folder / "领证登记表.pdf"
    scan.write_bytes(papers.licence(scan.name).read())
    desk.get_by_role("link", name="领证", exact=True).click()
    expect(desk.get_by_role("row").filter(has_text=people.RIGHT)).to_have_count(1)
    desk.get_by_role("link", name=full("领证", people.RIGHT)).click()
    desk.get_by_label("签过字的纸质登记表").set_input_files(scan)
    desk.get_by_role("button", name="登记领取").click()
    reads(desk, f"{people.RIGHT}的证书已登记领取")
    people.hand_out_the_rest(house.of)
    desk.reload()
    reads(desk, "没有待领的证书。")
    house.shoot(desk, "rescuers-collected")


def _settle(house: House, he: Page) -> None:
    he.goto("/admin/")
    he.get_by_role("link", name="培训经费待结算").click()
    expect(he.locator("tbody tr")).to_have_count(8)
    expect(he.get_by_role("row").filter(has_text=people.RIGHT)).to_contain_text("1,200.00")
    house.shoot(he, "rescuers-settlement")
    for box in he.get_by_role("checkbox").all():
        box.check()
    he.get_by_label("凭证号").fill("记-0706-12")
    he.get_by_role("button", name="结算选中的").click()
    reads(he, "已结算 8 人。", "这里没有经费。")


def _archive(house: House, desk: Page) -> None:
    house.open(desk, "")
    desk.get_by_role("link", name="去归档").click()
    desk.get_by_role("link", name=full("登记", "学员花名册")).click()
    desk.get_by_label("文件").set_input_files(
        {"name": "花名册.xlsx", "mimeType": files.XLSX, "buffer": people.roster()}
    )
    desk.get_by_role("button", name="登记", exact=True).click()
    reads(desk, "“学员花名册”已登记。", "还差 3 项")
    people.file_the_rest(house.of)
    desk.reload()
    reads(desk, "可以封存")
    desk.get_by_label("保管期限").select_option(label="定期 30 年（待核实）")
    desk.get_by_role("button", name="封存").click()
    reads(desk, "已归档", "至 2050年")
    desk.get_by_role("button", name="核对文件").click()
    reads(desk, "个文件与封存时一致。")
    house.shoot(desk, "rescuers-archived")
    assert house.of.state == ClassState.ARCHIVED


def _read_the_end(house: House, team: Page, public: Page) -> None:
    team.goto(reverse("training:team_results", args=[cast.team("chenling").pk]))
    reads(team, people.RIGHT, "未合格")
    assert fits(team)
    house.shoot(team, "rescuers-team-results-360")
    certificate = Credential.objects.get(subject=people.SHOWN)
    _ask(public, certificate.number, people.SHOWN)
    _answers(public, "至今有效")
