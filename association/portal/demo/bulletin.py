"""The demo's bulletin: a call for papers, one piece that waits to be sorted, and one sent back."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from association.accounts.models import User
from association.base import clock
from bulletin.enums import FileKind, Kind
from bulletin.models import Call, Column, Submission
from bulletin.submissions import attaching, sorting, writing
from members.models import Representative

CALL = (
    "会刊面向全体会员单位及个人征稿，长期有效。题材、体裁不限，以 1500 字左右为宜，可配 2 至 5 幅图片。\n\n"
    "来稿请署单位和作者姓名。采用的稿件刊登在会刊内页，发给全体会员，并在联合会的网站和公众号上展示。"
)
MORNING = """每天早上七点五十，油库的发油台前都会围起一圈人。没有桌椅，也没有讲稿，当班班长把一块白板往栏杆上一挂，“开工前的十分钟”就开始了。

一、讲身边的事
（一）昨天看到了什么
白板的左边只写一件事：昨天谁看到了什么不对。一只没有拧紧的静电夹，一块被油浸湿的地面，都能写上去。写的人不追责，没有人写的那天，班长自己写。
（二）今天要当心什么
右边写今天的活。外来车辆多少，几号泵检修，风从哪边来。大家一起说该怎么办，说完每人复述一条。

二、变化看得见
半年下来，白板写满了一百三十多次。公司把照片按月贴在走廊里，新来的同事先看照片，再上岗。员工自己提出的小改动有二十多处，最便宜的一处只花了四元钱：给每把静电夹拴上一条红绳，没有夹好，一眼就能看见。

白板还是那块白板，围着的人却站得更近了。"""
DRILL = """物业公司的电梯困人演练，过去总是物业自己演给自己看。今年我们请了十二位业主一起来，轮流当“被困的人”。

一、先问住户怕什么
演练前发了一张小卡片，只问一个问题：如果被困在电梯里，您最怕什么？收回来的卡片里，写得最多的是“不知道外面有没有人知道”。

二、把时间花在说话上
于是这次演练的重点不是开门，而是通话。值班员接起呼叫后，每隔一分钟说一次外面做到了哪一步。"""


def tell(antai: Representative, other: Representative, *, editor: User) -> None:
    """The first member's piece waits with its pictures; the other's was sent back."""
    today = clock.today()
    call = Call.objects.create(
        title="会刊征稿启事", text=CALL, opens_on=today - timedelta(days=200),
        contact=editor.name, phone="010-00000000", mailbox="tougao@example.com",
    )  # fmt: skip
    call.columns.set(Column.objects.filter(open_to_members=True))
    with clock.at(today - timedelta(days=6)):
        returned = _piece(other, call, "请业主来当“被困的人”", DRILL, Kind.EVENT, "许正平")
        writing.hand_in(returned, by=other.user, rights=True)
    with clock.at(today - timedelta(days=4)):
        sorting.send_back(
            returned,
            by=editor,
            reason="写得很实在。请补充演练的时间、地点和参加人数，并配一两幅现场图片。",
        )
    with clock.at(today - timedelta(days=2)):
        waiting = _piece(antai, call, "开工前的十分钟", MORNING, Kind.METHOD, "周明远 高一诺")
        for name, caption, colour in (
            ("白板前.png", "当班班长在白板前讲当天的作业", "#1f4e79"),
            ("红绳.png", "静电夹上拴了一条红绳", "#8a2b2b"),
        ):
            attaching.add_file(
                waiting, kind=FileKind.PICTURE, upload=_picture(name, colour), by=antai.user,
                caption=caption, credit="高一诺",
            )  # fmt: skip
        writing.hand_in(waiting, by=antai.user, rights=True)


def _piece(
    agent: Representative, call: Call, title: str, typed: str, kind: Kind, authors: str
) -> Submission:
    row = writing.begin(agent.member, by=agent.user, call=call)
    fields = {
        "title": title, "kind": kind, "authors": authors,
        "wish": Column.objects.filter(name="会员风采").first(),
    }  # fmt: skip
    return writing.keep(row, by=agent.user, saves=0, fields=fields, typed=typed)


def _picture(name: str, colour: str) -> "ContentFile[bytes]":
    """A plain picture that says what it stands for: nobody was photographed."""
    drawn = Image.new("RGB", (960, 640), colour)
    ImageDraw.Draw(drawn).rectangle((60, 60, 900, 580), outline="white", width=6)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return ContentFile(out.getvalue(), name=name)
