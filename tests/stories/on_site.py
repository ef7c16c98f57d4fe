"""The phone in the hand of whoever is on site: meetings, items, photos, findings, a name below it."""

import re

from playwright.sync_api import Page, expect

from tests.stories import review
from tests.stories.rescuers import reads
from tests.stories.review import House

LAST = review.ROOMS[-1]


def begin(phone: Page) -> None:
    phone.get_by_role("button", name="准备就绪").click()
    phone.get_by_role("link", name="首次会议签到").click()
    for box in phone.get_by_role("checkbox").all():
        box.check()
    phone.get_by_label("企业到会人员").fill("安然 总经理")
    phone.get_by_role("button", name="登记签到").click()
    phone.get_by_role("button", name="开始", exact=True).click()
    reads(phone, "现在是“进行中”")


def end(phone: Page) -> None:
    phone.get_by_role("link", name="末次会议签到").click()
    for box in phone.get_by_role("checkbox").all():
        box.check()
    phone.get_by_role("button", name="登记签到").click()
    phone.get_by_role("button", name="结束现场工作").click()
    reads(phone, "现在是“已结束”")


def open_item(house: House, phone: Page, code: str) -> None:
    item = house.version.items.get(code=code)
    phone.goto(phone.url.split("#")[0] + f"#i-{item.pk}")
    expect(phone.locator("#q")).to_have_text(item.text)


def fail(house: House, phone: Page, reason: str, colour: int, *, veto: bool = False) -> None:
    """The item that is shown: what was seen, with a picture, registered in one tap."""
    before = phone.locator("#q").inner_text()
    phone.get_by_role("radio", name="不符合").check(force=True)
    phone.get_by_label("发现的情况").fill(reason)
    phone.get_by_role("button", name=re.compile("^加一处")).first.click()
    if veto:
        phone.get_by_label("触发否决").check()
    with phone.expect_file_chooser() as chosen:
        phone.get_by_text("拍照", exact=True).click()
    chosen.value.set_files(review.photo(colour))  # type: ignore[arg-type]
    expect(phone.get_by_text("照片 1 张")).to_be_visible()
    phone.get_by_role("button", name="登记不符合项").click()
    expect(phone.locator("[data-found]")).to_contain_text("已登记不符合项")
    next(phone, before)


def conform(phone: Page) -> None:
    before = phone.locator("#q").inner_text()
    phone.get_by_role("radio", name="符合", exact=True).check(force=True)
    next(phone, before)


def next(phone: Page, before: str) -> None:
    phone.get_by_role("button", name=re.compile("^(下一项|完成)$")).click()
    missing = phone.get_by_role("dialog")
    if before == LAST:
        missing.get_by_role("button", name="关闭").click()
    else:
        expect(phone.locator("#q")).not_to_have_text(before)


def one_more_photo(house: House, phone: Page, code: str) -> None:
    open_item(house, phone, code)
    with phone.expect_file_chooser() as chosen:
        phone.get_by_text("拍照", exact=True).click()
    chosen.value.set_files(review.photo(499))  # type: ignore[arg-type]
    expect(phone.get_by_text("照片 1 张")).to_be_visible()


def sign(phone: Page) -> None:
    phone.get_by_text("签字", exact=True).click()
    phone.get_by_label("签字人姓名").fill("岑松")
    phone.get_by_label("身份").fill("复核组长")
    phone.get_by_role("button", name="写入姓名").click()
    phone.get_by_role("button", name="提交签字").click()
    expect(phone.get_by_text("岑松已签字，共 10 项作答。")).to_be_visible()
