"""Numbers, workbooks, accidents and bans at the desk (``access.py`` says how to read it)."""

from datetime import timedelta
from decimal import Decimal

from association.base import clock
from standardization.cases import accidents, barring
from standardization.models import Accident, Ban, ReviewReminderRule
from tests.architecture.allowed import REVIEWS
from tests.architecture.doors import Desk, Door, Stock
from tests.architecture.objects import Named, key
from tests.factories import cast, papers

HANDLES = ("safety", "safety_head")
HEAD = ("safety_head",)


def _entered() -> Accident:
    return accidents.enter(
        cast.company("antai"),
        on=clock.today(),
        deaths=0,
        serious=1,
        loss=Decimal(0),
        source="企业报告",
        upload=papers.licence(),
        by=cast.person("safety"),
    )


def _accident() -> Named:
    return key(Accident.objects.first() or _entered())


def _valid_accident() -> Named:
    """One that counts: whoever was let in has voided the other."""
    return key(Accident.objects.filter(voided_on=None).first() or _entered())


def _ban() -> Named:
    """Each time one that runs: whoever was let in has lifted the other."""
    found = Ban.objects.filter(lifted_on=None).first() or barring.enter(
        cast.company("antai"),
        until=clock.today() + timedelta(30),
        reason="拒绝现场复核",
        by=cast.person("safety_head"),
    )
    return key(found)


DESK: list[Door] = [
    Desk("admin:standardization_board", REVIEWS),
    Desk("admin:standardization_board_workbook", REVIEWS),
    Desk("admin:standardization_cases_workbook", REVIEWS),
    Desk("admin:standardization_findings_workbook", REVIEWS),
    Desk("admin:standardization_experts_workbook", REVIEWS),
    Desk("admin:standardization_grades_workbook", REVIEWS),
    Desk("admin:standardization_accidents", REVIEWS),
    Desk("admin:standardization_accident_add", HANDLES),
    Desk("admin:standardization_accident_paper", REVIEWS, at=_accident),
    Desk(
        "admin:standardization_accident_void", HEAD, 302,
        at=_valid_accident, sends={"reason": "登记错了企业"},
    ),
    Desk("admin:standardization_bans", REVIEWS),
    Desk("admin:standardization_ban_add", HEAD),
    Desk(
        "admin:standardization_ban_lift", HEAD, 302, at=_ban, sends={"reason": "企业已接受复核"},
    ),
]  # fmt: skip

STOCK: list[Stock] = [
    Stock(
        "standardization.ReviewReminderRule", make=ReviewReminderRule.objects.first, view=REVIEWS,
        add=HEAD, change=HEAD,
    ),
]  # fmt: skip
