from types import SimpleNamespace
from typing import Any

from association.portal.specimens.shape import Chapter, Specimen

_CRUMBS = [{"label": "工作台", "url": "?"}, {"label": "会员", "url": "?"}, {"label": "晨岭建材"}]


def _messages() -> dict[str, Any]:
    told = {
        "success": "会员“晨岭建材”已登记。",
        "warning": "决议还没有与原件核对。",
        "error": "没有保存：名称已有单位使用。",
        "info": "名册正在检查，可以离开本页。",
    }
    return {"told": [_Message(level, text) for level, text in told.items()]}


class _Message(SimpleNamespace):
    def __init__(self, level_tag: str, text: str) -> None:
        super().__init__(level_tag=level_tag, text=text)

    def __str__(self) -> str:
        return str(self.text)


def _bar(tone: str) -> str:
    return (
        f'<div class="topbar"{tone}><div class="page"><a class="brand" href="?">'
        '{% include "ui/mark.html" %}<span><span class="name">{{ frame.name }}</span></span></a>'
        '<div class="tools">{% include "ui/tools.html" %}</div></div></div>'
    )


FRAMES = Chapter(
    "frames",
    "页框",
    "墨色是秘书处，纸色是其他人",
    (
        Specimen("页顶，纸色", _bar("")),
        Specimen("页顶，墨色", _bar(' data-tone="ink"')),
        Specimen(
            "在哪里",
            '{% include "ui/crumbs.html" with crumbs=crumbs place="第 3 / 38 家" '
            'previous="?" next="?" only %}',
            lambda: {"crumbs": _CRUMBS},
        ),
        Specimen(
            "刚才办了什么", '{% include "ui/messages.html" with messages=told only %}', _messages
        ),
        Specimen(
            "图标",
            '<p class="cluster">{% icon "search" "查找" %}{% icon "mail" %}{% icon "yuan" %}</p>',
        ),
    ),
)
