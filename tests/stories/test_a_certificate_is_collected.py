"""From a sub-batch to a signature on a phone: the table where certificates are handed over."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from association.base import clock
from tests.factories import batches, cast, papers, training
from tests.stories.conftest import PageFor, Shoot
from training.collection import slots
from training.models import Enrolment, Pickup, TrainingClass


@pytest.fixture
def issued(transactional_db: None) -> list[Enrolment]:
    """Three of 晨岭 with their numbers, and a slot two days from now."""
    of, team = batches.past_class(), cast.team("chenling")
    people = [
        batches.passed(of, team, person=training.trainee(name))[0]
        for name in ("陶然", "顾北辰", "䶮一鸣")
    ]
    rows = batches.numbered(people)
    slots.offer(
        of,
        starts_at=clock.now() + timedelta(days=2),
        place="培训楼一层",
        capacity=4,
        by=batches.staff(),
    )
    return rows


def test_a_team_chooses_a_slot_one_signs_on_the_phone_and_one_on_paper(
    page_for: PageFor, shoot: Shoot, issued: list[Enrolment], tmp_path: Path
) -> None:
    contact = page_for("team_contact", width=360, height=740)
    contact.goto(f"/portal/team/{issued[0].team_id}/pickup/")
    contact.get_by_role("button", name="选这个").click()
    expect(contact.locator("main")).to_contain_text("已选时段")
    assert _fits(contact)
    shoot(contact, "pickup-team-360")

    table = page_for("training", width=360, height=740)
    _open(table, issued[0])
    _sign(table)
    expect(table.get_by_text("已签名。")).to_be_visible()
    assert _fits(table)
    shoot(table, "pickup-signed-360")
    table.get_by_role("button", name="重签").click()
    expect(table.get_by_text("还没有签名。")).to_be_visible()
    _sign(table)
    expect(table.get_by_text("已签名。")).to_be_visible()
    table.get_by_role("button", name="登记领取").click()
    expect(table.locator("main")).to_contain_text("陶然的证书已登记领取")

    scan = tmp_path / "领证登记表.pdf"
    scan.write_bytes(papers.licence("领证登记表.pdf").read())
    _open(table, issued[1])
    table.get_by_label("签过字的纸质登记表").set_input_files(scan)
    table.get_by_role("button", name="登记领取").click()
    expect(table.locator("main")).to_contain_text("顾北辰的证书已登记领取")

    signed, on_paper = Pickup.objects.order_by("pk")
    assert signed.signature is not None
    assert signed.signature.media_type == "image/png"
    assert on_paper.signature is None
    assert on_paper.paper is not None
    of = TrainingClass.objects.get()
    desk = page_for("training")
    desk.goto(f"/admin/training/classes/{of.pk}/collection/")
    expect(desk.locator("main")).to_contain_text("䶮一鸣")
    shoot(desk, "pickup-class")


def _open(page: Page, row: Enrolment) -> None:
    page.goto(f"/admin/training/pickup/{row.pk}/")


def _sign(page: Page) -> None:
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 25, steps=5)
    page.mouse.move(box["x"] + 160, box["y"] + 70, steps=5)
    page.mouse.up()


def _fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
