"""The demo's issues: the last one is out; the next is still in planning, with three pieces that are
on their way."""

from collections.abc import Iterable
from datetime import timedelta

from association.accounts.models import User
from association.base import clock
from bulletin.articles import beginning, editing
from bulletin.body import Heading, Paragraph, Run
from bulletin.editions import making
from bulletin.enums import EditionKind, Visibility
from bulletin.issues import locking, ordering, planning
from bulletin.models import Article, Call, Column, Issue

_ROPE = (
    Paragraph((Run("油库的静电夹，夹没夹好要走到跟前才看得清。班长给每一把拴上一条红绳：夹好了，绳子垂着；没有夹好，绳子翘着，站在发油台上就能看见。"),)),
    Heading(2, "一、四元钱的办法"),
    Paragraph((Run("一条红绳四元钱。从想到这个办法，到全部拴上，一共用了两天。没有开会，也没有发文件，只在白板上写了一句：夹好再发油。"),)),
    Heading(2, "二、看得见的，才记得住"),
    Paragraph((Run("后来大家把这个办法用到了别处：阀门的开关朝向、灭火器的插销、配电箱的门。凡是一眼看得见的，就不再靠记性。"),)),
)  # fmt: skip


def release(pieces: Iterable[Article], *, editor: User, head: User) -> Issue:
    """Of the quarter before this one, with what everybody may read; made, locked and out a fortnight
    ago."""
    today = clock.today()
    quarter = today.year * 4 + (today.month - 1) // 3 - 1
    with clock.at(today - timedelta(days=16)):
        issue = planning.begin(
            year=quarter // 4, number=quarter % 4 + 1, by=editor, title="看得见，才管得住",
            call=Call.objects.first(),
        )  # fmt: skip
        for piece in pieces:
            if piece.visibility == Visibility.PUBLIC:
                ordering.add(issue, piece, by=editor)
        focus = ["把盲板记在一张图上", "现场复核怎样查", "夜班的第二双眼睛"]
        planning.change(issue, fields={"focus": focus}, by=editor)
    with clock.at(today - timedelta(days=15)):
        locking.lock(issue, by=editor)
        edition = making.ask_for(issue, EditionKind.SCREEN, by=editor)
        assert edition.job
        making.run(edition.job.pk)
    with clock.at(today - timedelta(days=14)):
        return locking.release(issue, by=head)


def tell(*, editor: User) -> None:
    today = clock.today()
    with clock.at(today - timedelta(days=3)):
        row = beginning.begin(
            column=Column.objects.get(slug="members"), title="一条红绳", by=editor
        )
        editing.keep(
            row, by=editor, saves=0, blocks=_ROPE,
            fields={"summary": "四元钱的红绳，让没夹好的静电夹一眼就能看见。", "authors": "简心语"},
        )  # fmt: skip
        issue = planning.begin(
            year=today.year, number=(today.month + 2) // 3, by=editor,
            title="看得见的安全", deadline=today + timedelta(days=20), call=Call.objects.first(),
        )  # fmt: skip
        planning.change(
            issue,
            fields={
                "focus": ["粉笔画出来的通道", "一条红绳", "交班，走一遍再说一遍"],
                "feature_title": "看得见的安全",
                "feature": [
                    {"title": "看得见风险", "text": "把昨天谁看到了什么，写在白板的左边。"},
                    {"title": "看得见措施", "text": "一条红绳、一道粉笔印，站在远处也看得清。"},
                    {"title": "看得见变化", "text": "照片按月贴在走廊里，新同事先看照片再上岗。"},
                ],
            },
            by=editor,
        )
        for title in ("粉笔画出来的通道", "一条红绳", "交班，走一遍再说一遍"):
            ordering.add(issue, Article.objects.get(title=title), by=editor)
