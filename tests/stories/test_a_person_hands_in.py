"""A person opens the own link on a phone, and brings everything that is missing."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import cast, pictures
from tests.factories import training as make
from tests.stories.conftest import PageFor, Shoot
from training.models import Enrolment, Photo
from training.people import links


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "照片.jpg"
    path.write_bytes(pictures.portrait(1200, 900))
    return path


def test_a_person_brings_photo_and_consents_and_the_office_judges(
    page_for: PageFor, shoot: Shoot, photo: Path
) -> None:
    row = make.enrolment(make.training_class(), cast.team("chenling"), make.trainee("陶䶮"))
    phone = page_for(width=360, height=740)
    phone.goto(reverse("training:me", args=[links.token(row.trainee)]))
    expect(phone.get_by_text("还没有交照片")).to_have_count(2)
    shoot(phone, "me-360")
    _hand_in(phone, photo, shoot)
    _agree(phone, shoot)
    contact = page_for("team_contact", width=360, height=740)
    contact.goto(reverse("training:team_people", args=[row.team_id]))
    shoot(contact, "team-people-360")
    _judge(page_for("training"), row, shoot)
    phone.reload()
    expect(phone.get_by_role("heading", name="要办的事")).to_be_visible()
    expect(phone.get_by_text("没有要您办的事")).to_be_visible()
    shoot(phone, "me-done-360")
    phone.get_by_role("navigation", name="本页内容").get_by_role("link", name="照片").click()
    expect(phone.get_by_role("img", name="规范后的照片")).not_to_be_visible()
    phone.get_by_role("region", name="照片").get_by_text("合格").click()
    expect(phone.get_by_role("img", name="规范后的照片")).to_be_visible()


def _hand_in(phone: Page, photo: Path, shoot: Shoot) -> None:
    phone.get_by_role("link", name="交照片").first.click()
    phone.get_by_label("照片", exact=True).set_input_files(photo)
    phone.get_by_role("button", name="上传").click()
    expect(phone.get_by_text("宽高比 1.33")).to_be_visible()
    box = phone.get_by_role("group", name="裁剪框")
    left = phone.get_by_label("左边")
    before = int(left.input_value())
    box.focus()
    for _ in range(3):
        box.press("ArrowLeft")
    assert int(left.input_value()) == before - 36
    box.press("-")
    shoot(phone, "me-photo-360")
    phone.get_by_role("button", name="按这个框裁剪").click()
    expect(phone.get_by_text("已重新裁剪")).to_be_visible()
    assert Photo.objects.count() == 2
    assert not any("宽高比" in finding for finding in Photo.objects.first().findings)  # type: ignore[union-attr]


def _agree(phone: Page, shoot: Shoot) -> None:
    phone.get_by_role("navigation", name="位置").get_by_role("link").click()
    for purpose in ("用于培训、鉴定和档案", "提交给发证单位核发证书"):
        phone.get_by_role("button", name=re.compile(f"同意 ?{purpose}")).click()
    expect(phone.get_by_text("已同意", exact=True)).to_have_count(2)
    shoot(phone, "me-agreed-360")


def _judge(qiao: Page, row: Enrolment, shoot: Shoot) -> None:
    qiao.goto(reverse("admin:training_photos"))
    shoot(qiao, "photos-judging")
    qiao.get_by_role("button", name=re.compile(r"^合格 ?：陶䶮")).focus()
    qiao.keyboard.press("Enter")
    expect(qiao.get_by_text("没有等着审核的照片")).to_be_visible()
    qiao.goto(reverse("admin:training_class_people", args=[row.training_class_id]))
    shoot(qiao, "class-people")
    qiao.goto(reverse("admin:training_enrolments"))
    shoot(qiao, "enrolments")
    qiao.get_by_role("link", name="陶䶮").click()
    shoot(qiao, "enrolment")
    qiao.get_by_role("button", name="确认条件符合").click()
    expect(qiao.get_by_text("已办理：陶䶮，条件符合")).to_be_visible()
