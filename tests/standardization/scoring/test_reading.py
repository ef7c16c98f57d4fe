"""What a document says wrong is refused as a whole, in a sentence with the place."""

from typing import Any

import pytest

from association.base.errors import Refused
from standardization.scoring import reading
from tests.standardization.scoring.sheets import (
    THRESHOLDS,
    document,
    element,
    item,
    scored,
    take,
    veto,
)

ROW = scored("100", "80")
PART = document(element(ROW)) | {"share": "1"}


def refusal(told: Any) -> str:
    with pytest.raises(Refused) as refused:
        reading.sheets(told)
    return refused.value.message


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        (document(element(item("-1"))), "elements[0].items[0].full"),
        (
            document(element(ROW, item("10", take("-2")))),
            "elements[0].items[1].deductions[0].points",
        ),
        (document(element(item("10", take("2", -1)))), "elements[0].items[0].deductions[0].count"),
        (
            document(element(item("10", take("2", 1, "-1")))),
            "elements[0].items[0].deductions[0].cap",
        ),
        (document(element(item("10", {**take("2"), "count": 1.5}))), "deductions[0].count"),
        (document(element(item("1e3"))), "elements[0].items[0].full"),
        (document(element(item("NaN"))), "elements[0].items[0].full"),
        (document(element(item("１００"))), "elements[0].items[0].full"),
        (document(element(item(True))), "elements[0].items[0].full"),
        (document(element(scored("10", "10.01"))), "elements[0].items[0].value"),
        (document(element(item("10", kind="LEVELS"))), "elements[0].items[0].value"),
        (document(element(item("10", kind="BINARY"))), "elements[0].items[0].value"),
        (document(element(item("10", kind="BINARY", value="yes"))), "elements[0].items[0].value"),
        (document(element(item("10", kind="VETO_ONLY"))), "elements[0].items[0].full"),
        (document(element(item("10", kind="GUESS"))), "elements[0].items[0].kind"),
        (document(element(item("10", state="DONE"))), "elements[0].items[0].state"),
        (document(element({**ROW, "points": "1"})), "elements[0].items[0].points"),
        (document(element(ROW, ROW)), "elements"),
        (document(element({**ROW, "veto": veto("FINE")})), "items[0].veto.effect"),
        (document(element({**ROW, "veto": veto("GRADE_CAP")})), "items[0].veto.cap_grade"),
        (document(element({**ROW, "veto": veto("GRADE_CAP", cap="四级")})), "veto.cap_grade"),
        (document(element({**ROW, "veto": {"effect": "ITEM_ZERO"}})), "items[0].veto.failed"),
        (document(method="MEAN"), "method"),
        (document(element(ROW)) | {"parts": [None]}, "parts"),
        (document(element(ROW)) | {"parts": {}}, "parts"),
        (document(compare_on="half"), "compare_on"),
        (document(places="1.5"), "places"),
        (document(thresholds=[]), "thresholds"),
        (document(thresholds=THRESHOLDS[:1] * 2), "thresholds"),
        (document(performance_grade="四级"), "performance_grade"),
        ({"method": "POINTS", "thresholds": THRESHOLDS, "elements": []}, "performance_grade"),
        (document(element(ROW), method="WEIGHTED"), "elements[0].weight"),
        (document(element(ROW, weight="0"), method="WEIGHTED"), "elements"),
        (document(elements=None, grade="一级"), "grade"),
        (document(method="AVERAGE_OF_PARTS", parts=[PART | {"share": "0.9"}]), "parts"),
        (document(method="AVERAGE_OF_PARTS", parts=[]), "parts"),
        (
            document(method="AVERAGE_OF_PARTS", parts=[PART | {"method": "AVERAGE_OF_PARTS"}]),
            "parts[0].method",
        ),
    ],
)
def test_the_place_that_is_wrong_is_named(sheet: dict[str, Any], place: str) -> None:
    told = refusal(sheet)
    assert told.startswith("文件 的 ")
    assert f"{place}：" in told


def test_a_list_says_which_document_it_is() -> None:
    assert refusal([document(element(ROW)), document(thresholds=None)]).startswith(
        "第 2 份 的 thresholds：没有填写"
    )


def test_something_else_than_an_object_is_refused() -> None:
    assert "应是一个 JSON 对象" in refusal([3])
