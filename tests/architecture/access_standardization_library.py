"""Standards, their imports and a company's self-check in the access table (``access.py`` says how
to read and extend it)."""

from standardization.enums import VersionState
from standardization.library import imports, self_checks, workbook
from standardization.models import SelfCheck, Standard, StandardImport, StandardVersion
from tests.architecture.allowed import ANTAI, REVIEWS
from tests.architecture.doors import Desk, Door, Portal
from tests.architecture.objects import Named, key
from tests.factories import cast
from tests.factories import standardization as make
from tests.factories.cast import MEMBER_USERS
from tests.standardization.library.books import uploaded

IMPORTS = ("safety", "safety_head")
PUBLISHES = ("safety_head",)


def _standard() -> Named:
    return key(Standard.objects.earliest("pk"))


def _version() -> Named:
    drafts = StandardVersion.objects.filter(state=VersionState.DRAFT)
    return key(drafts.first() or make.draft())


def _import() -> Named:
    by = cast.person("safety")
    found = StandardImport.objects.first()
    return key(found or imports.hand_in(uploaded(workbook.written(None)), by=by))


def _check(company: str = "antai") -> SelfCheck:
    member = cast.company(company)
    by = cast.person(f"{company}_admin")
    return self_checks.open_check(member) or self_checks.begin(member, by=by)


def _own() -> Named:
    return key(_check())


LIBRARY: list[Door] = [
    Desk("admin:standardization_standards", REVIEWS),
    Desk("admin:standardization_register", REVIEWS),
    Desk("admin:standardization_standard", REVIEWS, at=_standard),
    Desk("admin:standardization_standard_amend", IMPORTS, at=_standard),
    Desk("admin:standardization_imports", IMPORTS),
    Desk("admin:standardization_import_template", IMPORTS),
    Desk("admin:standardization_import", IMPORTS, at=_import),
    Desk("admin:standardization_version", REVIEWS, at=_version),
    Desk("admin:standardization_version_workbook", REVIEWS, at=_version),
    Desk("admin:standardization_version_publish", PUBLISHES, at=_version),
    Desk("admin:standardization_version_abolish", PUBLISHES, at=_version),
    Desk("admin:standardization_version_discard", IMPORTS, at=_version),
]

SELF_CHECKS: list[Door] = [
    Portal("standardization:company_self_checks", MEMBER_USERS),
    Portal("standardization:company_self_check_begin", MEMBER_USERS, 302, sends={}),
    Portal("standardization:company_self_check", ANTAI, at=_own),
    Portal("standardization:company_self_check_finish", ANTAI, 302, at=_own, sends={}),
    Portal("standardization:company_self_check_workbook", ANTAI, at=_own),
]
