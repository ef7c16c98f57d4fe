"""The register of 百项地标 and what else every portal brings along."""

import pytest

from association.base import audit
from association.base.errors import Refused
from standardization import reference
from standardization.enums import RegisterRegion, RegisterState
from standardization.library import publishing, register, self_checks
from standardization.models import RegisterFigure, Standard, StandardVersion
from tests.factories import cast

pytestmark = pytest.mark.django_db


def city() -> list[Standard]:
    return list(Standard.objects.filter(code__startswith=register.SERIES))


def test_the_totals_are_the_sources() -> None:
    assert [row.value for row in RegisterFigure.objects.all()] == [89, 82, 14, 2]
    assert all("会刊" in row.source for row in RegisterFigure.objects.all())


def test_every_printed_name_is_there_once_and_only_what_is_printed_is_told() -> None:
    rows = city()
    assert len({row.title for row in rows}) == len(rows) == 65
    numbered = {row.code for row in rows if "待核实" not in row.code}
    assert numbered == {f"DB11/T 1322.{part}" for part in (1, 2, 57, 77)}
    joint = {row.title[-6:] for row in rows if row.region == RegisterRegion.JOINT}
    assert joint == {"机械制造企业", "通信制造企业"}
    assert sum(1 for row in rows if row.state == RegisterState.UNKNOWN) == 64


def test_installing_again_brings_back_nothing_that_was_amended() -> None:
    row = city()[10]
    register.amend(
        row,
        changes={"code": "DB11/T 1322.90", "state": "in_force"},
        by=cast.person("safety"),
        reason="与标准封面核对",
    )
    before = Standard.objects.count(), StandardVersion.objects.count()
    reference.install()
    assert (Standard.objects.count(), StandardVersion.objects.count()) == before
    entry = audit.timeline(row).first()
    assert entry
    assert entry.before["状态"] == "待核实"
    assert entry.after["状态"] == "已实施"


def test_amending_asks_for_a_reason_a_change_and_a_code_of_its_own() -> None:
    row, shi = city()[10], cast.person("safety")
    with pytest.raises(Refused, match="理由"):
        register.amend(row, changes={"state": "in_force"}, by=shi, reason="")
    with pytest.raises(Refused, match="没有改动"):
        register.amend(row, changes={"state": row.state}, by=shi, reason="核对")
    with pytest.raises(Refused, match="已有 DB11/T 1322.1"):
        register.amend(row, changes={"code": "DB11/T 1322.1"}, by=shi, reason="核对")
    with pytest.raises(Refused, match="没有权限"):
        register.amend(row, changes={"state": "in_force"}, by=cast.person("reader"), reason="核对")


def test_the_self_check_is_in_force_in_an_empty_portal() -> None:
    version = publishing.in_force(self_checks.standard())
    assert version
    assert version.items.count() == 47
    assert version.elements.count() == 14
