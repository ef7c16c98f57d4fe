import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic import tier
from members.arithmetic.tier import LADDER, POSITIONS, TIERS, check_ladder, fee_tier, position


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (["president"], "president"),
        (["vice_president"], "vice_president"),
        (["standing_councillor"], "standing_councillor"),
        (["councillor"], "councillor"),
        (["member"], "member"),
        (["supervisor"], "member"),  # outside the ladder
        ([], "member"),
        (["supervisor", "councillor"], "councillor"),
        (["member", "vice_president", "councillor"], "vice_president"),
    ],
)
def test_the_highest_position_held_decides_the_tier(held: list[str], expected: str) -> None:
    assert fee_tier(held) == expected


def test_a_fee_standard_may_place_supervisors_elsewhere() -> None:
    ladder = {**LADDER, "supervisor": "councillor"}
    check_ladder(ladder)
    assert fee_tier(["supervisor"], ladder) == "councillor"
    assert fee_tier(["supervisor"]) == "member"


@given(st.lists(st.sampled_from(list(POSITIONS)), max_size=6))
def test_one_more_position_never_lowers_the_tier(held: list[str]) -> None:
    before = TIERS.index(fee_tier(held))
    assert all(TIERS.index(fee_tier([*held, more])) <= before for more in POSITIONS)


def test_an_unknown_position_is_refused() -> None:
    with pytest.raises(ValueError, match="没有“chairman”"):
        fee_tier(["chairman"])


@pytest.mark.parametrize(
    ("ladder", "sentence"),
    [
        ({key: value for key, value in LADDER.items() if key != "supervisor"}, "缺少“监事单位”"),
        ({**LADDER, "chairman": "member"}, "没有“chairman”"),
        ({**LADDER, "supervisor": "supervisor"}, "没有“supervisor”"),
    ],
)
def test_a_ladder_names_every_position_and_known_tiers_only(
    ladder: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_ladder(ladder)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("会长单位", "president"),
        ("副会长单位", "vice_president"),
        ("常务理事单位", "standing_councillor"),
        ("理事单位", "councillor"),
        ("监事单位", "supervisor"),
        ("会员单位", "member"),
        ("普通会员", "member"),
        ("会员", "member"),
        ("常务理事", "standing_councillor"),
        ("副会长", "vice_president"),
        (" 理事 单位\u3000", "councillor"),
        ("单位会员", "member"),
    ],
)
def test_a_position_is_read_as_the_office_writes_it(written: str, key: str) -> None:
    assert position(written) == key


@pytest.mark.parametrize("written", ["钻石会员", "名誉会长", "理", "会员理事"])
def test_an_unknown_level_is_refused_with_the_choices(written: str) -> None:
    with pytest.raises(ValueError, match=f"“{written}”不是会员级别.*会长单位.*会员单位"):
        position(written)


def test_an_empty_level_is_refused() -> None:
    with pytest.raises(ValueError, match="会员级别没有填写"):
        position(" ")


def test_every_position_has_its_label_and_reads_back() -> None:
    assert [position(label) for label in tier.POSITIONS.values()] == list(tier.POSITIONS)
