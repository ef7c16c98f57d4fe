"""Every address of the reviews, gathered from its parts (``access.py`` says how)."""

from tests.architecture import access_standardization_boards as boards
from tests.architecture import access_standardization_case as cases
from tests.architecture import access_standardization_case_report as case_report
from tests.architecture import access_standardization_findings as findings
from tests.architecture import access_standardization_grades as grades
from tests.architecture import access_standardization_library as library
from tests.architecture import access_standardization_phone as phone
from tests.architecture import access_standardization_reports as reports
from tests.architecture.doors import Door, Stock

STOCK: list[Stock] = [*cases.STOCK, *phone.STOCK, *boards.STOCK, *case_report.STOCK]

DOORS: list[Door] = [
    *library.LIBRARY,
    *library.SELF_CHECKS,
    *boards.DESK,
    *cases.DESK,
    *cases.PORTAL,
    *case_report.DESK,
    *case_report.PORTAL,
    *phone.PHONE,
    *phone.DESK,
    *findings.DESK,
    *findings.PORTAL,
    *findings.PUBLIC,
    *grades.DESK,
    *grades.PORTAL,
    *grades.PUBLIC,
    *reports.DESK,
    *reports.EXPERTS,
    *reports.OFFICE,
]
