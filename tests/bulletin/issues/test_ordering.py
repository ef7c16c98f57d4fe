"""The order belongs to the issue; of two desks that change it at once one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from association.base.errors import Refused
from bulletin.enums import Stage
from bulletin.issues import ordering
from bulletin.issues.planning import Elsewhere
from bulletin.models import Article, Column, Issue, IssueItem
from tests.factories import bulletin as make
from tests.factories import cast


@pytest.fixture
def jian():
    return cast.person("bulletin")


@pytest.fixture
def issue(db) -> Issue:
    return make.issue(*(make.approved(title) for title in ("甲", "乙", "丙")))


def titles(issue: Issue) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for item in issue.items.select_related("under__column", "article").all():
        told.setdefault(str(item.under), []).append(item.article.title)
    return told


def test_pieces_come_behind_those_of_their_column(issue):
    assert titles(issue) == {"安联聚焦": ["甲", "乙", "丙"]}


def test_the_whole_order_is_written_at_once(issue, jian):
    focus, news = make.under(issue, "focus"), make.under(issue, "news")
    first, second, third = issue.items.values_list("pk", flat=True)
    wanted = [
        (pk, {focus.pk: [third, first], news.pk: [second]}.get(pk, []))
        for pk, _ in ordering.standing(issue)
    ]

    ordering.order(issue, [wanted[1], wanted[0], *wanted[2:]], saves=issue.saves, by=jian)

    assert titles(issue) == {"安联聚焦": ["丙", "甲"], "要闻资讯": ["乙"]}
    assert [str(row) for row in issue.columns.all()][:2] == ["安联聚焦", "要闻资讯"]


def test_an_order_that_lacks_a_piece_or_names_a_foreign_one_is_refused(issue, jian):
    other = make.issue(make.approved("别处"), number=3).items.get()
    whole = ordering.standing(issue)
    lacking = [(pk, pieces[:-1]) for pk, pieces in whole]
    foreign = [*whole[:-1], (whole[-1][0], [other.pk])]
    for wanted in (lacking, foreign):
        with pytest.raises(Elsewhere, match="别的页面"):
            ordering.order(issue, wanted, saves=issue.saves, by=jian)


def test_an_old_page_doesnt_write_over_a_newer_order(issue, jian):
    shown = issue.saves
    ordering.step(issue.items.first(), ordering.DOWN, saves=shown, by=jian)
    with pytest.raises(Elsewhere):
        ordering.order(issue, ordering.standing(issue), saves=shown, by=jian)


def test_a_piece_steps_within_its_column_and_out_of_its_ends(issue, jian):
    first = issue.items.first()
    ordering.step(first, ordering.DOWN, saves=issue.saves, by=jian)
    assert titles(issue) == {"安联聚焦": ["乙", "甲", "丙"]}
    issue.refresh_from_db()
    ordering.step(first, ordering.UP, saves=issue.saves, by=jian)
    issue.refresh_from_db()
    first.refresh_from_db()
    ordering.step(first, ordering.UP, saves=issue.saves, by=jian)
    assert titles(issue) == {"要闻资讯": ["甲"], "安联聚焦": ["乙", "丙"]}
    issue.refresh_from_db()
    with pytest.raises(Refused, match="最前"):
        ordering.step(first, ordering.UP, saves=issue.saves, by=jian)


def test_a_column_steps_with_its_pieces(issue, jian):
    ordering.step_column(make.under(issue, "focus"), ordering.UP, saves=issue.saves, by=jian)
    assert str(issue.columns.first()) == "安联聚焦"
    assert titles(issue) == {"安联聚焦": ["甲", "乙", "丙"]}


def test_a_piece_stands_in_one_issue(issue, jian):
    piece = issue.items.first().article
    with pytest.raises(Refused, match="已经编入2020 年第 2 期"):
        ordering.add(issue, piece, by=jian)
    with pytest.raises(Refused, match="已经编入2020 年第 2 期"):
        ordering.add(make.issue(number=3), piece, by=jian)


def test_what_was_dropped_isnt_printed(issue, jian):
    piece = make.article("不发的")
    Article.objects.filter(pk=piece.pk).update(stage=Stage.DROPPED)
    with pytest.raises(Refused, match="不能编入"):
        ordering.add(issue, piece, by=jian)


def test_a_column_with_pieces_stays_and_an_empty_one_may_go(issue, jian):
    with pytest.raises(Refused, match="里还有稿件"):
        ordering.take_out_column(make.under(issue, "focus"), by=jian)
    ordering.take_out_column(make.under(issue, "class"), by=jian)
    assert "应急课堂" not in [str(row) for row in issue.columns.all()]
    again = ordering.add_column(issue, Column.objects.get(slug="class"), by=jian)
    assert ordering.add_column(issue, again.column, by=jian) == again


def test_pieces_are_taken_out_and_begin_pages(issue, jian):
    first, second, _ = issue.items.all()
    ordering.new_page(second, on=True, by=jian)
    ordering.take_out(first, by=jian)
    assert [item.new_page for item in issue.items.all()] == [True, False]


@pytest.mark.parametrize("person", ["social", "head"])
def test_only_who_keeps_issues_orders_them(issue, person):
    by = cast.person(person)
    with pytest.raises(Refused, match="没有权限编排"):
        ordering.order(issue, ordering.standing(issue), saves=issue.saves, by=by)
    with pytest.raises(Refused, match="没有权限编排"):
        ordering.add(issue, make.approved("丁"), by=by)


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_the_same_moment_one_is_written_and_the_other_told():
    issue = make.issue(*(make.approved(title) for title in ("甲", "乙", "丙")))
    jian = cast.person("bulletin")
    whole = ordering.standing(issue)
    turned = [(pk, list(reversed(pieces))) for pk, pieces in whole]
    shifted = [(pk, [*pieces[1:], *pieces[:1]]) for pk, pieces in whole]
    start = Barrier(2, timeout=10)

    def play(wanted):
        try:
            start.wait()
            ordering.order(Issue.objects.get(pk=issue.pk), wanted, saves=issue.saves, by=jian)
            return wanted
        except Elsewhere:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(play, [turned, shifted]))

    written = [each for each in told if each]
    assert len(written) == 1
    assert [[pk, pieces] for pk, pieces in ordering.standing(issue)] == [
        [pk, pieces] for pk, pieces in written[0]
    ]
    assert IssueItem.objects.count() == 3
