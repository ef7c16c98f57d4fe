"""A company's own look at its readiness: everything is answered, more may be asked, nothing less."""

import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from association.accounts.models import User
from association.base.errors import Refused
from members.models import Member
from standardization.library import self_checks
from standardization.models import OwnItem, SelfCheck
from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(db: None) -> User:
    return cast.person("antai_admin")


@pytest.fixture
def check(an: User, antai: Member) -> SelfCheck:
    return self_checks.begin(antai, by=an)


def keys(check: SelfCheck) -> list[str]:
    return [line.key for group in self_checks.groups(check) for line in group.lines]


def all_conform(check: SelfCheck, by: User) -> None:
    self_checks.answer(check, dict.fromkeys(keys(check), ("conforms", "")), by=by)


def test_a_round_is_begun_once_and_gone_on_with(check: SelfCheck, antai: Member) -> None:
    assert self_checks.begin(antai, by=cast.person("antai_agent")) == check
    assert len(keys(check)) == 47


def test_another_companys_people_can_do_nothing(check: SelfCheck, antai: Member) -> None:
    guang = cast.person("guanghe_admin")
    for refused in (
        lambda: self_checks.begin(antai, by=guang),
        lambda: self_checks.add_item(antai, text="查", by=guang),
        lambda: self_checks.answer(check, {}, by=guang),
        lambda: self_checks.finish(check, by=guang),
    ):
        with pytest.raises(Refused, match="不代表这家单位"):
            refused()


def test_it_is_finished_when_nothing_is_left_open(check: SelfCheck, an: User) -> None:
    with pytest.raises(Refused, match=r"还有 47 项没有结论（1\.1、1\.2、1\.3、1\.4、2\.1等）"):
        self_checks.finish(check, by=an)
    all_conform(check, an)
    self_checks.finish(check, by=an)
    with pytest.raises(Refused, match="已经完成，不能再改"):
        self_checks.answer(check, {}, by=an)
    assert self_checks.open_check(check.member) is None


def test_what_doesnt_apply_needs_its_reason(check: SelfCheck, an: User) -> None:
    first = keys(check)[0]
    with pytest.raises(Refused, match=r"1\.1：不适用的须写明理由"):
        self_checks.answer(check, {first: ("na", " ")}, by=an)
    self_checks.answer(check, {first: ("na", "没有储罐")}, by=an)
    assert self_checks.counts(self_checks.groups(check)) == {
        "": 46, "conforms": 0, "fails": 0, "na": 1,
    }  # fmt: skip


def test_a_line_of_another_company_is_no_line_of_this_one(check: SelfCheck, an: User) -> None:
    guang, other = cast.person("guanghe_admin"), cast.company("guanghe")
    theirs = self_checks.add_item(other, text="查地下库", by=guang)
    with pytest.raises(Refused, match="没有这一项"):
        self_checks.answer(check, {f"o{theirs.pk}": ("conforms", "")}, by=an)


def test_a_company_adds_to_an_element_or_beside_them_all(
    check: SelfCheck, antai: Member, an: User
) -> None:
    self_checks.add_item(antai, text="无人机巡检每周一次", element="6", by=an)
    self_checks.add_item(antai, text="与邻近酒店有互助约定", by=an)
    groups = self_checks.groups(check)
    assert groups[5].lines[-1].code == "6.4"
    assert (groups[-1].title, groups[-1].lines[0].code) == (self_checks.OWN_TITLE, "增.1")
    for text, said in (("", "没有填写"), ("无人机巡检每周一次", "已经有同样的项目")):
        with pytest.raises(Refused, match=said):
            self_checks.add_item(antai, text=text, by=an)
    with pytest.raises(Refused, match="没有这个要素"):
        self_checks.add_item(antai, text="别的", element="99", by=an)


def test_what_was_added_cant_be_taken_away_again(antai: Member, an: User) -> None:
    row = self_checks.add_item(antai, text="无人机巡检每周一次", by=an)
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        row.delete()
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        OwnItem.objects.update(text="少查一点")


def test_a_finished_round_stays_as_it_was_when_more_is_added(
    check: SelfCheck, antai: Member, an: User
) -> None:
    all_conform(check, an)
    self_checks.finish(check, by=an)
    self_checks.add_item(antai, text="无人机巡检每周一次", by=an)
    assert len(keys(check)) == 47
    assert len(keys(self_checks.begin(antai, by=an))) == 48


def test_the_workbook_has_every_line_with_its_answer(
    check: SelfCheck, antai: Member, an: User
) -> None:
    self_checks.add_item(antai, text="=1+1", element="6", by=an)
    self_checks.answer(check, {keys(check)[0]: ("fails", "下月补学习")}, by=an)
    page = load_workbook(io.BytesIO(self_checks.workbook(check))).active
    rows = list(page.iter_rows(values_only=True))
    assert len(rows) == 2 + 48
    assert rows[2][4:] == ("不符合", "下月补学习")


def test_a_round_costs_the_same_queries_however_much_was_added(
    check: SelfCheck, antai: Member, an: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            self_checks.groups(SelfCheck.objects.get(pk=check.pk))
        return len(asked)

    few = cost()
    for number in range(5):
        self_checks.add_item(antai, text=f"第 {number} 项", element="6", by=an)
    all_conform(check, an)
    assert cost() == few
