"""What an empty portal already knows: each rule set that lies in ``training/rulesets``, one file a
version; how many seats a company may take; what a photo has to be like; what an assessment is
measured by. A row that is there already is left alone, whatever its file says now.

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
    PanelRule,
    PassMark,
    PhotoProfile,
    QuotaRule,
    ResitRule,
    RuleSet,
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
    _install_assessment()


def _install_assessment() -> None:
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


def read(path: Path) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError for a file that doesn't hold conditions."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    conditions(told)
    return told
