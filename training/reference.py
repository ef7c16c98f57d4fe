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
from training.models import PhotoProfile, QuotaRule, RuleSet

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


def read(path: Path) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError for a file that doesn't hold conditions."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    conditions(told)
    return told
