"""An expert answers in a cellar: ten items and three photos without signal, a reload, a closed tab,
and everything is there exactly once."""

import hashlib
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from standardization.checklists import signing
from standardization.checklists.bundles import items_of
from standardization.checklists.sections import sections
from standardization.models import Answer, AnswerEvent, Checklist, Finding, Photo, Signature
from tests.factories import cast, checklists
from tests.stories.conftest import Shoot

WIDTH = {"width": 360, "height": 740}


@pytest.fixture
def checklist(transactional_db: None) -> Checklist:
    cast.person("expert")
    return checklists.checklist(version=checklists.large(24))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    path.write_bytes(checklists.jpeg(77, size=(2400, 1800)))
    return path


def address(row: Checklist) -> str:
    return reverse("standardization:expert_checklist", args=[row.visit_id])


def test_ten_items_and_three_photos_without_signal_arrive_exactly_once(
    context_for, checklist: Checklist, photo: Path, shoot: Shoot, console: list[str]
) -> None:
    phone: BrowserContext = context_for("expert", **WIDTH)
    page = phone.new_page()
    page.goto(address(checklist))
    expect(page.get_by_text("已可离线打开")).to_be_visible()
    expect(badge(page)).to_have_text("已全部同步")
    shoot(page, "checklist-360")
    phone.set_offline(True)
    for _ in range(5):
        conform(page)
    fail(page, photo)
    page.get_by_role("button", name="登记不符合项").click()
    expect(page.get_by_text("已登记不符合项：1 条待同步")).to_be_visible()
    shoot(page, "checklist-offline-360")
    page.get_by_role("button", name="下一项").click()
    expect(badge(page)).to_have_text("离线 · 8 条待同步")

    page.reload()
    expect(badge(page)).to_have_text("离线 · 8 条待同步")
    for _ in range(2):
        conform(page)
    fail(page, photo)
    page.get_by_label("备注").fill("没按下一项就关了")
    page.close()

    page = phone.new_page()
    page.goto(address(checklist))
    expect(badge(page)).to_have_text("离线 · 12 条待同步")
    page.goto(address(checklist) + f"#i-{keys(checklist)[8]}")
    expect(page.get_by_label("备注")).to_have_value("没按下一项就关了")
    page.get_by_role("button", name="下一项").click()
    fail(page, photo)
    page.get_by_role("button", name="下一项").click()
    sign(page)
    badge(page).click()
    shoot(page, "checklist-queue-360")
    page.get_by_role("button", name="关闭").click()
    assert not AnswerEvent.objects.exists()

    phone.set_offline(False)
    expect(badge(page)).to_have_text("已全部同步", timeout=30_000)
    console.clear()  # the browser tells of every line that is down
    everything_is_there_once(photo)
    it_opens_with_one_request_and_without_signal_as_it_was_last(phone, page, console)


def it_opens_with_one_request_and_without_signal_as_it_was_last(
    phone: BrowserContext, page: Page, console: list[str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(badge(page)).to_have_text("已全部同步")
    expect(page.get_by_text("缺 14 项")).to_be_visible()
    assert not any("bundle" in url for url in asked)  # the page brought it along

    conform(page)
    expect(badge(page)).to_have_text("已全部同步")
    phone.set_offline(True)
    page.reload()
    expect(badge(page)).to_have_text("离线")
    expect(page.get_by_text("缺 13 项")).to_be_visible()  # not as the page was when it was kept
    phone.set_offline(False)
    console.clear()


def everything_is_there_once(photo: Path) -> None:
    """Ten answers, three of them failing with a picture, and a signature that still stands."""
    assert Answer.objects.count() == AnswerEvent.objects.values("item").distinct().count() == 10
    assert Answer.objects.filter(state="fails").count() == 3
    finding = Finding.objects.get()
    assert (finding.text, finding.photos.count()) == ("东侧排水阀未关严", 1)
    assert Photo.objects.count() == Photo.objects.values("sha256", "item").distinct().count() == 3
    kept = Photo.objects.first()
    assert kept is not None
    assert kept.sha256 != hashlib.sha256(photo.read_bytes()).hexdigest()  # it was shrunk
    assert signing.stands(Signature.objects.get())


def badge(page: Page):
    return page.locator("[data-sync]")


def keys(checklist: Checklist) -> list[int]:
    """Of its items, in the order in which the phone shows them."""
    shown = sections(items_of(checklist), [])
    return [item.pk for each in shown for item in each.items]


def conform(page: Page) -> None:
    before = page.locator("#q").inner_text()
    page.get_by_role("radio", name="符合", exact=True).check(force=True)
    page.get_by_role("button", name="下一项").click()
    expect(page.locator("#q")).not_to_have_text(before)


def fail(page: Page, photo: Path) -> None:
    page.get_by_role("radio", name="不符合").check(force=True)
    page.get_by_role("button", name="下一项").click()
    expect(page.get_by_role("alert")).to_have_text("请写明发现的情况。")
    page.get_by_label("发现的情况").fill("东侧排水阀未关严")
    page.get_by_role("button", name=re.compile("^加一处")).first.click()
    page.get_by_role("button", name=re.compile("^加一处")).first.click()
    expect(page.get_by_text("1 分", exact=True)).to_be_visible()
    with page.expect_file_chooser() as chosen:
        page.get_by_text("拍照", exact=True).click()
    chosen.value.set_files(photo)
    expect(page.get_by_role("img", name="待同步的照片")).to_be_visible()


def sign(page: Page) -> None:
    page.get_by_text("签字", exact=True).click()
    page.get_by_label("签字人姓名").fill("岑松")
    page.get_by_label("身份").fill("复核专家")
    page.get_by_role("button", name="写入姓名").click()
    page.get_by_role("button", name="提交签字").click()
    expect(page.get_by_text("岑松已签字，共 10 项作答。")).to_be_visible()


def test_an_answer_that_nobody_walked_away_from_arrives_all_the_same(
    context_for, checklist: Checklist, console: list[str]
) -> None:
    """The page is gone before 下一项 was pressed: what is whole still counts, and what isn't is told."""
    phone: BrowserContext = context_for("expert", **WIDTH)
    page = phone.new_page()
    page.goto(address(checklist))
    expect(page.get_by_text("已可离线打开")).to_be_visible()
    phone.set_offline(True)
    page.get_by_role("radio", name="不适用").check(force=True)
    expect(badge(page)).to_have_text("离线 · 1 条草稿")
    page.get_by_label("不适用的理由").fill("没有这个部位")
    expect(page.get_by_text(re.compile("已存在本机 "))).to_be_visible()
    page.reload()
    expect(badge(page)).to_have_text("离线 · 1 条待同步")
    expect(page.locator("[data-lacking]")).to_have_text("缺 23 项")
    page.get_by_role("radio", name="不适用").check(force=True)
    page.reload()
    expect(page.get_by_text("已存在本机，还没有填完")).to_be_visible()
    expect(badge(page)).to_have_text("离线 · 1 条待同步 · 1 条草稿")

    phone.set_offline(False)
    expect(badge(page)).to_have_text("1 条草稿", timeout=30_000)
    assert Answer.objects.get().event.reason == "没有这个部位"
    badge(page).click()
    expect(page.get_by_text("草稿，填完后自动同步")).to_be_visible()
    expect(page.get_by_text("没有待同步的")).to_be_hidden()
    page.get_by_role("button", name="关闭").click()

    page.get_by_label("不适用的理由").fill("也没有这个部位")
    expect(badge(page)).to_have_text("已全部同步", timeout=40_000)  # without a tap
    assert Answer.objects.count() == 2
    console.clear()


def test_what_the_server_refuses_stays_on_the_phone_until_somebody_decides(
    context_for, checklist: Checklist, console: list[str]
) -> None:
    """The items of this visit were narrowed meanwhile, and the session ran out."""
    phone: BrowserContext = context_for("expert", **WIDTH)
    page = phone.new_page()
    page.goto(address(checklist))
    expect(badge(page)).to_have_text("已全部同步")
    phone.set_offline(True)
    conform(page)
    conform(page)
    Checklist.objects.update(scope=keys(checklist)[1:])
    cookies = phone.cookies()
    phone.clear_cookies()
    phone.set_offline(False)
    expect(badge(page)).to_have_text("请重新登录 · 2 条待同步", timeout=30_000)
    badge(page).click()
    expect(page.get_by_role("link", name="重新登录")).to_have_attribute(
        "href", re.compile(f"next={address(checklist)}")
    )
    phone.add_cookies(cookies)
    page.get_by_role("button", name="再同步一次").click()
    expect(badge(page)).to_have_text("1 条被退回", timeout=30_000)
    expect(page.get_by_text("不在这次的检查表里")).to_be_visible()
    expect(page.locator("[data-lacking]")).to_have_text("缺 23 项")
    assert Answer.objects.count() == 1
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出到文件").click()
    assert "不在这次的检查表里" in Path(saved.value.path()).read_text(encoding="utf-8")
    with page.expect_download():
        page.get_by_role("button", name="导出并移出被退回的").click()
    expect(badge(page)).to_have_text("已全部同步")
    console.clear()
