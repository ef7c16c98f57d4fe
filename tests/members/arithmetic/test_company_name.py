import pytest

from members.arithmetic.company_name import alike, core


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("北京晨岭建材有限公司", "晨岭建材"),
        ("晨岭建材（北京）有限责任公司", "晨岭建材"),
        ("北京市晨岭建材 股份有限公司", "晨岭建材"),
        ("ＡＢＣ建材集团有限公司", "abc建材"),
        ("北京公司", "北京公司"),
    ],
)
def test_the_core_is_what_tells_one_company_from_another(name: str, expected: str) -> None:
    assert core(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京晨岭建材有限公司", "晨岭建材（北京）有限责任公司"),
        ("北京晨岭建材有限公司", "北京晨岭建材科技有限公司"),
        ("北京晨岭建材有限公司", "北京晨领建材有限公司"),
        ("北京安泰晨岭建材有限公司", "北京安泰晨岭建村有限公司"),
    ],
)
def test_other_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京晨岭建材有限公司", "北京广和云麓物业管理有限公司"),
        ("北京晨岭建材有限公司", "北京云岫建材有限公司"),
        ("", "北京晨岭建材有限公司"),
        ("北京公司", "北京晨岭建材有限公司"),
    ],
)
def test_strangers_are_not(one: str, other: str) -> None:
    assert not alike(one, other)
