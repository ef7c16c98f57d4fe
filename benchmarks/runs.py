"""The long runs: importing a register, assessing a year, simulating a policy."""

import tempfile
from datetime import date
from pathlib import Path

from association.base import fictitious, sheets
from benchmarks.meter import cpu, emit
from members import dues
from members.imports import book, writing
from members.models import LedgerEntry, Member, ReliefPolicy
from members.relief import simulation

MEMBERS = 1_200  # what the association has
ROWS = 10_000
TYPES = ("民营企业", "国有企业", "外资企业", "事业单位", "社会组织")
SEATS = ("会员单位",) * 8 + ("理事单位", "常务理事单位")


def fill() -> None:
    """The association as it is: its members, one year assessed."""
    _import(_register(range(ROWS + 1, ROWS + MEMBERS + 1)))
    dues.assess(2020, by=None)


def measure() -> None:
    """Ten thousand more."""
    register = _register(range(1, ROWS + 1))
    emit("import-10000", "import of 10,000 rows, checked and written",
         round(cpu(lambda: _import(register)), 2), "CPU s", "≤ 15 s")  # fmt: skip
    assert Member.objects.count() == MEMBERS + ROWS
    register = _register(range(1, ROWS + 1), later=1)
    emit("import-changed-10000", "import of 10,000 rows that all change a member",
         round(cpu(lambda: _import(register)), 2), "CPU s", "≤ 15 s")  # fmt: skip
    assert Member.objects.filter(version=2).count() == ROWS
    emit("assess-preview-10000", "preview of a year of 10,000 members",
         round(cpu(lambda: dues.preview(2020)), 2), "CPU s", "")  # fmt: skip
    emit("assess-10000", "assessment of a year of 10,000 members (the goal is for 5,000)",
         round(cpu(lambda: dues.assess(2020, by=None)), 2), "CPU s", "≤ 20 s for 5,000")  # fmt: skip
    assert LedgerEntry.objects.count() == MEMBERS + ROWS
    policy = ReliefPolicy.objects.get(code="2020-SZSJ-1")
    emit("simulate-10000", "simulation of a policy over 10,000 members",
         round(cpu(lambda: simulation.preview(policy)), 2), "CPU s", "≤ 2 s for 5,000")  # fmt: skip


def _import(path: Path) -> None:
    writing.write(book.read(path.read_bytes()), by=None, file=path.name)


def _register(serials: range, *, later: int = 0) -> Path:
    """The office's register of these members. A ``later`` one has another number and another address
    for everybody, another type for everybody, another seat for three in ten."""
    headers = ["单位名称", "统一社会信用代码", "单位类型", "会员级别", "联系人", "手机", "邮箱",
               "所在区", "入会日期", "2020年应缴会费（元）"]  # fmt: skip
    content = sheets.write(
        headers,
        (
            [
                f"北京晨岭第{serial}号制品有限公司",
                fictitious.credit_code(serial),
                TYPES[(serial + later) % len(TYPES)],
                SEATS[(serial + later) % len(SEATS)],
                "周禾",
                fictitious.mobile(serial + later * 2 * ROWS),
                f"office{serial + later * 2 * ROWS}@example.com",
                "朝阳区",
                date(2018, 1 + serial % 12, 1 + serial % 28),
                2000,
            ]
            for serial in serials
        ),
        title="会员名册（2020年度）",
    )
    path = Path(tempfile.mkdtemp()) / "register.xlsx"
    path.write_bytes(content)
    return path
