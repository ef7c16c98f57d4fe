"""What an empty portal already knows: each rule set that lies in ``training/rulesets``, one file a
version; how many seats a company may take; what a photo has to be like. A row that is there already
is left alone, whatever its file says now.

Quota and photo are assumptions of ours (the photo after what examination sites commonly ask for):
shown as 待核实 until somebody compares them with the original.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from training.eligibility.conditions import conditions
from training.models import PhotoProfile, QuotaRule, RuleSet, TrainingReminderRule

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
