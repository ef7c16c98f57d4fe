"""A report's plain values as chapters of a few kinds of blocks: what every format is written from,
block by block, so that none of them says more or less than another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from standardization.enums import ReportKind

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    kind: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values; one without a value isn't written."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``shares`` are the columns' widths in per cent."""

    kind: ClassVar[str] = "grid"
    caption: str
    head: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    kind: ClassVar[str] = "pictures"
    shown: tuple[Data, ...]
    """Each with the key of its file and a caption."""


Block = Text | Heading | Facts | Grid | Pictures


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    blocks: tuple[Block, ...]


_FIGURES = "一二三四五六七八九十"
NOTHING = "无。"


def chapters(data: Data) -> list[Chapter]:
    found = [
        (title, tuple(write(data)))
        for title, write in _CHAPTERS
        if write is not _deviation or data["kind"] == ReportKind.RECHECK
    ]
    return [Chapter(f"{_number(at)}、{title}", blocks) for at, (title, blocks) in enumerate(found)]


def cover(data: Data) -> Facts:
    told = data["cover"]
    return _facts(
        ("申请企业", told["company"]),
        (told["role"], told["by"]),
        ("评审单位", told["reviewer"] if told["role"] != "评审单位" else ""),
        ("行业", told["industry"]),
        ("评审标准", told["standard"]),
        ("参考标准", "；".join(told["references"])),
        ("评审性质", told["nature"]),
        ("申请等级", told["grade"]),
        ("轮次", f"第 {told['round']} 轮" if told["round"] > 1 else ""),
        ("现场日期", told["on"]),
        ("签字日期", data["signed"]["on"] if data.get("signed") else ""),
    )


def _number(at: int) -> str:
    return _FIGURES[at] if at < 10 else f"十{_FIGURES[at - 10]}"


def _text(text: str) -> Text:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return Text(lines or ("（未填写）",))


def _facts(*rows: Sequence[str]) -> Facts:
    return Facts(tuple((name, value) for name, value in rows if value))


# --- One function a chapter ---------------------------------------------------------------------
def _overview(data: Data) -> Iterator[Block]:
    yield _text(data["overview"])
    yield _facts(*data["register"])


def _process(data: Data) -> Iterator[Block]:
    yield _text(data["process"])
    for visit in data["visits"]:
        yield _facts((visit["kind"], f"{visit['on']}，{visit['site']}"), ("计划", visit["plan"]))
        for each in visit["meetings"]:
            rows = tuple(tuple(sign) for sign in each["signs"])
            caption = f"{each['kind']}签到（{each['at']}）"
            yield Grid(caption, ("姓名", "参加方", "职务", "签到时间"), (22, 24, 26, 28), rows)
            if each["note"]:
                yield Text((f"记录：{each['note']}",))


def _panel(data: Data) -> Iterator[Block]:
    rows = tuple(
        (each["duty"], each["name"], each["title"], each["certificate"], each["declared"])
        for each in data["panel"]
    )
    head = ("职责", "姓名", "职称", "评审员证书编号", "回避申报")
    yield Grid("", head, (14, 12, 18, 20, 36), rows)


def _score(data: Data) -> Iterator[Block]:
    told = data["score"]
    if told is None:
        yield Text(("还没有评分记录。",))
        return
    vetoed = f"触发 {len(data['vetoes'])} 项" if data["vetoes"] else "没有触发"
    yield _facts(
        ("得分", told["score"] or f"{' 至 '.join(told['interval'])}（还有项目没有定）"),
        ("否决项", vetoed),
        ("按评分达到的等级", told["grade"]),
        *told["parts"],
    )
    if after := data["mended_score"]:
        score = after["score"] or " 至 ".join(after["interval"])
        yield _facts((f"{after['kind']}得分", score), (f"{after['kind']}等级", after["grade"]))
    if data["vetoes"]:
        vetoes = tuple((v["code"], v["text"], v["level"], v["effect"]) for v in data["vetoes"])
        yield Grid("触发的否决项", ("编号", "内容", "级别", "效力"), (12, 50, 16, 22), vetoes)
    rows = tuple(
        (
            f"{e['code']} {e['title']}".strip(),
            e["full"],
            e["absent"],
            e["live"],
            e["points"],
            e["percent"],
        )
        for e in data["elements"]
    )
    head = ("要素", "满分", "不适用", "应得", "实得", "得分率")
    yield Grid("各要素得分一览表", head, (40, 12, 12, 12, 12, 12), rows)


def _deductions(data: Data) -> Iterator[Block]:
    if not data["deductions"] and not data["absent"]:
        yield Text((NOTHING,))
    if data["deductions"]:
        rows = tuple(
            (each["element"], each["code"], each["text"], _why(each), each["points"])
            for each in data["deductions"]
        )
        head = ("要素", "项目", "考评内容", "扣分原因", "扣分")
        yield Grid("扣分点及原因说明汇总表", head, (16, 10, 34, 30, 10), rows)
    if data["absent"]:
        away = tuple((e["code"], e["text"], e["why"], e["agreed"]) for e in data["absent"])
        names = ("项目", "考评内容", "不适用的理由", "同意人")
        yield Grid("不适用项目", names, (10, 44, 32, 14), away)


def _why(each: Data) -> str:
    return "。".join(part for part in (each["why"].rstrip("。"), each["by"]) if part)


def _findings(data: Data) -> Iterator[Block]:
    if not data["findings"]:
        yield Text(("没有登记不符合项。",))
        return
    rows = tuple(
        (each["number"], each["severity"], each["text"], each["deadline"], each["state"])
        for each in data["findings"]
    )
    head = ("编号", "等级", "问题", "整改期限", "状态")
    yield Grid(f"不符合项 {len(rows)} 条", head, (24, 8, 36, 18, 14), rows)
    for each in data["findings"]:
        yield Heading(f"{each['number']}　{each['severity']}　{each['state']}")
        yield _facts(
            ("问题描述", each["text"]),
            ("依据条款", each["basis"]),
            ("重点部位", each["area"]),
            ("考评项目", each["item"]),
            ("整改期限", each["deadline"]),
            ("整改责任人", each["responsible"]),
            ("整改情况", each["mended"]),
            ("验收", each["verified"]),
        )
        if shown := (*each["before"], *each["after"]):
            yield Pictures(shown)


def _areas(data: Data) -> Iterator[Block]:
    if not data["areas"]:
        yield Text(("没有登记重点部位。",))
    for each in data["areas"]:
        yield Heading(f"{each['site']}　{each['name']}（{each['kind']}）")
        yield _text(each["text"])
        if each["pictures"]:
            yield Pictures(tuple(each["pictures"]))


def _experts(data: Data) -> Iterator[Block]:
    if not data["experts"]:
        yield Text((NOTHING,))
    for each in data["experts"]:
        yield Heading(each["title"])
        for said in each["said"]:
            lines = tuple(line.strip() for line in said["text"].splitlines() if line.strip())
            yield Text((*lines[:-1], f"{lines[-1]}（{said['name']}）"))


def _deviation(data: Data) -> Iterator[Block]:
    told = data["deviation"]
    if told is None:
        yield Text(("没有可以比较的评审检查表。",))
    elif "refused" in told:
        yield Text((told["refused"],))
    else:
        yield _facts(
            ("复核项目的评审得分", told["review"]),
            ("复核项目的复核得分", told["recheck"]),
            ("相差", f"{told['difference']} 分（超过 {told['most']} 分须说明）"),
            ("只在复核触发的否决", "、".join(told["only_recheck"]) or "无"),
            ("是否超过", "是" if told["alarm"] else "否"),
        )


def _conclusion(data: Data) -> Iterator[Block]:
    yield _text(data["conclusion"])


def _advice(data: Data) -> Iterator[Block]:
    yield _text(data["advice"])


def _attachments(data: Data) -> Iterator[Block]:
    yield Text(tuple(f"{at}. {each}" for at, each in enumerate(data["attachments"], start=1)))


_CHAPTERS: tuple[tuple[str, Callable[[Data], Iterator[Block]]], ...] = (
    ("企业概况", _overview),
    ("工作过程", _process),
    ("人员和回避申报", _panel),
    ("评分结果", _score),
    ("扣分点及原因", _deductions),
    ("不符合项及整改", _findings),
    ("重点部位管控情况", _areas),
    ("各要素情况", _experts),
    ("复核与评审的偏差", _deviation),
    ("结论", _conclusion),
    ("整改和改进建议", _advice),
    ("附件", _attachments),
)
