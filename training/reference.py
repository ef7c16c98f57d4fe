"""What an empty portal already knows: each rule set that lies in ``training/rulesets``, one file a
version; how many seats a company may take; what a photo has to be like; what an assessment is
measured by; who issues, and what an archive holds. A row that is there already is left alone, whatever its file says now.

All but the rule sets are assumptions of ours (the photo after what examination sites commonly ask
for, the assessment after how level 5 and a sister occupation are examined): shown as 待核实 until
somebody compares them with the original.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from training.eligibility.conditions import conditions
from training.enums import REVIEWED, ExamPart, Level
from training.models import (
    ArchiveItem,
    IssuingBody,
    PanelRule,
    PassMark,
    PhotoProfile,
    QuotaRule,
    ResitRule,
    RetentionClass,
    RuleSet,
    TrainingReminderRule,
)

FOLDER = Path(__file__).parent / "rulesets"
ONE_INCH = {
    "title": "一寸白底证件照",
    "width": 295,
    "height": 413,
    "least_width": 295,
    "tolerance": 15,
    "least_kb": 5,
    "most_kb": 50,
    "background": 200,
}
BEGINNING = date(2019, 1, 14)
"""The day of the occupation's standard."""
MINUTES = {ExamPart.THEORY: 90, ExamPart.SKILL: 15, ExamPart.REVIEW: 30}
PRACTICE = "待核实：按同类职业的通行做法，标准原文未查到"
ISSUING_BODY = {
    "name": "应急管理部紧急救援促进中心",
    "schemes": ["qualification", "skill_level"],
    "lookup": "技能人才评价工作网（https://zscx.osta.org.cn）按证书编号和证件号码查询",
}
"""The source names the centre beside the 发证单位; that they are one is inferred."""
ARCHIVE = (
    ("roster", "学员花名册", "", True),
    ("sign-in", "签到表", "", True),
    ("marks", "鉴定成绩和评审意见", "", True),
    ("lines", "送审人员都有答复", "lines", False),
    ("people", "鉴定合格的人都有结果", "people", True),
    ("settlement", "经费都已结算", "settlement", True),
    ("pickup", "证书都已领取或登记未领原因", "pickup", False),
    ("register", "签字的领证登记表", "", True),
)
_TO_PERSON = (
    "{姓名}，您好：\n\n您报名的“{班次}”还缺：{缺什么}。请在{期限}前打开下面的链接补上，"
    "不用登录：\n\n{链接}\n\n链接是您本人的，请不要转发。本消息由系统发出，请勿直接回复。"
)
_TO_TEAM = (
    "{队伍}：\n\n“{班次}”还有 {人数} 人没有备齐，请在{期限}前提醒本人补上：\n\n{名单}\n\n"
    "各人的链接可在队伍的“名单”页重发：{链接}\n\n本消息由系统发出，请勿直接回复。"
)
REMINDERS = (
    ("person-7", "报名截止前 7 天提醒本人", "person", "enrol_until", -7, ["email"],
     "{班次}：还缺{缺什么}", _TO_PERSON),
    ("person-start", "开班前 3 天提醒本人", "person", "starts_on", -3, ["email"],
     "{班次}即将开班：还缺{缺什么}", _TO_PERSON),
    ("team-7", "报名截止前 7 天提醒队伍", "team", "enrol_until", -7, ["portal", "email"],
     "{班次}：还有 {人数} 人没有备齐", _TO_TEAM),
    ("team-start", "开班前 3 天提醒队伍", "team", "starts_on", -3, ["portal", "email"],
     "{班次}即将开班：还有 {人数} 人没有备齐", _TO_TEAM),
    ("team-end", "结束后 3 天提醒队伍", "team", "ends_on", 3, ["portal", "email"],
     "{班次}已结束：还有 {人数} 人没有备齐", _TO_TEAM),
)  # fmt: skip
"""Off until 教育培训部 switches them on: they write to real people."""
_COLUMNS = ("title", "occupation", "occupation_code", "effective", "source")


def install() -> None:
    for path in sorted(FOLDER.glob("*.toml")):
        told = read(path)
        code = told.pop("code")
        columns = {name: told.pop(name) for name in _COLUMNS}
        RuleSet.objects.get_or_create(code=code, defaults={**columns, "body": told})
    if not QuotaRule.objects.exists():
        QuotaRule.objects.create(
            since=date(2020, 1, 1), base=10, bonus=5, source="待核实：增加会员单位培训名额的办法"
        )
    if not PhotoProfile.objects.exists():
        PhotoProfile.objects.create(**ONE_INCH, active=True)
    _assessment()
    _issuing_and_archive()
    _reminders()


def _assessment() -> None:
    for level in Level:
        for part, minutes in MINUTES.items():
            if part != ExamPart.REVIEW or level in REVIEWED:
                told = {"full": 100, "passing": 60, "minutes": minutes, "source": PRACTICE}
                PassMark.objects.get_or_create(
                    level=level, part=part, since=BEGINNING, defaults=told
                )
    if not ResitRule.objects.exists():
        ResitRule.objects.create(
            since=BEGINNING, keeps_passed=True, times=2, within_days=365, source=PRACTICE
        )
    if not PanelRule.objects.exists():
        PanelRule.objects.create(since=BEGINNING, members=5, marks=3, source=PRACTICE)


def _issuing_and_archive() -> None:
    """Practice as the source tells it or as we suppose it, to be compared: 待核实."""
    if not IssuingBody.objects.exists():
        IssuingBody.objects.create(**ISSUING_BODY)
    if not ArchiveItem.objects.exists():
        ArchiveItem.objects.bulk_create(
            ArchiveItem(code=code, title=title, computed=computed, explainable=soft, position=at)
            for at, (code, title, computed, soft) in enumerate(ARCHIVE, start=1)
        )
    if not RetentionClass.objects.exists():
        for name, years in (("定期 10 年", 10), ("定期 30 年", 30), ("永久", None)):
            RetentionClass.objects.create(
                name=name, years=years, source="待核实：单位档案保管期限表"
            )
    if not RetentionClass.objects.filter(numbers=True).exists():  # one of them always holds
        RetentionClass.objects.filter(name="定期 10 年").update(numbers=True)


def _reminders() -> None:
    for code, title, whom, deadline, days, channels, subject, body in REMINDERS:
        TrainingReminderRule.objects.get_or_create(
            code=code,
            defaults={
                "title": title, "whom": whom, "deadline": deadline, "days": days,
                "channels": channels, "subject": subject, "body": body,
            },
        )  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError for a file that doesn't hold conditions."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    conditions(told)
    return told
