import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.base import search


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("北京安泰", "bjat"),
        ("北京安泰（集团）有限公司", "bjatjtyxgs"),
        ("北京安泰(集团)有限公司", "bjatjtyxgs"),
        ("重庆长安汽车", "cqcaqc"),
        ("中国工商银行北京市分行", "zggsyhbjsfh"),
        ("交通银行朝阳支行", "jtyhcyzh"),
        ("长辛店铁路", "cxdtl"),
        ("长盛安全技术", "csaqjs"),
        ("行业协会", "hyxh"),
        ("北京重型机械厂", "bjzxjxc"),
        ("绿源", "ly"),
        ("3M中国", "3mzg"),
        ("中国石化ABC-123（北京）", "zgshabc123bj"),
        ("ＡＢＢ中国", "abbzg"),
        ("  北京 安泰  ", "bjat"),
        ("", ""),
        ("——（）", ""),
    ],
)
def test_initials_of_a_name(name: str, letters: str) -> None:
    assert search.initials(name) == letters


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("重庆长安", "chong qing chang an"),
        ("工商银行", "gong shang yin hang"),
        ("朝阳（北京）", "chao yang bei jing"),
        ("3M中国", "3m zhong guo"),
        ("绿源", "lv yuan"),
        ("会计师事务所", "kuai ji shi shi wu suo"),
        ("长城", "chang cheng"),
    ],
)
def test_the_sort_key_is_the_reading_syllable_by_syllable(name: str, key: str) -> None:
    assert search.sort_key(name) == key


def test_names_sort_by_their_first_character_and_then_by_the_next() -> None:
    names = ["西安石油", "先锋", "北京安泰", "重庆长安", "安泰", "北京艾科"]
    assert sorted(names, key=search.sort_key) == [
        "安泰",
        "北京艾科",
        "北京安泰",
        "重庆长安",
        "西安石油",  # xi an before xian
        "先锋",
    ]


@given(st.text())
def test_a_key_of_any_text_is_lower_case_and_single_spaced(text: str) -> None:
    key = search.sort_key(text)
    assert key == " ".join(key.split())
    assert key == key.lower()
    assert " " not in search.initials(text)


def test_the_module_costs_nothing_until_a_name_is_read() -> None:
    program = (
        "import sys; from association.base import search; assert 'pypinyin' not in sys.modules;"
        "assert search.initials('安') == 'a'; assert 'pypinyin' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_ten_thousand_different_names_take_seconds_of_a_cpu_not_minutes() -> None:
    trades = ["危险品运输", "市政工程", "消防设备", "轨道交通", "物业管理"]
    names = [f"北京{trades[n % 5]}{n}（集团）有限公司" for n in range(10_000)]
    search.initials("安泰")
    started = time.process_time()
    for name in names:
        search.initials(name)
        search.sort_key(name)
    assert time.process_time() - started < 10
