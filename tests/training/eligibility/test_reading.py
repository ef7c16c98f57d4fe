"""What a document says wrong is refused as a whole, in a sentence with applicant and key."""

import re
from typing import Any

import pytest

from association.base.errors import Refused
from tests.training.eligibility.applying import application, certificate, diploma, work
from training.eligibility.reading import applicants


def refusal(*document: Any) -> str:
    with pytest.raises(Refused) as refused:
        applicants(list(document))
    return refused.value.message


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"apply_om": "2026-11-01"}, "apply_om"),
        ({"work": [{**work("2020-01-01"), "form": "2020-01-01"}]}, "work[0].form"),
        ({"work": [work("2020-01-01"), {**work("2020-01-01"), "till": None}]}, "work[1].till"),
        ({"apprenticeship": {"occupation": "own", "completed": None}}, "apprenticeship.completed"),
        ({"certificates": [{**certificate(5, "2020-01-01"), "nr": "1"}]}, "certificates[0].nr"),
        ({"diplomas": [{**diploma("other"), "goal": None}]}, "diplomas[0].goal"),
    ],
)
def test_an_unknown_key_is_named_with_its_applicant(facts: dict, key: str) -> None:
    assert refusal(application(4), application(4, **facts) | {"id": "b7"}).startswith(
        f"申请人 b7 的 {key}：没有这个键"
    )


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-29", "2026-13-01", "20261101", "2026-W44-7", "2026/11/01", "2026-1-1", "", 20261101,
        "2026-11-01T00:00", " 2026-11-01", "２０２６-11-01", "1899-12-31", True, ["2026-11-01"],
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("apply_on", lambda day: {"on": day}),
        ("work[0].from", lambda day: {"work": [work(day)]}),
        ("work[0].to", lambda day: {"work": [work("2020-01-01", day)]}),
        ("apprenticeship.completed_on", lambda day: {"apprenticeship": {"occupation": "own", "completed_on": day}}),
        ("certificates[0].issued_on", lambda day: {"certificates": [certificate(5, day)]}),
        ("diplomas[0].graduated_on", lambda day: {"diplomas": [diploma("other", day)]}),
        ("diplomas[0].expected_on", lambda day: {"diplomas": [diploma("other", None, expected_on=day)]}),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_named_with_its_applicant(day: Any, key: str, facts: Any) -> None:
    assert refusal(application(4, **facts(day))).startswith(f"申请人 a1 的 {key}：")


@pytest.mark.parametrize("key", ["apply_on", "work[0].from", "certificates[0].issued_on"])
def test_a_day_that_has_to_be_there_is_asked_for(key: str) -> None:
    told = application(
        4, work=[{"occupation": "own"}], certificates=[{"occupation": "own", "level": 5}]
    )
    if key == "apply_on":
        del told["apply_on"]
    elif key.startswith("certificates"):
        del told["work"]
    assert refusal(told) == f"申请人 a1 的 {key}：没有填写，应写成 2026-11-01 的形式。"


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"work": {}}, "work"),
        ({"work": [7]}, "work[0]"),
        ({"work": [{"from": "2020-01-01"}]}, "work[0].occupation"),
        ({"apprenticeship": []}, "apprenticeship"),
        ({"certificates": [certificate(6, "2020-01-01")]}, "certificates[0].level"),
        ({"certificates": [{**certificate(5, "2020-01-01"), "kind": "gold"}]}, "certificates[0].kind"),
        ({"diplomas": [diploma("academy")]}, "diplomas[0].school"),
        ({"diplomas": [{"major": "救援技术"}]}, "diplomas[0].school"),
        ({"diplomas": [diploma("other", degree="doctorate")]}, "diplomas[0].degree"),
        ({"diplomas": [diploma("other", accredited_goal=["x"])]}, "diplomas[0].accredited_goal"),
        ({"diplomas": [{**diploma("other"), "major": 7}]}, "diplomas[0].major"),
    ],
)  # fmt: skip
def test_a_value_that_the_format_lacks_is_named_too(facts: dict, key: str) -> None:
    assert refusal(application(4, **facts)).startswith(f"申请人 a1 的 {key}：")


@pytest.mark.parametrize("document", [{}, None, "a1", 7])
def test_a_document_is_a_list(document: Any) -> None:
    with pytest.raises(Refused, match="列表"):
        applicants(document)


@pytest.mark.parametrize(
    "nobody", [{}, {"id": None}, {"id": ""}, {"id": True}, {"id": "\ud800"}, "a1", None]
)
def test_an_applicant_without_id_is_named_by_its_place(nobody: Any) -> None:
    assert re.match("第 2 个申请人的 id", refusal(application(4), nobody))


def test_one_bad_applicant_refuses_all() -> None:
    assert "b2" in refusal(application(5), {**application(5), "id": "b2", "x": 1}, application(5))


def test_a_level_that_does_not_exist_hides_no_unknown_key() -> None:
    assert "a1 的 works" in refusal(application("nine", works=[]))


def test_left_out_null_and_empty_are_told_apart() -> None:
    absent, null, empty = applicants(
        [
            application(4),
            application(4, work=None, certificates=None, diplomas=None, apprenticeship=None),
            application(4, work=[], certificates=[], diplomas=[]),
        ]
    )
    keys = ("work", "certificates", "diplomas", "apprenticeships")
    assert [getattr(absent, key) for key in keys] == [None] * 4
    assert [getattr(null, key) for key in keys] == [()] * 4
    assert [getattr(empty, key) for key in keys] == [(), (), (), None]
