from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import clock
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import training as make
from tests.pages import links, main, words
from training.classes import seats
from training.enums import ClassState, Direction, EnrolmentState, Level, ReservationState
from training.models import QuotaRule, TrainingClass

pytestmark = pytest.mark.django_db

CLASSES = reverse("admin:training_classes")


def page_of(row: TrainingClass, name: str = "training_class", **more: Any) -> str:
    return reverse(f"admin:{name}", kwargs={"pk": row.pk, **more})


def typed(**changed: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": "水域第一期",
        "level": "4",
        "direction": "water",
        "teaching": "place",
        "place": "青年湖",
        "starts_on": (today + timedelta(30)).isoformat(),
        "ends_on": (today + timedelta(34)).isoformat(),
        "hours": "40",
        "seats": "20",
        "price": "１,200元",
        "enrol_from": today.isoformat(),
        "enrol_until": (today + timedelta(20)).isoformat(),
        **changed,
    }


def test_a_class_is_drafted_opened_and_amended_on_screen(client_for: ClientFor) -> None:
    browser = client_for("training")
    answer = browser.post(reverse("admin:training_class_add"), typed(), follow=True)
    row = TrainingClass.objects.get()
    assert "是草拟。核对后点“开放报名”" in words(answer)
    assert (row.what, row.price) == ("四级 水域搜索与救援", 1200)
    answer = browser.post(page_of(row, "training_class_step", verb="open"), follow=True)
    assert "报名已开放" in words(answer)
    answer = browser.post(
        page_of(row, "training_class_edit"), typed(seats="30", reason="换场地"), follow=True
    )
    assert "名额： 20 → 30 理由：换场地" in words(answer)


def test_only_the_seal_archives_a_class(client_for: ClientFor) -> None:
    row = make.training_class(state=ClassState.COLLECTING)
    browser = client_for("training")
    page = browser.get(page_of(row, "training_class"))
    assert reverse("admin:training_class_archive", args=[row.pk]) in main(page)
    assert "去归档" in words(page)
    answer = browser.post(page_of(row, "training_class_step", verb="archive"))
    assert answer.status_code == 404


def test_what_was_typed_stays_beside_what_is_wrong(client_for: ClientFor) -> None:
    answer = client_for("training").post(
        reverse("admin:training_class_add"), typed(direction="", title="水域第二期")
    )
    assert answer.status_code == 422
    assert "专业方向：四级、三级、二级须选一个专业方向" in words(answer)
    assert 'value="水域第二期"' in main(answer)


def test_the_list_is_narrowed_by_state_level_direction_year_and_words(
    client_for: ClientFor,
) -> None:
    land = make.training_class(title="陆地班", starts_on=date(2031, 3, 1), ends_on=date(2031, 3, 9))
    basic = make.training_class(Level.FIVE, None, title="基础班", state=ClassState.ARCHIVED)
    water = make.training_class(Level.FOUR, Direction.WATER, title="水域班")
    browser = client_for("head")
    for asked, found in (
        ("", {land, water}),
        ("state=archived", {basic}),
        ("level=4&direction=water", {water}),
        ("year=2031", {land}),
        ("q=水域", {water}),
        (f"q={land.code}", {land}),
        ("state=nonsense&level=x&year=abcd&direction=y", {land, water}),
    ):
        page = main(browser.get(f"{CLASSES}?{asked}"))
        assert {row for row in (land, basic, water) if row.code in page} == found, asked


def test_a_long_list_costs_the_queries_of_a_short_one(client_for: ClientFor) -> None:
    browser = client_for("training")
    browser.get(CLASSES)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(CLASSES)
        return len(asked)

    make.enrolment(make.training_class(), make.team())
    few = cost()
    for _ in range(15):
        make.enrolment(make.training_class(), make.team())
    assert cost() == few


def test_the_page_of_a_class_counts_seats_line_and_people(client_for: ClientFor) -> None:
    of, team, second = (
        make.training_class(seats=3),
        make.team("青石救援队"),
        make.team("飞瀑救援队"),
    )
    make.enrolment(of, team)
    qiao = cast.person("training")
    seats.reserve(of, team=team, count=2, by=qiao)
    seats.reserve(of, team=second, count=1, by=qiao)
    page = client_for("training").get(page_of(of))
    assert "3 / 3 已留 0 还空着 1 候补 1 学员 1 待审核条件" in words(page)
    assert "青石救援队 不属于会员单位 3 1" in words(page)
    assert "第 1 位 飞瀑救援队" in words(page)
    assert page_of(of, "training_class_board") + "?gate=judge" in links(page)


def test_staff_reserve_and_give_up_for_a_team(client_for: ClientFor) -> None:
    of, team, second = make.training_class(seats=1), make.team(), make.team("飞瀑救援队")
    browser = client_for("training")
    there = page_of(of, "training_class_reserve")
    answer = browser.post(there, {"team": team.pk, "count": 1}, follow=True)
    assert f"{team}：已留 1 个名额。" in words(answer)
    browser.post(there, {"team": second.pk, "count": 1})
    leave = page_of(of, "training_reservation_give_up", reservation_pk=team.reservations.get().pk)
    assert "递补：飞瀑救援队。" in words(browser.post(leave, follow=True))
    assert second.reservations.get().state == ReservationState.HELD
    answer = browser.post(there, {"team": team.pk, "count": 99})
    assert answer.status_code == 422
    assert "个数须在 1 到 1 之间" in words(answer)


def test_calling_off_a_class_with_people_says_so_first(client_for: ClientFor) -> None:
    of = make.training_class()
    row = make.enrolment(of, make.team())
    browser, there = client_for("training"), page_of(of, "training_class_cancel")
    assert "班里有 1 人，取消后全部退出" in words(browser.get(there))
    answer = browser.post(there, {"reason": "场地停用"})
    assert answer.status_code == 422
    assert "班里还有 1 人" in words(answer)
    browser.post(there, {"reason": "场地停用", "people_leave": "on"})
    row.refresh_from_db()
    assert row.state == EnrolmentState.WITHDRAWN


def test_the_board_says_who_is_held_up_by_what_and_counts_open_their_list(
    client_for: ClientFor,
) -> None:
    of, team = make.training_class(), make.team("青石救援队")
    lacking = make.enrolment(of, team, make.trainee("陶然"))
    whole = make.whole(
        make.enrolment(of, team, make.trainee("宋清和"), state=EnrolmentState.ELIGIBLE)
    )
    make.enrolment(of, team, make.trainee("龚守一"), state=EnrolmentState.WITHDRAWN)
    browser, there = client_for("head"), page_of(of, "training_class_board")
    text = words(browser.get(there))
    assert "全部 2 等本人 1 等队伍 0 等教育培训部 1 不缺什么 1" in text
    assert "陶然 待审核条件 申报条件待审核；还没有交照片" in text
    assert "龚守一" not in text
    for asked, found in (
        ("turn=free", {whole}),
        ("turn=office", {lacking}),
        ("gate=photo_missing", {lacking}),
        (f"team={team.pk}", {lacking, whole}),
        ("team=0", set()),
        ("turn=team", set()),
    ):
        page = main(browser.get(f"{there}?{asked}"))
        assert {row for row in (lacking, whole) if row.trainee.name in page} == found, asked


def test_the_board_of_many_costs_the_queries_of_one_and_at_most_ten(client_for: ClientFor) -> None:
    of = make.training_class()
    browser, there = client_for("training"), page_of(of, "training_class_board")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(there)
        return len(asked)

    make.enrolment(of, make.team())
    browser.get(there)
    one = cost()
    for _ in range(12):
        make.whole(make.enrolment(of, make.team()))
    assert cost() == one <= 10


def test_a_day_is_signed_in_and_corrected_on_screen(client_for: ClientFor) -> None:
    today = clock.today()
    of = make.training_class(
        state=ClassState.TRAINING, starts_on=today, ends_on=today + timedelta(4)
    )
    row, other = (make.enrolment(of, make.team()) for _ in range(2))
    browser, there = client_for("training"), page_of(of, "training_class_attendance")
    assert main(browser.get(there)).count('value="8"') == 2, "a whole day is suggested"
    fields = {f"hours_{row.pk}": "8", f"hours_{other.pk}": ""}
    assert "的签到已登记" in words(browser.post(there, fields, follow=True))
    hours = {each.enrolment: each.hours for each in other.attendance.all() | row.attendance.all()}
    assert hours == {row: 8, other: 0}
    answer = browser.post(there, {**fields, f"hours_{row.pk}": "13"})
    assert answer.status_code == 422
    assert f"{row.trainee}的课时" in words(answer)
    browser.post(there, {**fields, f"hours_{row.pk}": "7.5"})
    assert row.attendance.get().hours == 7.5
    future = browser.post(f"{there}?day={of.ends_on.isoformat()}", fields)
    assert "还没有到" in words(future)


def test_the_sheet_on_paper_masks_the_numbers(client_for: ClientFor) -> None:
    of = make.training_class()
    row = make.enrolment(of, make.team())
    answer = client_for("head").get(page_of(of, "training_class_sheet"))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF")
    assert row.trainee.id_number.encode() not in content


def test_the_workbench_counts_lines_that_a_quota_holds_and_opens_them(
    client_for: ClientFor,
) -> None:
    QuotaRule.objects.all().delete()
    QuotaRule.objects.create(since=date(2020, 1, 1), base=1, bonus=0, source="试行")
    held, free = make.training_class(), make.training_class()
    seats.reserve(held, team=make.team(), count=2, by=cast.person("training"))
    browser = client_for("training")
    page = browser.get(reverse("admin:index"))
    assert "候补受名额限制 1 今天的" in words(page)
    (there,) = [link.replace("&amp;", "&") for link in links(page) if "waits=1" in link]
    listed = main(browser.get(there))
    assert held.code in listed
    assert free.code not in listed
    assert "候补受名额限制" not in words(client_for("head").get(reverse("admin:index")))
