"""From the position a member holds in the association to the tier it pays by.

A position is not a tier: which tier a position pays by is a rule of the fee standard, so that it
is plain data here and travels with the standard.
"""

import re
from collections.abc import Iterable, Mapping

from association.base.reading import quoted, tidy

POSITIONS = {
    "president": "会长单位",
    "vice_president": "副会长单位",
    "standing_councillor": "常务理事单位",
    "councillor": "理事单位",
    "supervisor": "监事单位",
    "member": "会员单位",
}

# From the highest fee to the lowest.
TIERS = ("president", "vice_president", "standing_councillor", "councillor", "member")

# 监事 are elected to watch over the council and stand outside its ladder of fees.
LADDER: Mapping[str, str] = {tier: tier for tier in TIERS} | {"supervisor": "member"}

_WRITTEN = {label.removesuffix("单位"): key for key, label in POSITIONS.items()} | {
    "普通会员": "member",
    "单位会员": "member",
    "普通单位会员": "member",
}


def position(text: str) -> str:
    """The position a register names, with or without 单位. Raises ValueError with a sentence."""
    written = re.sub(r"\s", "", tidy(text))
    if not written:
        raise ValueError("会员级别没有填写")
    key = _WRITTEN.get(written.removesuffix("单位"))
    if key is None:
        raise ValueError(f"{quoted(text)}不是会员级别，应为{'、'.join(POSITIONS.values())}之一")
    return key


def fee_tier(positions: Iterable[str], ladder: Mapping[str, str] = LADDER) -> str:
    """The tier of the highest position held; one that holds none pays as a plain member."""
    tiers = {"member"}
    for held in positions:
        if held not in ladder:
            raise ValueError(f"会费标准里没有“{held}”这个职务")
        tiers.add(ladder[held])
    return min(tiers, key=TIERS.index)


def check_ladder(ladder: Mapping[str, str]) -> None:
    """Raises ValueError unless every position, and nothing else, is placed on a known tier."""
    for key, label in POSITIONS.items():
        if key not in ladder:
            raise ValueError(f"会费标准的级别对应表缺少“{label}”")
    for key, tier in ladder.items():
        if key not in POSITIONS:
            raise ValueError(f"会员职务里没有“{key}”")
        if tier not in TIERS:
            raise ValueError(f"会费级别里没有“{tier}”")
