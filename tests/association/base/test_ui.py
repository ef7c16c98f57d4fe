from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from association.base import clock
from association.base.templatetags import ui


def words(template: str, **context: Any) -> str:
    """What stands there, without the spaces that only the source has."""
    return "".join(Template("{% load ui %}" + template).render(Context(context)).split())


def atom(name: str, **context: Any) -> str:
    return " ".join(render_to_string(f"ui/{name}.html", context).split())


# --- Days ------------------------------------------------------------------------------------


def test_a_day_is_written_with_its_weekday() -> None:
    assert ui.day(date(2026, 11, 21)) == "2026年11月21日（周六）"
    assert ui.day(date(2026, 11, 22)) == "2026年11月22日（周日）"
    assert ui.day(date(2026, 1, 5)) == "2026年1月5日（周一）"


def test_an_instant_belongs_to_the_day_in_beijing() -> None:
    late = datetime(2020, 12, 31, 16, 30, tzinfo=UTC)
    assert ui.day(late) == "2021年1月1日（周五）"
    assert ui.stamp(late) == "2021年1月1日 00:30"


def test_a_short_day_leaves_out_the_year_of_the_clock_and_no_other() -> None:
    with clock.at("2020-06-01"):
        assert ui.shortday(date(2020, 12, 31)) == "12月31日（周四）"
        assert ui.shortday(date(2021, 1, 1)) == "2021年1月1日（周五）"
    with clock.at("2026-11-21"):
        assert ui.shortday(date(2020, 12, 31)) == "2020年12月31日（周四）"


def test_a_stamp_has_minutes_with_two_figures() -> None:
    assert ui.stamp(datetime(2026, 11, 21, 9, 2, tzinfo=clock.TZ)) == "2026年11月21日 09:02"


@pytest.mark.parametrize("write", [ui.day, ui.shortday, ui.stamp, ui.yuan, ui.amount])
def test_what_is_not_known_is_left_empty(write: Any) -> None:
    assert write(None) == ""


# --- Money -----------------------------------------------------------------------------------


def test_yuan_are_grouped_with_two_decimals() -> None:
    assert ui.yuan(Decimal("12000")) == "12,000.00"
    assert ui.yuan(Decimal("0")) == "0.00"


def test_in_a_table_only_a_zero_steps_back() -> None:
    assert ui.amount(Decimal("0.00")) == '<span class="zero">0.00</span>'
    assert ui.amount(Decimal("0.01")) == "0.01"


# --- Masks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800000000", "138****0000"),
        ("+8613800000000", "138****0000"),
        ("+86 13800000000", "138****0000"),
        ("010-84926057", "010*****6057"),
        ("8492605", "*******"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_keeps_its_ends_and_a_short_one_nothing(number: str | None, masked: str) -> None:
    assert ui.mask_mobile(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("许志平", "许*平"), ("高岚", "高*"), ("欧阳志平", "欧**平"), ("高", "高"), (None, "")],
)
def test_a_name_keeps_its_ends(name: str | None, masked: str) -> None:
    assert ui.mask_name(name) == masked


# --- States and icons ------------------------------------------------------------------------


def test_a_status_is_word_shape_and_colour_in_one_element() -> None:
    assert ui.status("due", "待缴") == '<span class="status" data-s="due">待缴</span>'
    assert ui.status("ok", "免缴", "mid").startswith(
        '<span class="status" data-s="ok" data-size="mid">'
    )


def test_a_status_without_a_shape_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="'green' is no state"):
        ui.status("green", "免缴")


def test_a_status_escapes_its_word() -> None:
    assert "<b>" not in ui.status("ok", "<b>")


def test_an_icon_is_decoration_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in ui.icon("search")
    assert 'role="img" aria-label="查找"' in ui.icon("search", "查找")
    assert "icons/sprite" in ui.icon("search")
    assert "#search" in ui.icon("search")


# --- Atoms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "level", "text"),
    [
        (183, "", "<b>183</b><span>天内"),
        (4, "", "<b>4</b><span>天内"),
        (3, ' data-level="now"', "<b>3</b><span>天内"),
        (0, ' data-level="now"', "<b data-word>今天</b><span>到期"),
        (-1, ' data-level="past"', "<b>1</b><span>天前到期"),
        (-99, ' data-level="past"', "<b>99</b><span>天前到期"),
        (-2151, ' data-level="past"', "<b data-word>逾期</b><span>2151 天"),
    ],
)
def test_a_deadline_says_how_far_it_is(days: int, level: str, text: str) -> None:
    with clock.at("2020-06-01"):
        written = atom("until", on=date(2020, 12, 31), days=days)
    assert f'<p class="until"{level}>' in written
    assert text in written
    assert '<time datetime="2020-12-31">12月31日（周四）</time>' in written


def test_a_sum_reads_as_a_line_of_amounts() -> None:
    lines = [
        {"label": "应缴", "amount": Decimal(5000)},
        {"label": "减免", "amount": Decimal(5000), "op": "−"},
        {"label": "须缴", "amount": Decimal(0), "op": "＝", "main": True},
    ]
    written = atom("sum", lines=lines)
    assert written.index("5,000.00</b><small>应缴") < written.index("5,000.00</b><small>减免")
    assert '<p class="figure" data-main><b>0.00</b><small>须缴</small></p>' in written
    assert written.count('class="op"') == 2


def entry(before: Mapping[str, str], after: Mapping[str, str]) -> SimpleNamespace:
    at = datetime(2020, 5, 22, 10, 0, tzinfo=clock.TZ)
    return SimpleNamespace(
        action="变更登记", at=at, actor_name="林思远", reason="执照换发", before=before, after=after
    )


def test_a_timeline_shows_what_was_and_what_is() -> None:
    written = atom("timeline", entries=[entry({"单位名称": "京岚建设"}, {"单位名称": "京岚集团"})])
    assert "单位名称：<del>京岚建设</del> → <ins>京岚集团</ins>" in written
    assert "理由：执照换发" in written
    assert "2020年5月22日 10:00</time> 林思远" in written


def test_a_timeline_tells_a_new_field_from_an_emptied_one() -> None:
    written = atom(
        "timeline", entries=[entry({"邮箱": "a@example.org"}, {"邮箱": "", "电话": "1"})]
    )
    assert "邮箱：<del>a@example.org</del> → 空" in written
    assert "电话：<ins>1</ins>" in written


def test_a_queue_without_work_is_quiet_but_still_opens() -> None:
    queue = {"s": "stop", "word": "逾期", "count": 0, "url": "/late/", "note": ""}
    written = atom("queue", queue=queue)
    assert 'data-level="none"' in written
    assert 'data-s="none"' in written
    assert 'href="/late/"' in written


def test_a_running_job_names_the_address_that_tells_more() -> None:
    job = SimpleNamespace(
        label="导入名册", is_open=True, state="running", total=1233, done=812, message=""
    )
    assert 'data-poll="/jobs/1/"' in atom("job", job=job, url="/jobs/1/")
    assert '<progress max="1233" value="812"' in atom("job", job=job, url="/jobs/1/")
    job.is_open, job.state = False, "done"
    assert "data-poll" not in atom("job", job=job, url="/jobs/1/")


def test_admin_cells_carry_their_columns_name() -> None:
    headers = [{"text": "<input>"}, {"text": '<span class="num">余额</span>'}, {"text": "单位"}]
    cells = [
        '<td class="action-checkbox"><input type="checkbox"></td>',
        '<td class="field-balance">0.00</td>',
        '<th class="field-name"><a href="1/">青溪</a></th>',
    ]
    assert ui.as_cards(cells, headers) == [
        '<td class="action-checkbox"><label><input type="checkbox"></label></td>',
        '<td data-th="余额" class="field-balance">0.00</td>',
        '<th class="field-name"><a href="1/">青溪</a></th>',
    ]


def test_a_template_reaches_the_filters_by_name() -> None:
    context = {"on": date(2026, 11, 21), "sum": Decimal(7), "phone": "13800000000"}
    assert words("{{ on|day }} {{ sum|yuan }} {{ phone|mask_mobile }}", **context) == (
        "2026年11月21日（周六）7.00138****0000"
    )


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 11, 18), date(2026, 11, 25), "11月18日至25日"),
        (date(2026, 11, 28), date(2026, 12, 2), "11月28日至12月2日"),
        (date(2026, 11, 18), date(2026, 11, 18), "11月18日"),
        (date(2026, 12, 30), date(2027, 1, 3), "2026年12月30日至2027年1月3日"),
        (date(2027, 1, 3), date(2027, 1, 5), "2027年1月3日至5日"),
    ],
)
def test_some_days_say_only_what_is_needed(start: date, end: date, said: str) -> None:
    with clock.at("2026-11-21"):
        assert ui.span(start, end) == said
