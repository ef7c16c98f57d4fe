"""What a 培训合格证书 says: plain values in, plain facts out. Who has earned one is asked elsewhere.

Its number follows a pattern of the association's own, which no national number can be taken for:
those have 16 digits, or a letter and 21.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from association.credentials.kinds import Kind

KIND = Kind(
    code="rescuer_training",
    prefix="BAWA-PX",
    title="培训合格证书",
    labels=(("occupation", "职业"), ("level", "等级"), ("direction", "方向")),
    personal=True,
    digits=6,
    checked=True,
    in_qr=("level_code", "direction_code"),
)
TEMPLATE = "training/certificate.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """``id_number`` is masked already: the whole number is printed nowhere. ``level`` and
    ``direction`` are code and name, such as ("4", "四级／中级工") and ("land", "陆地搜索与救援"); a
    level without directions has none. ``results`` are the parts and their scores, of 100.
    ``photo`` is ``credentials.pictures.fact`` of the accepted photo.
    """

    name: str
    sex: str
    id_number: str
    occupation: str
    level: tuple[str, str]
    direction: tuple[str, str] | None
    results: tuple[tuple[str, Decimal], ...]
    hours: int | None
    photo: Mapping[str, Any]


def facts(trained: Trained) -> dict[str, Any]:
    """For ``runs.Draft``. Raises ValueError if the number of the paper isn't masked."""
    if "*" not in trained.id_number:
        raise ValueError("A whole identity number is printed nowhere: mask it first.")
    level_code, level = trained.level
    direction_code, direction = trained.direction or ("", "")
    return {
        "name": trained.name,
        "sex": trained.sex,
        "id_number": trained.id_number,
        "occupation": trained.occupation,
        "level": level,
        "level_code": level_code,
        "direction": direction,
        "direction_code": direction_code,
        "result": "，".join(f"{part} {score:.5g} 分" for part, score in trained.results),
        "hours": trained.hours,
        "photo": dict(trained.photo),
    }
