"""The demo's bulletin as its readers find it: pieces that three people read before they appeared."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from association.accounts.models import User
from association.base import clock
from bulletin import body
from bulletin.articles import appearing, beginning, editing, proofing, publishing, reviewing
from bulletin.body import Body, Picture, Table, runs
from bulletin.body.blocks import Run
from bulletin.enums import Level, Origin, ProofLevel, Visibility
from bulletin.models import Article, Column
from members.models import Member

CHARTED = """每年十月，库区停下来检修。十二天，三支外来队伍，四十七块盲板。过去它们记在班长的本子上；今年，画在一张谁都看得见的图上。

一、少记的那一块
前年检修收尾时，清点表上写着四十一，现场拆下来四十。少的那一块最后在泵房北侧的支线上找到，前后用了三个小时。没有出事，可谁也说不清它是哪天、由谁装上去的。
结论并不新鲜：票是一张一张开的，开票的人看得见自己那张，看不见别人的。于是约定一条规矩：凡是改变了介质去路的动作，不只写进票里，还要落到图上。

二、三种颜色和一个人
图就贴在调度室门外。装上一块，贴红；拆下一块，换绿；计划要装而未装的，贴黄。落笔的只有当班调度一人，外来队伍拿着现场照片到门口来报，法兰号、垫片和铭牌三样都对才贴。
有人嫌慢。第三天夜里，五号支线的票写的是“已拆”，图上却还是红的。去现场一看，拆的是隔壁那块。从那以后，没有人再说慢。

三、可以带走的三件事
看得见比记得住可靠。落笔的人要少，核对的人要多。收尾清点从图开始，不从表开始。今年装四十七块，拆四十七块，清点用了二十五分钟。"""
NIGHT = """夜里两点，总控室只剩一个人醒着，这是事故最喜欢的时候。我们给夜班加了“第二双眼睛”：另一座库区的值班员。

一、每小时说三句话
整点时两边通一次话，只说三句：我这里液位多少，我刚才做了什么，我下一个小时要做什么。对方复述一遍。

二、听出来的隐患
半年里，有四次是对方先听出不对的。最险的一次，说的人把“关”说成了“开”，听的人问了一句“再说一遍”。"""
WINTER = """取暖季前，值班室、门卫房和临时工棚最容易被漏掉。检查从这三处开始，不从台账开始。

一、看三样东西
看有没有煤炉和炭盆，看烟道通不通，看报警器响不响。

二、问一句话
问住在里面的人：夜里头晕过没有。说有的，当天断火、通风、送检。"""
EXPERTS = """现场复核怎样查？我们跟着专家组走了一天，从首次会签到到末次会签字。

一、先对清单
专家到场后不看汇报材料，先对清单：上一次写下的每一条，今天一条一条去现场看。

二、再看人
同一张操作规程，请两个班组的人各讲一遍。讲得不一样的地方，往往就是规程没写清楚的地方。"""
INSIDE = """本会上季度收到会员单位的意见共三类：培训时间、公示格式和会费票据。逐条的处理结果附在后面，仅供会员单位查阅。"""


@dataclass(frozen=True, slots=True)
class Piece:
    column: str
    title: str
    text: str
    fields: Mapping[str, object] = field(default_factory=dict)
    origin: Origin = Origin.ORIGINAL
    picture: str = ""


PIECES = (
    Piece(
        "news", "入冬第一周，检查组先看值班室", WINTER,
        {"authors": "本刊编辑部", "tags": ["取暖季", "隐患排查"],
         "summary": "取暖季前的检查从值班室、门卫房和临时工棚开始：看三样东西，问一句话。"},
    ),
    Piece(
        "focus", "现场复核怎样查", EXPERTS,
        {"subtitle": "——专家组的一天", "authors": "本刊编辑部", "tags": ["标准化评审"]},
    ),
    Piece("focus", "会员单位意见的处理结果", INSIDE, {"authors": "秘书处", "visibility": Visibility.MEMBERS}),
    Piece(
        "members", "把盲板记在一张图上", CHARTED,
        {"kicker": "一座油库的检修季", "subtitle": "——从“记在心里”到“挂在墙上”", "authors": "周明远",
         "photographer": "高一诺", "tags": ["检修", "隐患排查"],
         "summary": "四十七块盲板，一张覆膜的流程图，一个人落笔。"},
        Origin.MEMBER, "当班调度在盲板图上贴下一枚绿点",
    ),
    Piece(
        "members", "夜班的第二双眼睛", NIGHT, {"authors": "高一诺", "tags": ["班组"]}, Origin.MEMBER
    ),
)  # fmt: skip


def tell(member: Member, *, editor: User, general: User, head: User) -> list[Article]:
    """Three weeks ago: five pieces, a day apart; one of them posted for WeChat since."""
    today, rows = clock.today(), []
    for number, piece in enumerate(PIECES):
        with clock.at(today - timedelta(days=24 - number)):
            row = _approved(piece, member, editor, general, head)
            rows.append(publishing.publish(row, by=editor))
    with clock.at(today - timedelta(days=17)):
        appearing.record_wechat(
            rows[3], url="https://mp.weixin.qq.com/s/demo", on=clock.today(), by=editor
        )
    return rows


def _approved(piece: Piece, member: Member, editor: User, general: User, head: User) -> Article:
    column = Column.objects.get(slug=piece.column)
    row = beginning.begin(column=column, title=piece.title, by=editor, origin=piece.origin)
    fields = dict(piece.fields)
    if piece.origin == Origin.MEMBER:
        fields |= {"member": member, "unit": member.name}
    editing.keep(row, by=editor, saves=row.saves, fields=fields, blocks=_blocks(piece, row, editor))
    reviewing.hand_over(row, by=editor)
    for level, reader in zip(Level, (editor, general, head), strict=True):
        version = row.versions.earliest("-number")
        reviewing.review(
            row, level=level, version=version, passed=True, opinion="同意。", by=reader
        )
    for proof, reader in zip(ProofLevel, (editor, editor, general), strict=True):
        version = row.versions.earliest("-number")
        proofing.read(row, level=proof, version=version, looked_at=proofing.LOOKED_AT, by=reader)
    row.refresh_from_db()
    return row


def _blocks(piece: Piece, row: Article, editor: User) -> Body:
    blocks = body.from_typed(piece.text)
    if not piece.picture:
        return blocks
    picture = editing.add_picture(row, upload=_drawn(), by=editor)
    shown = Picture(picture.key, piece.picture, "高一诺", "流程图上贴着红、绿、黄三种圆点")
    cells = (
        ("颜色", "意思", "块数"),
        ("红", "已装", "28"),
        ("绿", "已拆", "17"),
        ("黄", "待装", "2"),
    )
    counted = Table(tuple(tuple(runs([Run(said)]) for said in line) for line in cells))
    return (*blocks[:4], shown, *blocks[4:7], counted, *blocks[7:])


def _drawn() -> "ContentFile[bytes]":
    """A plan of tanks and a main, with its dots: drawn, nobody's works are shown."""
    drawn = Image.new("RGB", (1800, 900), "#f3eee2")
    pen = ImageDraw.Draw(drawn)
    pen.line((120, 680, 1680, 680), fill="#14233b", width=10)
    for number, left in enumerate((220, 760, 1300)):
        pen.rounded_rectangle((left, 220, left + 300, 560), 40, outline="#14233b", width=10)
        pen.line((left + 150, 560, left + 150, 680), fill="#14233b", width=10)
        for place in range(number + 2):
            colour = ("#a11b2b", "#1b6643", "#c98a00")[(number + place) % 3]
            centre = left + 60 + 70 * place
            pen.ellipse((centre, 650, centre + 60, 710), fill=colour)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return ContentFile(out.getvalue(), name="盲板图.png")
