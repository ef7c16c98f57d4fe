"""Notices and grades: everybody, the company, the desk (``access.py`` says how)."""

from tests.architecture import objects_grades as made
from tests.architecture.allowed import ANTAI, EVERYBODY, REVIEWS
from tests.architecture.doors import Desk, Door, Portal, Public
from tests.factories.cast import MEMBER_USERS

OFFICE = ("safety", "safety_head")

DESK: list[Door] = [
    Desk("admin:standardization_notices", REVIEWS),
    Desk("admin:standardization_objection", OFFICE, at=made.objection),
    Desk("admin:standardization_objection_paper", OFFICE, at=made.objection),
    Desk("admin:standardization_grades", REVIEWS),
    Desk("admin:standardization_grade", REVIEWS, at=made.grade),
    Desk("admin:standardization_grade_certify", OFFICE, 302, at=made.grade, sends={}),
    Desk("admin:standardization_grade_certificate", REVIEWS, at=made.certified),
    Desk("admin:standardization_self_review_file", REVIEWS, at=made.review),
]

PORTAL: list[Door] = [
    Portal("standardization:company_grades", MEMBER_USERS),
    Portal("standardization:company_yearly_review", ANTAI, at=made.year, foreign=made.foreign_year),
    Portal(
        "standardization:company_yearly_review_file", ANTAI,
        at=made.review, foreign=made.foreign_review,
    ),
    Portal(
        "standardization:company_grade_certificate", ANTAI,
        at=made.certified, foreign=made.foreign_certified,
    ),
    Portal(
        "standardization:company_consent", ANTAI, 302,
        at=made.panel, foreign=made.foreign_panel, sends={},
    ),
]  # fmt: skip

PUBLIC: list[Door] = [
    Public("standardization:notices", EVERYBODY),
    Public("standardization:objection", EVERYBODY, at=made.notice),
    Public("standardization:grades", EVERYBODY),
]
