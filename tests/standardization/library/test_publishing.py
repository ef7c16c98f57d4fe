"""A workbook's way to a version in force, and out of it."""

import dataclasses
from datetime import date

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import VersionState
from standardization.library import content, imports, publishing, stored, workbook
from standardization.library.edition import Edition
from standardization.library.entering import enter
from standardization.models import Item, Standard, StandardImport, StandardVersion
from tests.factories import cast
from tests.factories import standardization as make
from tests.standardization.library.books import altered, book, cell, oil, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


def following(label: str = "2021", start: date = date(2021, 7, 1)) -> Edition:
    """The next version: a word more, from another day on."""
    told = oil()
    head = dataclasses.replace(told.head, label=label, start=start)
    first = dataclasses.replace(told.items[0], guidance=f"查目标文件（{label}）")
    return dataclasses.replace(told, head=head, items=(first, *told.items[1:]))


def test_a_workbook_is_looked_through_and_nothing_is_written_before_it_is_confirmed(
    shi: User,
) -> None:
    row = imports.hand_in(uploaded(book()), by=shi)
    assert row.report["good"]
    assert row.report["counts"]["items"] == 60
    assert not Standard.objects.filter(code="AL-BZH 01").exists()
    version = imports.confirm(row, by=shi)
    assert (version.state, version.source_file) == (VersionState.DRAFT, row.file)
    assert stored.edition(version) == oil()
    assert audit.timeline(version.standard).first().action == "导入标准草稿"
    with pytest.raises(Refused, match="已经导入过"):
        imports.confirm(row, by=shi)


def test_a_faulty_workbook_is_reported_and_writes_nothing(shi: User) -> None:
    row = imports.hand_in(uploaded(altered(cell("基本信息", "B11", 999))), by=shi)
    assert row.report["problems"][0]["problem"] == "各项目满分相加是 1000，与标明的 999 不一致"
    with pytest.raises(Refused, match="1 处问题，没有写入任何内容"):
        imports.confirm(row, by=shi)
    assert not Standard.objects.filter(code="AL-BZH 01").exists()


def test_a_version_handed_out_and_in_again_is_equal(shi: User, yue: User) -> None:
    version = publishing.publish(content.load("oil-depot", by=shi), by=yue)
    back = workbook.written(stored.edition(version))
    found = imports.look(back)
    assert (found.problems, found.equal, found.good) == ((), version, False)
    row = imports.hand_in(uploaded(back), by=shi)
    with pytest.raises(Refused, match="完全相同"):
        imports.confirm(row, by=shi)
    assert StandardVersion.objects.filter(standard=version.standard).count() == 1


def test_a_label_that_is_taken_is_told_with_the_way_out(shi: User) -> None:
    enter(oil(), by=shi)
    with pytest.raises(Refused, match="已有“2019”（草稿），请先在标准页撤去它"):
        enter(following("2019", date(2019, 7, 1)), by=shi)


def test_the_report_tells_what_the_next_version_changes(shi: User, yue: User) -> None:
    publishing.publish(enter(oil(), by=shi), by=yue)
    row = imports.hand_in(uploaded(book(following())), by=shi)
    assert row.report["former"] == "2019"
    (section,) = row.report["changes"]
    assert section["changed"][0]["values"][0][2] == "查目标文件（2021）"


def test_a_later_version_ends_the_one_before_it_the_day_before(shi: User, yue: User) -> None:
    old = publishing.publish(enter(oil(), by=shi), by=yue)
    new = publishing.publish(enter(following(), by=shi), by=yue)
    old.refresh_from_db()
    assert (old.state, old.end) == (VersionState.PUBLISHED, date(2021, 6, 30))
    standard = new.standard
    assert publishing.in_force(standard, date(2021, 6, 30)) == old
    assert publishing.in_force(standard, date(2021, 7, 1)) == new
    assert publishing.in_force(standard, date(2019, 6, 30)) is None


def test_a_version_that_begins_before_a_published_one_is_refused(shi: User, yue: User) -> None:
    publishing.publish(enter(following(), by=shi), by=yue)
    earlier = enter(oil(), by=shi)
    with pytest.raises(Refused, match="“2021”从 2021-07-01 起实施，这一版须晚于它"):
        publishing.publish(earlier, by=yue)
    earlier.refresh_from_db()
    assert earlier.state == VersionState.DRAFT


def test_full_marks_that_miss_the_total_cant_be_published(yue: User) -> None:
    version = make.draft()
    Item.objects.filter(version=version, code="2.2").update(full=19)
    with pytest.raises(Refused, match="相加是 99，与标明的 100 不一致"):
        publishing.publish(version, by=yue)


def test_publishing_is_the_heads_and_importing_is_the_departments(shi: User, lin: User) -> None:
    version = enter(oil(), by=shi)
    for refused in (
        lambda: publishing.publish(version, by=shi),
        lambda: publishing.abolish(version, by=shi, reason="替代"),
        lambda: imports.hand_in(uploaded(book()), by=lin),
        lambda: enter(following(), by=lin),
        lambda: publishing.discard(version, by=lin),
    ):
        with pytest.raises(Refused, match="没有权限"):
            refused()


def test_abolishing_needs_a_reason_and_sets_the_last_day(shi: User, yue: User) -> None:
    version = publishing.publish(enter(oil(), by=shi), by=yue)
    with pytest.raises(Refused, match="理由"):
        publishing.abolish(version, by=yue, reason=" ")
    with pytest.raises(Refused, match="不能早于实施日期"):
        publishing.abolish(version, by=yue, reason="废止公告", on=date(2019, 1, 1))
    with clock.at("2020-05-06"):
        publishing.abolish(version, by=yue, reason="废止公告")
    assert (version.state, version.end) == (VersionState.ABOLISHED, date(2020, 5, 6))
    assert publishing.in_force(version.standard, date(2020, 5, 6)) is None


def test_a_draft_goes_whole_and_a_published_one_stays(shi: User, yue: User) -> None:
    row = imports.hand_in(uploaded(book()), by=shi)
    version = imports.confirm(row, by=shi)
    publishing.discard(version, by=shi, reason="选错了文件")
    assert not StandardVersion.objects.filter(label="2019", standard__code="AL-BZH 01").exists()
    assert StandardImport.objects.get(pk=row.pk).version is None
    again = publishing.publish(enter(oil(), by=shi), by=yue)
    with pytest.raises(Refused, match="只有草稿可以撤去"):
        publishing.discard(again, by=shi)


def test_a_case_keeps_its_version_when_the_next_is_published(shi: User, yue: User) -> None:
    old = publishing.publish(enter(oil(), by=shi), by=yue)
    case = make.case(cast.company("antai"), by=shi, version=old)
    publishing.publish(enter(following(), by=shi), by=yue)
    assert case.standards.get().version == old


def test_the_registered_name_stays_and_the_difference_is_remarked(shi: User) -> None:
    Standard.objects.create(code="AL-BZH 01", title="油品储运标准", family="own")
    row = imports.hand_in(uploaded(book()), by=shi)
    assert "登记的名称是“油品储运标准”" in row.report["remark"]
    assert imports.confirm(row, by=shi).standard.title == "油品储运标准"
