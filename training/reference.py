"""What an empty portal already knows: each rule set that lies in ``training/rulesets``, one file a
version. A row that is there already is left alone, whatever its file says now."""

import tomllib
from pathlib import Path
from typing import Any

from training.eligibility.conditions import conditions
from training.models import RuleSet

FOLDER = Path(__file__).parent / "rulesets"
_COLUMNS = ("title", "occupation", "occupation_code", "effective", "source")


def install() -> None:
    for path in sorted(FOLDER.glob("*.toml")):
        told = read(path)
        code = told.pop("code")
        columns = {name: told.pop(name) for name in _COLUMNS}
        RuleSet.objects.get_or_create(code=code, defaults={**columns, "body": told})


def read(path: Path) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError for a file that doesn't hold conditions."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    conditions(told)
    return told
