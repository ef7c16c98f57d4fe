from decimal import Decimal
from typing import Any

from association.portal.specimens.shape import Chapter, Specimen

_ROWS = [
    {"name": "北京晨岭建材有限公司", "amount": Decimal(2000), "s": "due", "word": "待缴"},
    {"name": "北京曜石能源集团有限公司", "amount": Decimal(10000), "s": "ok", "word": "已缴"},
    {"name": "京郊青禾应急志愿服务中心", "amount": Decimal(0), "s": "ok", "word": "免缴"},
]
_COLUMNS = [
    {"pick": True},
    {"label": "单位名称", "url": "?", "sort": "ascending"},
    {"label": "余额（元）", "num": True},
    {"label": "状态"},
]
_TABLE = """<div class="tablebox"><table class="table" data-cards="3">
{% include "ui/columns.html" with columns=columns only %}
<tbody>{% for row in rows %}<tr>
  <td class="pick"><label><input type="checkbox" aria-label="选择{{ row.name }}"></label></td>
  <th scope="row"><a href="?">{{ row.name }}</a></th>
  <td class="num" data-th="余额（元）">{{ row.amount|amount }}</td>
  <td data-th="状态">{% status row.s row.word %}</td>
</tr>{% endfor %}</tbody></table></div>"""


def _table() -> dict[str, Any]:
    return {"columns": _COLUMNS, "rows": _ROWS}


LISTS = Chapter(
    "lists",
    "列表与表",
    "窄处一行变一张卡片",
    (
        Specimen(
            "视图",
            '{% include "ui/views.html" with views=views only %}',
            lambda: {
                "views": [
                    {"label": "全部", "url": "?", "count": 412, "current": True},
                    {"label": "待缴", "url": "?", "count": 38},
                ]
            },
        ),
        Specimen(
            "查找与筛选",
            '<form class="cluster filters">{% include "ui/search.html" with hint="名称、编号或代码" only %}'
            '{% include "ui/filter.html" with title="类型" choices=choices only %}'
            '{% include "ui/filter.html" with title="年度" choices=choices set="2020" only %}</form>',
            lambda: {
                "choices": [
                    {"label": "不限", "url": "?"},
                    {"label": "2020", "url": "?", "current": True},
                ]
            },
        ),
        Specimen("表", _TABLE, _table),
        Specimen("全选和全不选", '{% include "ui/picking.html" %}', dict),
        Specimen("同一张表，在手机上", f'<div class="phone">{_TABLE}</div>', _table),
        Specimen(
            "翻页",
            '{% include "ui/pager.html" with text="51 至 100，共 412 家" previous="?" next="?" only %}',
        ),
        Specimen(
            "空的：说明会有什么、怎么来",
            '{% include "ui/empty.html" with text="还没有会员。" url="?" link="导入名册" only %}',
        ),
    ),
)
