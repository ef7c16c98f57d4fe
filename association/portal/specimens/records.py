from datetime import timedelta
from decimal import Decimal
from typing import Any

from association.base import clock
from association.base.models import AuditEntry
from association.portal.specimens.shape import Chapter, Specimen


def _entries() -> dict[str, Any]:
    now = clock.now()
    return {
        "entries": [
            AuditEntry(
                at=now,
                actor_name="林思远",
                action="采纳变更",
                before={"单位名称": "晨岭建材"},
                after={"单位名称": "北京晨岭建材有限公司"},
            ),
            AuditEntry(
                at=now - timedelta(days=40),
                actor_name="贺清岚",
                action="退回变更",
                reason="没有附营业执照",
            ),
        ]
    }


def _steps() -> dict[str, Any]:
    today = clock.today()
    return {
        "steps": [
            {"label": "提出", "who": "单位", "on": today - timedelta(days=9), "state": "ok"},
            {"label": "补正", "who": "单位", "on": today + timedelta(days=2), "state": "due"},
            {"label": "审核", "who": "社会工作部"},
        ]
    }


def _task(primary: bool) -> dict[str, Any]:
    return {
        "primary": primary,
        "task": {
            "title": "缴纳 2020 年度会费",
            "text": "余额 10,000.00 元。",
            "meta": "财务管理中心",
            "on": clock.today() + timedelta(days=2),
            "days": 2,
            "url": "?",
            "action": "去缴费",
        },
    }


_FACTS = [
    {"name": "会员编号", "value": "BJAL-2018-0007", "code": True},
    {"name": "单位类型", "value": "民营企业", "note": "据营业执照"},
    {"name": "决议", "value": "测试决〔2020〕3 号", "url": "?"},
    {"name": "邮箱", "value": ""},
]
_QUEUES = [
    {"s": "due", "word": "变更待审核", "count": 3, "url": "?", "note": "最早 2 天前"},
    {"s": "stop", "word": "逾期未缴", "count": 12, "url": "?", "note": "2020 年度"},
    {"s": "run", "word": "待发提醒", "count": 7, "url": "?", "note": "今晚"},
    {"s": "run", "word": "待核定会费", "count": 0, "url": "?", "note": "2020 年度"},
]
_SUM = [
    {"label": "应缴（元）", "amount": Decimal(10000)},
    {"label": "减免", "amount": Decimal(4000), "op": "−"},
    {"label": "须缴", "amount": Decimal(6000), "op": "＝", "main": True},
]
_COUNTS = [
    {"n": 1187, "label": "新增", "url": "?"},
    {"n": 13, "label": "更新", "url": "?"},
    {"n": 33, "label": "有误", "s": "stop"},
]

RECORDS = Chapter(
    "records",
    "一件事、一家单位",
    "先说现在要办什么",
    (
        Specimen(
            "要办的事",
            '<ol class="tasks">{% include "ui/task.html" with task=task primary=primary only %}</ol>',
            lambda: _task(primary=True),
        ),
        Specimen(
            "等我处理",
            '<ul class="queues">{% for queue in queues %}'
            '{% include "ui/queue.html" with queue=queue only %}{% endfor %}</ul>',
            lambda: {"queues": _QUEUES},
        ),
        Specimen(
            "算式", '{% include "ui/sum.html" with lines=lines only %}', lambda: {"lines": _SUM}
        ),
        Specimen(
            "一个数",
            '{% include "ui/figure.html" with value="1,200" label="在册会员" main=True only %}',
        ),
        Specimen(
            "登记项",
            '{% include "ui/facts.html" with rows=rows only %}',
            lambda: {"rows": _FACTS},
        ),
        Specimen(
            "登记项，并排",
            '{% include "ui/facts.html" with rows=rows cols=True only %}',
            lambda: {"rows": _FACTS},
        ),
        Specimen(
            "登记项，单独一项",
            '<dl class="facts">{% include "ui/fact.html" with name="所在区" value="怀柔区" only %}</dl>',
        ),
        Specimen("走到哪一步", '{% include "ui/steps.html" with steps=steps only %}', _steps),
        Specimen(
            "结果",
            '{% include "ui/result.html" with counts=counts only %}',
            lambda: {"counts": _COUNTS},
        ),
        Specimen("历史", '{% include "ui/timeline.html" with entries=entries only %}', _entries),
    ),
)
