"""Lists as workbooks, as narrowed on the screen. What leaves the house is in the audit: who took how
many rows of what, by which conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Prefetch, QuerySet

from association.accounts.models import User
from association.base import audit, clock, sheets
from association.base.errors import Refused
from association.base.sheets import Table, Written
from standardization import queries
from standardization.enums import CaseKind
from standardization.grades import records
from standardization.models import Case, Expert, Finding, GradeRecord, Rectification
from standardization.rules import may_keep_experts, may_view_cases, may_view_experts
from standardization.statements import board

MOST = 20_000


@dataclass(frozen=True, slots=True)
class _List:
    what: str
    headers: tuple[str, ...]
    codes: tuple[str, ...] = ()
    """Headers of columns whose zeros and digits stay: formatted as text."""


CASES = _List(
    "标准化案件",
    (
        "案件编号", "企业", "统一社会信用代码", "性质", "申请等级", "评定等级", "状态", "自",
        "最近期限", "轮次", "评审单位", "经办人", "建立", "提交",
    ),
    ("案件编号", "统一社会信用代码"),
)  # fmt: skip
FINDINGS = _List(
    "不符合项",
    (
        "编号", "案件编号", "企业", "评审单位", "等级", "重点部位", "问题描述", "依据条款",
        "整改期限", "整改责任人", "状态", "第几次整改", "整改措施", "完成日期", "整改提交",
        "验收方式", "验收", "验收意见", "验收时间", "挂牌督办",
    ),
    ("编号", "案件编号"),
)  # fmt: skip
EXPERTS = _List(
    "专家库",
    (
        "姓名", "职称", "评审员证书编号", "证书有效至", "专业", "常驻区", "状态", "在办", "同时承担上限",
        "最近邀请",
    ),
    ("评审员证书编号",),
)  # fmt: skip
MOBILE = "手机"
GRADES = _List(
    "达标等级",
    (
        "等级编号", "企业", "统一社会信用代码", "等级", "依据标准", "有效期自", "有效期至", "现状",
        "公告文号", "年度自评已交", "年度自评未交",
    ),
    ("等级编号", "统一社会信用代码", "公告文号"),
)  # fmt: skip


def cases(rows: QuerySet[Case], *, by: User, asked: str = "") -> bytes:
    """Of ``queries.cases``, whose ``due_on`` it writes. Raises Refused."""
    if not may_view_cases(by):
        raise Refused("您没有权限导出标准化案件。请由安全技术部办理。")
    found = (
        [
            row.number or "", row.member.name, row.member.credit_code, row.get_kind_display(),
            row.grade_applied, row.grade_granted, row.get_state_display(), _day(row.since),
            row.due_on,  # type: ignore[attr-defined]  # of the queryset, as said above
            row.round, str(row.organisation or ""), _name(row.officer),
            _day(row.created_at), _day(row.submitted_at),
        ]
        for row in rows.order_by("-since", "-pk")[:MOST]
    )  # fmt: skip
    return _book(CASES, found, by=by, asked=asked)


def findings(rows: QuerySet[Finding], *, by: User, asked: str = "") -> bytes:
    """With the last rectification and what was said of it. Raises Refused."""
    if not may_view_cases(by):
        raise Refused("您没有权限导出不符合项。请由安全技术部办理。")
    rounds = Rectification.objects.select_related("verification").order_by("round")
    fetched = rows.select_related(
        "case__member", "case__organisation", "key_area", "listing"
    ).prefetch_related(Prefetch("rectifications", rounds))
    return _book(FINDINGS, (_finding(row) for row in fetched[:MOST]), by=by, asked=asked)


def _finding(row: Finding) -> list[Written]:
    rounds: list[Any] = list(row.rectifications.all())
    last = rounds[-1] if rounds else None
    checked = getattr(last, "verification", None)
    return [
        row.number, row.case.number or "", row.case.member.name, str(row.case.organisation or ""),
        row.get_severity_display(), str(row.key_area or ""), row.text, row.basis, row.deadline,
        row.responsible, row.get_state_display(),
        *([last.round, last.measures, last.done_on, _day(last.at)] if last else [None] * 4),
        *(
            [checked.get_method_display(), "通过" if checked.passed else "退回", checked.note,
             _day(checked.at)]
            if checked else [None] * 4
        ),
        "挂牌督办" if hasattr(row, "listing") else "",
    ]  # fmt: skip


def experts(rows: QuerySet[Expert], *, by: User, asked: str = "") -> bytes:
    """Of ``pool.experts``. The telephone numbers go to whoever keeps the pool alone. Raises
    Refused."""
    if not may_view_experts(by):
        raise Refused("您没有权限导出专家库。请由安全技术部办理。")
    mobile = may_keep_experts(by)
    shape = EXPERTS
    if mobile:
        shape = _List(EXPERTS.what, (*EXPERTS.headers, MOBILE), (*EXPERTS.codes, MOBILE))
    found: Iterator[list[Written]] = (
        [
            row.name, row.title, row.certificate_number, row.certificate_until,
            "、".join(row.skills), row.district, row.get_state_display(),
            row.load,  # type: ignore[attr-defined]  # of the queryset, as said above
            row.most_cases,
            _day(row.last_used),  # type: ignore[attr-defined]
            *([row.mobile] if mobile else []),
        ]
        for row in rows.order_by("name", "pk")[:MOST]
    )  # fmt: skip
    return _book(shape, found, by=by, asked=asked)


def grades(rows: QuerySet[GradeRecord], *, by: User, asked: str = "") -> bytes:
    """Raises Refused."""
    if not may_view_cases(by):
        raise Refused("您没有权限导出达标等级。请由安全技术部办理。")
    fetched = rows.select_related("member", "version__standard", "renewed_by").prefetch_related(
        "self_reviews"
    )
    return _book(GRADES, (_grade(row) for row in fetched[:MOST]), by=by, asked=asked)


def _grade(row: GradeRecord) -> list[Written]:
    today = clock.today()
    handed_in = sorted(review.year for review in row.self_reviews.all())
    over = row.revoked_on is not None or row.end < today
    missing = [] if over else [year for year, on in records.missing_self_reviews(row, today)]
    word = "已撤销" if row.revoked_on else "已到期" if row.end < today else "有效"
    return [
        row.number, row.member.name, row.member.credit_code, row.grade,
        str(row.version), row.start, row.end, word, row.announcement, _years(handed_in),
        _years(missing),
    ]  # fmt: skip


def overview(year: int, *, by: User) -> bytes:
    """The board's tables, a sheet each. Raises Refused."""
    if not may_view_cases(by):
        raise Refused("您没有权限导出标准化统计。请由安全技术部办理。")
    tables = [
        Table(
            "案件", ["状态", "合计", *CaseKind.labels],
            [
                [line.label, line.total.count, *(each.count for each in line.by_kind)]
                for line in board.funnel(year)
            ],
            title=f"{year} 年建立的案件，{clock.today()} 统计",
        ),
        Table(
            "逾期", ["哪一方", "案件", "最早应于"],
            [[each.label, each.number.count, each.since] for each in board.late()],
            title=f"{clock.today()} 逾期（定级部门为等待决定）",
        ),
        Table(
            "否决项", ["项目编号", "项目", "依据标准", "案件"],
            [[each.code, each.text, each.standard, each.number.count] for each in board.vetoes()],
            title=f"{queries.veto_since()} 起经两人确认的否决",
            text_columns=["项目编号"],
        ),
        Table(
            "评审单位",
            ["评审单位", "案件", "报告退回", "不符合项", "已销号", "按期整改", "逾期整改", "销号率（%）"],
            [
                [
                    each.name, each.cases.count, each.returned.count, each.findings.count,
                    each.closed.count, each.in_time.count, each.late.count, each.rate,
                ]
                for each in board.organisations(year)
            ],
            title=f"{year} 年建立的案件",
        ),
        Table(
            "等级", ["事项", "等级数"],
            [
                *_endings(),
                ["年度自评逾期", board.self_reviews().count],
            ],
            title=f"{clock.today()} 统计",
        ),
    ]  # fmt: skip
    audit.record(by, "导出标准化统计", by=by, after={"年份": year})
    return sheets.write_several(tables)


def _endings() -> list[list[Written]]:
    return [[f"{each.params['within']} 天内到期", each.count] for each in board.endings()]


def _book(shape: _List, rows: Iterator[Sequence[Written]], *, by: User, asked: str) -> bytes:
    found = list(islice(rows, MOST))
    after = {"条数": len(found), "条件": asked or "全部"}
    audit.record(by, f"导出{shape.what}", by=by, after=after)
    return sheets.write(
        shape.headers,
        found,
        title=f"{shape.what}（{clock.today()}，{asked or '全部'}）",
        sheet=shape.what,
        text_columns=shape.codes,
    )


def _day(moment: Any) -> Any:
    return moment.astimezone(clock.TZ).date() if moment else None


def _name(user: User | None) -> str:
    return user.name if user else ""


def _years(years: list[int]) -> str:
    return "、".join(f"第 {year} 年" for year in years)
