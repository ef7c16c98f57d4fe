"""Questionnaires, drafted through the doors, and what somebody types into them."""

from typing import Any

from association.questionnaires import building
from association.questionnaires.asking import Kind
from association.questionnaires.models import Question, Questionnaire

PEOPLE = [
    {"label": "姓名", "kind": Kind.TEXT, "required": True},
    {"label": "手机", "kind": Kind.PHONE, "required": True},
    {"label": "人数", "kind": Kind.NUMBER, "unit": "人"},
]
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"label": "单位简介", "kind": Kind.PARAGRAPH, "required": False},
    {"label": "参加人数", "kind": Kind.NUMBER, "unit": "人", "minimum": 1, "maximum": 5000},
    {"label": "开展日期", "kind": Kind.DATE, "required": False},
    {"label": "形式", "kind": Kind.SINGLE, "choices": ["线上", "线下"]},
    {"label": "内容", "kind": Kind.SEVERAL, "choices": ["讲座", "演练", "竞赛"], "maximum": 2},
    {"label": "满意程度", "kind": Kind.SCALE, "required": False},
    {"label": "名单", "kind": Kind.GRID, "columns": PEOPLE, "maximum": 4},
    {"label": "方案", "kind": Kind.FILE, "required": False, "maximum": 2},
)
TYPED = {
    "q1": "示例单位", "q2": "３５人", "q3": "2026/6/6", "q4": "线下", "q5": ["演练", "讲座"],
    "q6": "4", "q7": [["张三", "138 0000 0000", "12"], ["", "", ""]],
}  # fmt: skip
READ = {
    "q1": "示例单位", "q2": "35", "q3": "2026-06-06", "q4": "线下", "q5": ["讲座", "演练"],
    "q6": "4", "q7": [["张三", "13800000000", "12"]],
}  # fmt: skip


def draft(*, title: str = "活动情况", questions: Any = QUESTIONS) -> Questionnaire:
    row = building.draft(title=title, by=None)
    for told in questions:
        add(row, **told)
    return row


def add(row: Questionnaire, **told: Any) -> Question:
    return building.add_question(row, fields={"required": True, "totalled": True, **told}, by=None)


def frozen(**told: Any) -> Questionnaire:
    return building.freeze(draft(**told), by=None)


def posted(typed: dict[str, Any], *, saves: int = 0, **more: str) -> dict[str, Any]:
    """The same as a browser sends it."""
    sent: dict[str, Any] = {"saves": saves, **more}
    for key, value in typed.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            for at, row in enumerate(value):
                sent |= {f"{key}-{at}-{place}": cell for place, cell in enumerate(row)}
        else:
            sent[key] = value
    return sent
