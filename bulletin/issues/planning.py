"""An issue is begun, and what stands on its cover and in its front matter is written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from bulletin import body
from bulletin.enums import IssueState
from bulletin.issues.states import keeps
from bulletin.models import Call, Column, Issue, IssueColumn, Masthead
from bulletin.rules import Actor

FIELDS = (
    "masthead", "title", "total_number", "deadline", "focus", "feature_title", "feature",
    "with_introduction", "call",
)  # fmt: skip
CALL = "call"
"""The column of the call for papers: printed behind all others, and no pieces stand in it."""
MOST_FOCUS, LONGEST_FOCUS = 4, 40
MOST_POINTS, LONGEST_POINT = 8, 120
_FORBIDDEN = "您没有权限编排刊期。请由会刊的信息编辑办理。"


class Elsewhere(Refused):
    """Somebody else changed the order since this page was opened."""


ELSEWHERE = "别的页面刚刚改过本期的次序，这次没有保存。请看过现在的次序再改。"


@transaction.atomic
def begin(
    *, year: int, number: int, by: Actor, title: str = "", total_number: int | None = None,
    deadline: date | None = None, call: Call | None = None,
) -> Issue:  # fmt: skip
    """With the masthead of today and every active column, empty. Raises Refused: no right, no
    masthead, that number is taken."""
    if by is not None and not keeps(by, Issue()):
        raise Refused(_FORBIDDEN)
    if not (2000 <= year <= 2100 and 1 <= number <= 60):
        raise Refused("年份和期号不对，请核对。", field="number")
    masthead = Masthead.objects.filter(valid_from__lte=clock.today()).first()
    if masthead is None:
        raise Refused("还没有今天可用的刊头，请先登记刊头。", field="masthead")
    if Issue.objects.filter(year=year, number=number).exists():
        raise Refused(f"{year} 年第 {number} 期已经有了。", field="number")
    issue = Issue.objects.create(
        year=year, number=number, title=title, total_number=total_number, deadline=deadline,
        call=call, masthead=masthead, created_by=by, created_at=clock.now(),
    )  # fmt: skip
    columns = Column.objects.filter(active=True).exclude(slug=CALL)
    IssueColumn.objects.bulk_create(
        IssueColumn(issue=issue, column=column, position=place)
        for place, column in enumerate(columns, start=1)
    )
    audit.record(issue, "新建刊期", by=by, after={"刊期": str(issue), "刊头": str(masthead)})
    return issue


@transaction.atomic
def change(issue: Issue, *, fields: Mapping[str, Any], by: Actor) -> Issue:
    """What is printed round the pieces. Raises Refused: locked, more than the cover holds."""
    unknown = set(fields) - set(FIELDS)
    assert not unknown, unknown
    locked = planned(issue, by=by)
    told = dict(fields)
    if "focus" in told:
        told["focus"] = _focus(told["focus"])
    if "feature" in told:
        told["feature"] = _feature(told["feature"])
    changed = [name for name, value in told.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, told[name])
    if locked.feature and not locked.feature_title:
        raise Refused("专题有内容，请写专题标题。", field="feature_title")
    locked.save(update_fields=changed)
    if changed:
        audit.record(
            locked, "修改刊期", by=by, after={"项目": "、".join(label(each) for each in changed)}
        )
    issue.refresh_from_db()
    return issue


@transaction.atomic
def set_cover(issue: Issue, upload: "File[bytes] | None", *, by: Actor) -> Issue:
    """The picture of the cover; None takes it off. Raises Refused: locked, no picture."""
    locked = planned(issue, by=by)
    locked.cover = (
        files.keep(upload, by=by, accept=files.PICTURES, field="cover") if upload else None
    )
    locked.save(update_fields=["cover"])
    audit.record(
        locked, "换封面图", by=by, after={"封面图": str(locked.cover) if locked.cover else "无"}
    )
    issue.refresh_from_db()
    return issue


def planned(issue: Issue, *, by: Actor) -> Issue:
    """Locked for whoever may change it now. Raises Refused once it is locked or released."""
    row = Issue.objects.select_for_update().get(pk=issue.pk)
    if not keeps(by, row):
        raise Refused(_FORBIDDEN)
    if row.state == IssueState.LOCKED:
        raise Refused(f"{row}已锁定，内容和次序不能再改。确需修改，请先解除锁定并写明理由。")
    if row.state != IssueState.PLANNING:
        raise Refused(f"{row}已发布，内容和次序不能再改。")
    return row


def label(name: str) -> str:
    shown: Any = Issue._meta.get_field(name)
    return str(shown.verbose_name)


def _focus(lines: list[str]) -> list[str]:
    told = [line for each in lines if (line := body.plain(each))]
    if len(told) > MOST_FOCUS:
        raise Refused(f"本期聚焦最多 {MOST_FOCUS} 条，现在有 {len(told)} 条。", field="focus")
    if any(len(line) > LONGEST_FOCUS for line in told):
        raise Refused(f"本期聚焦每条最多 {LONGEST_FOCUS} 字，封面放不下更长的。", field="focus")
    return told


def _feature(points: list[dict[str, str]]) -> list[dict[str, str]]:
    told = [
        {"title": title, "text": body.plain(each.get("text", ""))}
        for each in points
        if (title := body.plain(each.get("title", "")))
    ]
    if len(told) > MOST_POINTS:
        raise Refused(f"专题最多 {MOST_POINTS} 条，现在有 {len(told)} 条。", field="feature")
    if any(len(each["title"]) + len(each["text"]) > LONGEST_POINT for each in told):
        raise Refused(f"专题每条最多 {LONGEST_POINT} 字。", field="feature")
    return told
