"""Findings: the desk, the company's pages and the signed link (``access.py`` says how)."""

from tests.architecture import objects_findings as made
from tests.architecture.allowed import ANTAI, EVERYBODY, REVIEWS
from tests.architecture.doors import Desk, Door, Portal, Public
from tests.factories.cast import MEMBER_USERS

OFFICE = ("safety", "safety_head")

DESK: list[Door] = [
    Desk("admin:standardization_findings", REVIEWS),
    Desk("admin:standardization_case_findings", REVIEWS, at=made.case),
    Desk("admin:standardization_hand_out", OFFICE, 302, at=made.case, sends={}),
    Desk("admin:standardization_finding", REVIEWS, at=made.finding),
    Desk("admin:standardization_finding_link", OFFICE, 302, at=made.finding, sends={}),
    Desk("admin:standardization_finding_plan", REVIEWS, at=made.listed),
    Desk("admin:standardization_finding_look", OFFICE, 302, at=made.look, sends={}),
    Desk("admin:standardization_finding_photo", REVIEWS, at=made.photo),
]

PORTAL: list[Door] = [
    Portal("standardization:company_findings", MEMBER_USERS),
    Portal(
        "standardization:company_finding", ANTAI, at=made.finding, foreign=made.foreign_finding
    ),
    Portal(
        "standardization:company_finding_link", ANTAI, 302,
        at=made.finding, foreign=made.foreign_finding, sends={},
    ),
    Portal(
        "standardization:company_finding_photo", ANTAI,
        at=made.photo, foreign=made.foreign_photo,
    ),
]  # fmt: skip

PUBLIC: list[Door] = [
    Public("standardization:finding_link", EVERYBODY, at=made.link),
    Public(
        "standardization:finding_link_photo", EVERYBODY,
        at=made.linked_photo, foreign=made.foreign_linked_photo,
    ),
]  # fmt: skip
