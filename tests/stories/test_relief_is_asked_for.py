"""A state-owned 副会长单位 asks for half, is granted less by correspondence, and pays in two parts."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from association.accounts.models import User
from association.base import clock
from members.enums import DuesLabel, Position, Tier
from members.models import Assessment, ReliefApplication
from tests.factories import accounts, cast, dues, papers
from tests.factories import governance as council
from tests.factories.payments import standing
from tests.stories import paying
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage

SEATS = 9
IN_FAVOUR = 7


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "盖章申请函.pdf"
    path.write_bytes(papers.pdf())
    return path


def test_relief_is_asked_for_voted_on_by_correspondence_and_answered(
    page_for: PageFor, stage: Stage, shoot: Shoot, letter: Path, console: list[str]
) -> None:
    with stage.at("2020-10-12T09:00:00"):
        year = _vice_president()
        phone = page_for("hengyuan_admin", width=360, height=740)
        _hand_in(phone, shoot, letter)
        assert all("422" in complaint for complaint in console), "the form that lacked its letter"
        console.clear()
        row = ReliefApplication.objects.get()
        _accept_and_advise(page_for("social"), page_for("finance"), row, shoot)
        _place(page_for("social"), row, shoot)
        general = page_for("general")
        _open(general, row)
        _leave(phone, row)
        _vote(page_for("delegate", width=360, height=740), row, shoot)
        _close(general, row, shoot)
        _declare(page_for("head"), row)
        _settle(page_for("finance"), row, shoot)
        _read_the_answer(phone, row, shoot)

    with stage.at("2020-11-05T10:00:00"):
        _pay(page_for, phone, year, owed="21,000.00", amount="10000", shoot=shoot)
        assert standing(year) == (DuesLabel.PARTLY, Decimal("11000.00"))
        _read_the_dues(phone, "部分缴纳", "11,000.00")
    with stage.at("2020-12-01T10:00:00"):
        _pay(page_for, phone, year, owed="11,000.00", amount="11000", shoot=shoot)
        assert standing(year) == (DuesLabel.PAID, Decimal("0.00"))
        _read_the_dues(phone, "已缴", "0.00")


def _pay(
    page_for: PageFor, phone: Page, year: Assessment, *, owed: str, amount: str, shoot: Shoot
) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    paying.send_the_slip(phone, owed=owed, amount=amount, shoot=shoot)
    paying.enter(page_for("finance"), year.member, reference=f"T{amount}", shoot=shoot)
    paying.confirm(page_for("head"), year.member, shoot=shoot)


def _vice_president() -> Assessment:
    """恒远, state-owned, takes a seat beside the president; it owes 30,000.00 for the year."""
    of = cast.company("hengyuan")
    of.position_terms.update(position=Position.VICE_PRESIDENT)
    return dues.assessed(of, amount="30000.00", tier=Tier.VICE_PRESIDENT)


def _hand_in(phone: Page, shoot: Shoot, letter: Path) -> None:
    phone.goto("/portal/dues/")
    phone.get_by_role("link", name="申请减免 2020 年度会费").click()
    phone.get_by_label("申请减免比例").fill("50")
    phone.get_by_label("申请理由").fill(
        "受疫情影响停工三个月，营业收入减少四成，恳请减免一半会费。"
    )
    phone.get_by_role("button", name="先存草稿").click()
    expect(phone.get_by_role("status")).to_contain_text("草稿已保存")
    phone.get_by_role("link", name="接着写").click()
    assert phone.get_by_label("申请减免比例").input_value() == "50"
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.locator("main")).to_contain_text("请上传加盖公章的申请函")
    assert _fits(phone)
    shoot(phone, "relief-write-360")
    phone.set_input_files("input[type=file]", letter)
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.locator("main")).to_contain_text("等社会工作部受理")
    expect(phone.locator("main")).to_contain_text("50%，即 15,000.00 元")


def _accept_and_advise(lin: Page, he: Page, row: ReliefApplication, shoot: Shoot) -> None:
    lin.goto("/admin/")
    lin.get_by_role("link", name="减免申请待受理").click()
    shoot(lin, "relief-queue")
    lin.get_by_role("link", name=row.member.name).click()
    lin.get_by_role("button", name="受理").click()
    for desk in (lin, he):
        desk.goto(f"/admin/members/relief/{row.pk}/")
        desk.get_by_role("link", name="出具意见").click()
        desk.get_by_label("建议减免金额").fill("9,000")
        desk.get_by_label("意见", exact=True).fill("情况属实，建议减免三成。")
        desk.get_by_role("button", name="出具").click()
        expect(desk.get_by_role("status")).to_contain_text("意见已出具")


def _place(lin: Page, row: ReliefApplication, shoot: Shoot) -> None:
    """林 calls a vote by correspondence; the application comes onto its agenda."""
    cast.person("delegate")
    term = council.term(seats=0)
    for number in range(1, SEATS):
        council.seat(term, accounts.user(f"代表{number}", username=f"delegate{number}"))
    council.seat(term, cast.person("hengyuan_admin"), member=row.member)
    deadline = datetime(2020, 10, 19, 17, tzinfo=clock.TZ)
    meeting = council.remote(term, deadline=deadline, by=cast.person("social"))
    lin.goto(f"/admin/members/relief/{row.pk}/")
    lin.get_by_role("link", name="列入议程").click()
    lin.get_by_label("会议", exact=True).select_option(str(meeting.pk))
    assert lin.get_by_label("提请减免金额").input_value() == "9,000.00"
    lin.get_by_label("其余会费缓缴至").fill("2020-12-31")
    shoot(lin, "relief-place")
    lin.get_by_role("button", name="列入").click()
    expect(lin.get_by_role("status")).to_contain_text("已列入")
    row.refresh_from_db()
    assert [one.seat.name for one in row.motion.recusals.all()] == ["衡远山"]


def _open(general: Page, row: ReliefApplication) -> None:
    general.goto(f"/admin/members/meetings/{row.motion.meeting_id}/")
    general.get_by_role("button", name="开始表决").click()
    expect(general.get_by_text("谁也看不到怎么投的")).to_be_visible()


def _leave(phone: Page, row: ReliefApplication) -> None:
    """The applicant's own delegate reads that it leaves, and gets no ballot."""
    phone.goto(f"/portal/votes/{row.motion.meeting_id}/")
    expect(phone.get_by_text("您须回避")).to_be_visible()
    expect(phone.get_by_role("button", name="投出这一票")).to_have_count(0)


def _vote(phone: Page, row: ReliefApplication, shoot: Shoot) -> None:
    """Nine of ten seats vote on their phones; the applicant's own leaves both counts."""
    voting = row.motion.meeting.term.seats.exclude(member=row.member).select_related("user")
    for place, seat in enumerate(voting.order_by("pk")):
        _becomes(phone, seat.user)
        phone.goto("/portal/votes/")
        phone.get_by_role("link", name=row.motion.meeting.title).first.click()
        expect(phone.locator("main")).to_contain_text("9,000.00")
        if place == 0:
            assert _fits(phone)
            shoot(phone, "vote-360")
        phone.get_by_label("赞成" if place < IN_FAVOUR else "反对").check()
        phone.get_by_role("button", name="投出这一票").click()
        expect(phone.get_by_role("status")).to_contain_text("回执号")
        expect(phone.locator("main")).to_contain_text("您的票都已收到")
    assert row.motion.ballots.count() == SEATS


def _becomes(phone: Page, user: User) -> None:
    """The next delegate signs in."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    before = phone.context.cookies()
    address = next(one for one in before if one["name"] == settings.SESSION_COOKIE_NAME)
    phone.context.add_cookies([{**address, "value": session}])


def _close(general: Page, row: ReliefApplication, shoot: Shoot) -> None:
    """Everybody has voted: the vote needn't wait for its deadline. Until then it is sealed."""
    general.reload()
    expect(general.locator("main")).to_contain_text("已收到 9 票，封存中")
    expect(general.get_by_text("赞成 7")).to_have_count(0)
    shoot(general, "vote-sealed")
    general.get_by_role("button", name="结束表决并开封").click()
    expect(general.locator("main")).to_contain_text("赞成 7　反对 2　弃权 0")


def _declare(head: Page, row: ReliefApplication) -> None:
    head.goto(f"/admin/members/meetings/{row.motion.meeting_id}/")
    head.get_by_role("link", name="宣布通过").click()
    head.get_by_label("决议文号").fill("常决〔2020〕12号")
    head.get_by_role("button", name="作出决议").click()
    expect(head.get_by_role("status")).to_contain_text("已作出决议 常决〔2020〕12号")


def _settle(he: Page, row: ReliefApplication, shoot: Shoot) -> None:
    he.goto("/admin/")
    he.get_by_role("link", name="减免申请待办结").click()
    he.get_by_role("link", name=row.member.name).click()
    expect(he.locator("main")).to_contain_text("3 × 7 = 21 ≥ 2 × 9 = 18，通过")
    he.get_by_role("button", name="按决议入账并复函").click(timeout=60_000)  # prints and signs
    expect(he.get_by_role("status")).to_contain_text("复函已签发")
    expect(he.locator("main")).to_contain_text("常决〔2020〕12号")
    shoot(he, "relief-settled")
    he.set_viewport_size({"width": 360, "height": 740})
    assert _fits(he)
    shoot(he, "relief-settled-360")


def _read_the_answer(phone: Page, row: ReliefApplication, shoot: Shoot) -> None:
    phone.goto(f"/portal/relief/{row.pk}/")
    expect(phone.locator("main")).to_contain_text("部分批准")
    expect(phone.locator("main")).to_contain_text("9,000.00")
    assert _fits(phone)
    shoot(phone, "relief-answered-360")
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="下载复函").click()
    assert waiting.value.suggested_filename.startswith("会费减免复函 JMF-2020-")


def _read_the_dues(phone: Page, label: str, left: str) -> None:
    phone.goto("/portal/dues/")
    expect(phone.get_by_text(label, exact=True).first).to_be_visible()
    expect(phone.locator("main")).to_contain_text(left)


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
