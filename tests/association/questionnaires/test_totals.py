"""Many answers come to sums and shares."""

from decimal import Decimal

from association.questionnaires.asking import Asked, Kind, totals

FIGURES = Asked("n", "人数", Kind.NUMBER, unit="人", totalled=True)
RATE = Asked("r", "得分", Kind.NUMBER, places=1)
WAYS = Asked("s", "内容", Kind.SEVERAL, choices=("讲座", "演练", "竞赛"))
MARK = Asked("m", "满意程度", Kind.SCALE)
OPEN = Asked(
    "t", "名单", Kind.GRID,
    columns=(
        Asked("c1", "姓名", Kind.TEXT), Asked("c2", "人数", Kind.NUMBER, totalled=True),
    ),
)  # fmt: skip
NAMED = Asked(
    "w", "指标", Kind.GRID, rows=("讲座", "演练"),
    columns=(
        Asked("c1", "场次", Kind.NUMBER, totalled=True, places=1),
        Asked("c2", "比例", Kind.NUMBER, places=1),
    ),
)  # fmt: skip


def test_figures_are_added_where_that_is_asked_for():
    figures, rate = totals([FIGURES, RATE], [{"n": "35", "r": "9.5"}, {"n": "7"}, {}])
    assert (figures.answered, figures.sums[0].total, figures.sums[0].count) == (2, Decimal(42), 2)
    assert (rate.answered, rate.sums) == (1, ())


def test_choices_are_counted_with_their_share_of_who_answered():
    (ways,) = totals([WAYS], [{"s": ["讲座", "演练"]}, {"s": ["讲座"]}, {"s": ["讲座"]}, {}])
    assert ways.answered == 3
    assert [(each.label, each.count, each.percent) for each in ways.shares] == [
        ("讲座", 3, 100), ("演练", 1, 33), ("竞赛", 0, 0),
    ]  # fmt: skip


def test_marks_have_a_mean_and_nobody_divides_by_nobody():
    (mark,) = totals([MARK], [{"m": "5"}, {"m": "4"}, {"m": "4"}, {"m": "4"}])
    assert mark.mean == Decimal("4.3")
    (nothing,) = totals([MARK], [])
    assert (nothing.answered, nothing.mean) == (0, None)
    assert {each.percent for each in nothing.shares} == {0}


def test_tables_are_added_by_column_and_by_row_where_rows_have_names():
    named, opened = totals(
        [NAMED, OPEN],
        [
            {"w": [["1.5", "9.0"], [""]], "t": [["张三", "2"], ["李四", "3"]]},
            {"w": [["2.0", ""], ["4.0", ""]]},
        ],
    )
    assert [(each.row, each.label, each.total) for each in named.sums] == [
        ("讲座", "场次", Decimal("3.5")), ("演练", "场次", Decimal("4.0")),
    ]  # fmt: skip
    assert [(each.row, each.label, each.total) for each in opened.sums] == [
        ("", "人数", Decimal(5))
    ]
