"""The demo's pieces in review: one that waits for its second reader, one with its proof-readers."""

import io
from datetime import date, timedelta

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from association.accounts.models import User
from association.base import clock
from bulletin.articles import beginning, editing, proofing, reviewing, versions
from bulletin.body import Body, Heading, ListBlock, Paragraph, Picture, Quote, Run
from bulletin.enums import Level, ProofLevel
from bulletin.models import Article, Column

_LADDER = (
    Paragraph((Run("入秋以后，联合会请来三位做过安全员的老师傅，到会员单位的仓库里走了一圈。他们没有带检查表，只带了一把卷尺和一支粉笔。"),)),
    Heading(2, "一、先看人怎么走"),
    Paragraph((Run("第一位老师傅在门口站了半个小时，什么也没有说，只看搬货的人怎么走。他用粉笔在地上画出脚印最密的一条线，"), Run("那条线正好从叉车转弯的地方穿过。", strong=True))),
    Quote((Run("路是人走出来的，规矩要顺着路定，才有人照着走。"),)),
    Heading(2, "二、再量手够得着什么"),
    Paragraph((Run("第二位老师傅用卷尺量了灭火器、急停按钮和电话离作业的人各有多远。量下来，最远的一处要绕过一排货架。"),)),
    ListBlock(False, (
        (Run("灭火器挪到通道的拐角，抬头就能看见；"),),
        (Run("急停按钮旁边的杂物当天清走；"),),
        (Run("电话旁贴上值班室的号码，字有拳头大。"),),
    )),
    Paragraph((Run("走完一圈，粉笔印没有擦。仓库的同事说，先照着走一个月，再决定要不要刷成油漆。"),)),
)  # fmt: skip
_NIGHT = (
    Paragraph((Run("值班的交接过去写在本子上，字迹有深有浅，谁也说不清上一班到底看过哪里。今年夏天，几家会员单位换了一个办法：交班的人带着接班的人，把重点的地方一起走一遍。"),)),
    Heading(2, "一、走一遍，说一遍"),
    Paragraph((Run("每到一处，交班的人说这里发生过什么，接班的人说自己打算怎么看。说不出来，就在那里多站一会儿。"),)),
    Heading(2, "二、夜里的那一次"),
    Paragraph((Run("有一天夜里，接班的同事在配电间门口闻到一点焦味。他想起交班时说过，白天换过一只接触器。门打开，接线的地方已经发黑。他按下急停，叫来电工，前后不过几分钟。"),)),
    Paragraph((Run("后来有人问他怎么想到的。他说，"), Run("不是我想到的，是他走到这里的时候说过。", emphasised=True))),
)  # fmt: skip


def tell(*, editor: User, second: User, final: User) -> None:
    """Both go through the doors, by the people who may."""
    today = clock.today()
    with clock.at(today - timedelta(days=5)):
        waiting = _written(
            "粉笔画出来的通道", "focus", _LADDER, ("通道.png", "老师傅用粉笔标出的行走路线", "#4b3b80"),
            editor, summary="三位老安全员带着卷尺和粉笔，在仓库里走了一圈。",
        )  # fmt: skip
    _pass(waiting, Level.FIRST, editor, today - timedelta(days=4), "写得具体，可以。")
    with clock.at(today - timedelta(days=9)):
        proofs = _written(
            "交班，走一遍再说一遍", "class", _NIGHT, ("交班.png", "交接班的两位同事在配电间门口", "#1f4e79"),
            editor, summary="把本子上的交接，变成一起走一遍。",
        )  # fmt: skip
    _pass(proofs, Level.FIRST, editor, today - timedelta(days=8), "同意。")
    _pass(proofs, Level.SECOND, second, today - timedelta(days=6), "同意，标题朴素，好。")
    _pass(proofs, Level.FINAL, final, today - timedelta(days=4), "可以刊发。")
    with clock.at(today - timedelta(days=3)):
        version = versions.latest(proofs)
        assert version
        proofing.read(
            proofs, level=ProofLevel.FIRST, version=version, looked_at=proofing.LOOKED_AT,
            by=editor, note="标点改了两处，其余无误。",
        )  # fmt: skip


def _written(
    title: str,
    column: str,
    blocks: Body,
    shown: tuple[str, str, str],
    editor: User,
    *,
    summary: str,
) -> Article:
    row = beginning.begin(column=Column.objects.get(slug=column), title=title, by=editor)
    name, caption, colour = shown
    picture = editing.add_picture(row, upload=_picture(name, colour), by=editor)
    figure = Picture(picture.key, caption, "简心语", f"示意图：{caption}")
    editing.keep(
        row, by=editor, saves=0, blocks=(*blocks[:3], figure, *blocks[3:]),
        fields={"summary": summary, "authors": "简心语", "cover": picture},
    )  # fmt: skip
    return reviewing.hand_over(row, by=editor)


def _pass(row: Article, level: Level, by: User, on: date, opinion: str) -> None:
    version = versions.latest(row)
    assert version
    with clock.at(on):
        reviewing.review(row, level=level, version=version, passed=True, opinion=opinion, by=by)


def _picture(name: str, colour: str) -> "ContentFile[bytes]":
    """A plain picture that says what it stands for: nobody was photographed."""
    drawn = Image.new("RGB", (1600, 900), colour)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((80, 80, 1520, 820), outline="white", width=8)
    pen.line((80, 820, 800, 300, 1520, 820), fill="white", width=8)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return ContentFile(out.getvalue(), name=name)
