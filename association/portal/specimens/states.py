from datetime import timedelta
from typing import Any

from association.base import clock
from association.base.models import Job
from association.portal.specimens.shape import Chapter, Specimen


def _in(days: int) -> dict[str, Any]:
    return {"on": clock.today() + timedelta(days=days), "days": days}


def _job(state: str, **fields: Any) -> dict[str, Any]:
    return {"job": Job(pk=1, label="检查名册", state=state, **fields)}


_UNTIL = '{% include "ui/until.html" with on=on days=days only %}'
_JOB = '{% include "ui/job.html" with job=job url="?" only %}'

STATES = Chapter(
    "states",
    "状态",
    "字、形、色三样一起，去掉颜色也读得懂",
    (
        Specimen(
            "五种状态",
            '<p class="cluster">{% status "ok" "已缴" %}{% status "run" "办理中" %}'
            '{% status "due" "待缴" %}{% status "stop" "逾期" %}{% status "none" "草稿" %}</p>',
        ),
        Specimen(
            "中号，用在页头",
            '{% include "ui/status.html" with s="ok" word="免缴" size="mid" only %}',
        ),
        Specimen("大号，一页一个", '{% status "stop" "已撤销" "large" %}'),
        Specimen("期限：还早", _UNTIL, lambda: _in(12)),
        Specimen("期限：就在眼前", _UNTIL, lambda: _in(2)),
        Specimen("期限：今天", _UNTIL, lambda: _in(0)),
        Specimen("期限：刚过", _UNTIL, lambda: _in(-5)),
        Specimen("期限：过了很久", _UNTIL, lambda: _in(-320)),
        Specimen(
            "通知：办好了",
            '{% include "ui/notice.html" with s="ok" word="已提交" text="变更申请已收到。" '
            'url="?" link="看申请" only %}',
        ),
        Specimen(
            "通知：该办了",
            '{% include "ui/notice.html" with s="due" word="将到期" text="会费还剩 3 天到期。" only %}',
        ),
        Specimen(
            "通知：不能办",
            '{% include "ui/notice.html" with s="stop" word="未保存" text="别人刚改过这份档案。" only %}',
        ),
        Specimen(
            "只显示一次的链接",
            '{% include "ui/link_once.html" with link=link only %}',
            lambda: {"link": {"address": "https://example.org/x/…", "whom": "林思远", "days": 60}},
        ),
        Specimen("任务：排队", _JOB, lambda: _job("queued")),
        Specimen("任务：进行中", _JOB, lambda: _job("running", total=1233, done=812)),
        Specimen("任务：完成", _JOB, lambda: _job("done", message="1,200 行可以导入，33 行有误。")),
        Specimen("任务：失败", _JOB, lambda: _job("failed", message="文件打不开，请另存后重传。")),
    ),
    small=True,
)

BUTTONS = Chapter(
    "buttons",
    "按钮",
    "一屏一个主要动作；悬停用鼠标试，焦点用 Tab 键试",
    (
        Specimen(
            "四种轻重",
            '<p class="cluster">{% include "ui/button.html" with label="提交" kind="primary" only %}'
            '{% include "ui/button.html" with label="查看" only %}'
            '{% include "ui/button.html" with label="撤销" kind="stop" only %}'
            '{% include "ui/button.html" with label="更多" kind="quiet" only %}</p>',
        ),
        Specimen(
            "链接、带图标、小号",
            '<p class="cluster">{% include "ui/button.html" with label="导出" url="?" name="download" only %}'
            '{% include "ui/button.html" with label="导出" url="?" name="download" small=True only %}</p>',
        ),
        Specimen(
            "进行中、不可用",
            '<p class="cluster"><button class="btn" type="button" data-kind="primary" aria-busy="true">'
            '处理中</button><button class="btn" type="button" disabled>不可用</button></p>',
        ),
        Specimen(
            "先问一句",
            '<div class="cluster">{% include "ui/confirm.html" with id="ask" label="确认导入" '
            'kind="primary" title="导入 1,200 家会员？" text="导入后可以逐家修改，不能整批撤回。" '
            'url="?" csrf_token=csrf_token only %}</div>',
        ),
        Specimen(
            "先问一句：不能挽回",
            '<div class="cluster">{% include "ui/confirm.html" with id="stop" label="撤销证书" '
            'kind="stop" title="撤销这张证书？" text="公众查询会立刻显示“已撤销”，不能恢复。" '
            'no="不撤销" url="?" csrf_token=csrf_token only %}</div>',
        ),
    ),
    small=True,
)
