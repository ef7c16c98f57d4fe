"""An issue is begun once, and its cover holds only so much."""

import pytest

from association.base.errors import Refused
from bulletin import reference
from bulletin.enums import IssueState
from bulletin.issues import planning
from bulletin.models import Issue, Masthead
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def jian():
    reference.install()
    return cast.person("bulletin")


def test_an_issue_begins_with_every_column_and_the_masthead_of_its_day(jian):
    issue = planning.begin(year=2020, number=2, by=jian)

    names = [str(row) for row in issue.columns.all()]
    assert names == ["要闻资讯", "安联聚焦", "会员风采", "会员推介", "应急课堂"]
    assert issue.masthead == Masthead.objects.get()
    assert (issue.state, issue.code) == (IssueState.PLANNING, "2020-2")


def test_a_number_is_given_once_a_year(jian):
    planning.begin(year=2020, number=2, by=jian)
    with pytest.raises(Refused, match="2020 年第 2 期已经有了"):
        planning.begin(year=2020, number=2, by=jian)
    assert planning.begin(year=2021, number=2, by=jian).pk


def test_without_a_masthead_nothing_begins(jian):
    Masthead.objects.all().delete()
    with pytest.raises(Refused, match="刊头"):
        planning.begin(year=2020, number=2, by=jian)


@pytest.mark.parametrize("person", ["social", "head", "antai_admin"])
def test_only_who_keeps_issues_begins_and_changes_one(jian, person):
    with pytest.raises(Refused, match="没有权限编排"):
        planning.begin(year=2020, number=3, by=cast.person(person))
    with pytest.raises(Refused, match="没有权限编排"):
        planning.change(make.issue(), fields={"title": "安全月"}, by=cast.person(person))
    assert Issue.objects.get().title == ""


def test_the_cover_holds_four_headlines(jian):
    issue = make.issue()
    planning.change(issue, fields={"focus": ["一", " 二 ", "", "三", "四"]}, by=jian)
    assert issue.focus == ["一", "二", "三", "四"]
    with pytest.raises(Refused, match="最多 4 条，现在有 5 条") as refusal:
        planning.change(issue, fields={"focus": list("一二三四五")}, by=jian)
    assert refusal.value.field == "focus"
    with pytest.raises(Refused, match="每条最多 40 字"):
        planning.change(issue, fields={"focus": ["长" * 41]}, by=jian)


def test_a_feature_has_a_title(jian):
    points = [{"title": "减免会费", "text": "困难会员可以申请。"}]
    with pytest.raises(Refused, match="专题标题"):
        planning.change(make.issue(), fields={"feature": points}, by=jian)


def test_a_cover_is_a_picture(jian):
    issue = make.issue()
    assert planning.set_cover(issue, texts.picture(), by=jian).cover is not None
    with pytest.raises(Refused):
        planning.set_cover(issue, texts.upload(), by=jian)
    assert planning.set_cover(issue, None, by=jian).cover is None
