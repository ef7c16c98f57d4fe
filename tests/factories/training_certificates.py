"""People who have passed, made up, and what their certificates say."""

import io
import random
from decimal import Decimal
from functools import cache
from typing import Any

from PIL import Image

from association.base import clock, files
from association.base.models import StoredFile
from association.credentials import pictures, runs
from association.credentials.models import PrintRun
from training.certificates import KIND, TEMPLATE, Trained, facts

FAMILY, GIVEN = "周吴郑王冯陈褚卫蒋沈韩杨", "宁岚禾舟越川澄语安棠"


@cache
def photo(edge: int = 295, seed: int = 1) -> bytes:
    """Spots of colour, as large as a face photo of this edge is."""
    spots = bytes(random.Random(seed).randrange(256) for _ in range(30 * 42 * 3))
    picture = Image.frombytes("RGB", (30, 42), spots)
    out = io.BytesIO()
    picture.resize((edge, edge * 7 // 5), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


def kept_photo(content: bytes | None = None) -> StoredFile:
    return files.keep_bytes(content or photo(), name="一寸照.jpg", media_type="image/jpeg", by=None)


def name(number: int) -> str:
    return FAMILY[number % 12] + GIVEN[number % 10] + GIVEN[number * 7 % 10]


def trained(called: str = "周宁宁", *, face: StoredFile | None = None, **fields: Any) -> Trained:
    return Trained(
        **{
            "name": called,
            "sex": "女",
            "id_number": "110105********002X",
            "occupation": "应急救援员",
            "level": ("4", "四级／中级工"),
            "direction": ("land", "陆地搜索与救援"),
            "results": (("理论", Decimal(86)), ("技能", Decimal("91.5"))),
            "hours": 40,
            "photo": pictures.fact(face or kept_photo()),
            **fields,
        }
    )


def issued_run(count: int, *, face: StoredFile | None = None, by: Any = None) -> PrintRun:
    """Numbered and waiting to be printed; all show the one face."""
    face = face or kept_photo()
    return runs.issue_many(
        kind=KIND,
        drafts=[
            runs.Draft(name(number), facts(trained(name(number), face=face)))
            for number in range(count)
        ],
        template=TEMPLATE,
        label=f"演练批 {count} 份",
        by=by,
        valid_from=clock.today(),
    )
