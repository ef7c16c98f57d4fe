"""The demo's notice: a Safety Month with three report forms and six due dates, of which some are
answered and one is late. Its words are our own."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from association.accounts.models import User
from association.base import clock, outbox, pdf
from association.base.models import Job, OutboxRow
from association.questionnaires import building
from association.questionnaires.asking import Kind
from bulletin.models import Due, Notice, ReportForm
from bulletin.notices import drafting, publishing, reminding, returning, telling
from bulletin.notices.returning import ReportPen
from members.models import Representative

ISSUER = "示例市安全生产协会"
TITLE = "关于开展安全生产月活动并报送情况的通知"
TEXT = """各会员单位：
为推动安全生产月活动在各单位落到实处，现将有关事项通知如下，请结合本单位实际安排。

一、活动安排
（一）学一遍
组织主要负责人和班组长学习与本单位风险有关的规定和案例，讲清楚为什么、怎么做。
（二）查一遍
对疏散通道、消防车通道和重点部位查一遍，发现问题当场改；当场改不了的，写明时间和人。
（三）练一遍
开展一次疏散演练，不设脚本，练完一起说哪里慢了。

二、报送要求
请确定一名联络员，按附表报送本单位方案、各阶段指标和总结。数字报到报送当天为止的累计数。"""
ROSTER: tuple[dict[str, Any], ...] = (
    {"label": "部门名称", "kind": Kind.TEXT},
    {"label": "联络员姓名", "kind": Kind.TEXT},
    {"label": "职务", "kind": Kind.TEXT, "required": False},
    {"label": "手机", "kind": Kind.PHONE},
    {"label": "办公电话", "kind": Kind.PHONE, "required": False},
    {"label": "电子邮箱", "kind": Kind.MAIL, "required": False},
)
PLAN: tuple[dict[str, Any], ...] = (
    {
        "label": "本单位活动方案", "kind": Kind.FILE, "maximum": 2,
        "help": "盖章后的扫描件，或 Word 文档。",
    },
    {"label": "主题活动日期", "kind": Kind.DATE, "required": False},
)  # fmt: skip
FIGURES: tuple[dict[str, Any], ...] = (
    {
        "label": "活动指标", "kind": Kind.GRID,
        "rows": ["专题学习", "隐患自查", "疏散演练", "宣传咨询"],
        "columns": [
            {"label": "场次", "kind": Kind.NUMBER, "unit": "场", "required": True},
            {"label": "参加人数", "kind": Kind.NUMBER, "unit": "人", "required": True},
        ],
    },
    {"label": "发现隐患", "kind": Kind.NUMBER, "unit": "项", "minimum": 0},
    {"label": "已经改好", "kind": Kind.NUMBER, "unit": "项", "minimum": 0},
    {
        "label": "形式", "kind": Kind.SEVERAL, "required": False,
        "choices": ["班前会", "讲座", "演练", "竞赛", "线上学习"],
    },
    {
        "label": "总结", "kind": Kind.FILE, "required": False, "maximum": 1,
        "help": "最后一次报送时上传。",
    },
)  # fmt: skip
DUES = (
    # form, days from today, label
    (0, -2, ""), (1, 1, ""), (2, 2, "第一周"), (2, 9, "第二周"), (2, 16, "第三周"), (2, 22, "连同总结"),
)  # fmt: skip
REPORTED = {
    "q1": [["2", "86"], ["3", "24"], ["1", "112"], ["1", "40"]], "q2": "9", "q3": "7",
    "q4": ["班前会", "演练"],
}  # fmt: skip


def tell(antai: Representative, other: Representative, *, editor: User) -> None:
    """The first member has sent its roster and began its figures; the other is late."""
    today = clock.today()
    with clock.at(today - timedelta(days=7)):
        notice = _drafted(editor)
        forms = [
            _form(notice, title, questions, by=editor)
            for title, questions in (
                ("联络员名单", ROSTER), ("本单位方案", PLAN), ("活动效果指标进展", FIGURES),
            )
        ]  # fmt: skip
        for place, days, label in DUES:
            drafting.add_due(forms[place], due_at=_noon(days), label=label, by=editor)
        publishing.publish(notice, by=editor)
        forms = list(notice.forms.all())
        _told()
    with clock.at(today - timedelta(days=5)):
        _report(forms[0].dues.get(), antai, q1="安全环保部", q2="高一诺", q4="13800000000")
    with clock.at(today - timedelta(days=1)):
        reminding.remind()
    figures = forms[2].dues.earliest("due_at")
    row = returning.begin(figures, member=antai.member, by=antai.user)
    ReportPen(row, antai.user).keep(values=REPORTED, saves=0)
    plan = returning.begin(forms[1].dues.get(), member=other.member, by=other.user)
    question = plan.due.form.questionnaire.questions.earliest("position")
    told = {"title": "安全生产月活动方案", "name": other.member.name}
    paper = pdf.render("demo/paper.html", told)
    ReportPen(plan, other.user).attach(question, upload=ContentFile(paper, name="活动方案.pdf"))
    ReportPen(plan, other.user).sign()
    mails = OutboxRow.objects.filter(rule__startswith="bulletin.notice", channel="email")
    outbox.withdraw(mails, reason="演示，不发邮件")


def _drafted(editor: User) -> Notice:
    row = drafting.draft(title=TITLE, issuer=ISSUER, by=editor)
    today = clock.today()
    fields = {
        "document_number": f"示安协发〔{today.year}〕12号", "issued_on": today,
        "contact_phone": "010-00000000", "contact_mail": "yue@example.com",
    }  # fmt: skip
    return drafting.change(row, saves=0, fields=fields, typed=TEXT, by=editor)


def _form(
    notice: Notice, title: str, questions: tuple[dict[str, Any], ...], *, by: User
) -> ReportForm:
    row = drafting.add_form(notice, title=title, by=by)
    for told in questions:
        fields = {"required": True, "totalled": True, **told}
        building.add_question(row.questionnaire, fields=fields, by=by, about=notice)
    return row


def _noon(days: int) -> datetime:
    """So many days from the demo's today, though the notice was drafted a week before."""
    day = clock.today() + timedelta(days=7 + days)
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.TZ)


def _told() -> None:
    """What the worker does."""
    for job in Job.objects.filter(task=publishing.TELL, state=Job.State.QUEUED):
        telling.run(job.pk)


def _report(due: Due, agent: Representative, **values: Any) -> None:
    row = returning.begin(due, member=agent.member, by=agent.user)
    pen = ReportPen(row, agent.user)
    pen.keep(values=values, saves=0)
    pen.sign()
