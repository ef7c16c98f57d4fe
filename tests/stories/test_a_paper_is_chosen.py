"""Choosing a file: our words instead of the browser's, by keyboard and screen reader as before."""

import re
from pathlib import Path

from playwright.sync_api import FileChooser, Page, expect

from members.models import ChangeRequest, Member
from tests.factories.papers import pdf, picture
from tests.stories.conftest import PageFor, Shoot


def test_a_paper_is_chosen_refused_and_chosen_again(
    page_for: PageFor, antai: Member, shoot: Shoot, tmp_path: Path, console: list[str]
) -> None:
    heavy, wrong, right = (tmp_path / name for name in ("扫描.pdf", "照片.jpg", "执照.pdf"))
    heavy.write_bytes(pdf() + b" " * 11 * 1024 * 1024)
    wrong.write_bytes(picture("PNG"))
    right.write_bytes(pdf())
    page = page_for("antai_admin", width=360)
    choosers: list[FileChooser] = []
    # Heard from the start: told only now, the browser may take the key before it listens.
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    page.goto("/portal/company/changes/new/")
    paper, face = page.get_by_label("证明材料"), page.locator(".picker")
    expect(page.get_by_text("照片会重新生成，拍摄位置等信息会被去掉")).to_be_visible()
    expect(face).to_have_text("选择文件未选择文件")
    page.get_by_label("说明").fill("执照上个月换发")
    page.get_by_label("单位名称").fill("北京安泰晨岭新材料有限公司")
    shoot(page, "paper-360")

    paper.set_input_files(heavy)
    expect(page.get_by_role("status")).to_contain_text("超过 10 MB，请压缩后再选")
    assert paper.evaluate("input => input.files.length") == 0

    paper.set_input_files(wrong)
    expect(page.get_by_role("status")).to_have_text("照片.jpg（0.1 MB）")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".field .error")).to_contain_text("请把名称的结尾改为 .png 再传")
    expect(page.get_by_label("说明")).to_have_value("执照上个月换发")
    expect(page.get_by_label("单位名称")).to_have_value("北京安泰晨岭新材料有限公司")
    shoot(page, "paper-refused-360")
    assert [line.rpartition("status of ")[2] for line in console] == ["422 (Unprocessable Entity)"]
    console.clear()

    paper.focus()
    page.keyboard.press("Enter")
    opened(page, choosers).set_files(right)
    page.get_by_role("button", name="提交申请").click()
    expect(page).to_have_url(re.compile(r"/portal/company/changes/\d+/$"))
    assert ChangeRequest.objects.get().evidence.name == "执照.pdf"


def opened(page: Page, choosers: list[FileChooser]) -> FileChooser:
    """The dialog that a key has opened."""
    for _ in range(300):
        if choosers:
            return choosers[0]
        page.wait_for_timeout(100)
    raise AssertionError("the key opened no dialog")
