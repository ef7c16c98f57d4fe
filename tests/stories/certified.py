"""The second half of the rescuers' story, screen by screen: from the issuing body to the archive."""

import re
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from association.base import files
from association.credentials.models import Credential
from tests.factories import batches, cast, papers
from tests.stories import rescuers as people
from tests.stories.rescuers import House, fits, full, reads
from training.enums import ClassState, EnrolmentState
from training.models import SubBatch


def submit_five_then_three(house: House, desk: Page) -> None:
    house.advance(desk, "进入审核发放")
    for names in (people.FIRST_FIVE, people.LAST_THREE):
        house.open(desk, "_batches")
        for name in set(people.EXAMINED[:8]) - set(names):
            for box in desk.get_by_label(f"选择{name}").all():
                box.uncheck()
        desk.get_by_role("button", name="编成批次").click()
        desk.get_by_role("button", name="送审", exact=True).click()
        desk.get_by_role("dialog").get_by_role("button", name="送审", exact=True).click()
        reads(desk, "已送审，清单已封存")
    house.open(desk, "_batches")
    reads(desk, "现在没有可以送审的人。")
    house.shoot(desk, "rescuers-batches")


def numbers_come_in(house: House, desk: Page, folder: Path) -> None:
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


def sign_certificates(house: House, desk: Page) -> str:
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


def replace_the_misspelt(house: House, desk: Page, old: str) -> None:
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


def collect(house: House, desk: Page, folder: Path) -> None:
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


def settle(house: House, he: Page) -> None:
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


def archive(house: House, desk: Page) -> None:
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


def read_the_end(house: House, team: Page, public: Page) -> None:
    team.goto(reverse("training:team_results", args=[cast.team("chenling").pk]))
    reads(team, people.RIGHT, "未合格")
    assert fits(team)
    house.shoot(team, "rescuers-team-results-360")
    certificate = Credential.objects.get(subject=people.SHOWN)
    _ask(public, certificate.number, people.SHOWN)
    _answers(public, "至今有效")
