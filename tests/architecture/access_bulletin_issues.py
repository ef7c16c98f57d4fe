"""Issues at the desk in the access table (``access.py`` says how to read and extend it)."""

from association.base import clock, files
from bulletin import reference
from bulletin.enums import EditionKind, EditionState
from bulletin.models import Edition, Issue, Masthead
from tests.architecture.doors import Desk, Door, Stock
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import bulletin as make

EDITORS = ("bulletin",)
READERS = ("bulletin", "head")
_OWN = {"year": 2019, "number": 7}


def _issue() -> Issue:
    return Issue.objects.filter(**_OWN).first() or make.issue(make.approved("刊期里的"), **_OWN)


def _masthead() -> Masthead:
    reference.install()
    return Masthead.objects.earliest("pk")


def _at() -> Named:
    return key(_issue())


def _edition() -> Named:
    """As a job leaves one; what is in the file is another test's business."""
    issue = _issue()
    row = issue.editions.filter(file__isnull=False).first()
    if row is None:
        kept = files.keep_bytes(b"%PDF-", name="刊.pdf", media_type="application/pdf", by=None)
        row = Edition.objects.create(
            issue=issue, kind=EditionKind.SCREEN, of="0" * 64, state=EditionState.DONE, file=kept,
            facts={"pages": 8}, at=clock.now(),
        )  # fmt: skip
    return {"pk": issue.pk, "edition_pk": row.pk}


def _no_edition() -> Named:
    return {**_edition(), "edition_pk": ABSENT}


STOCK = [Stock("bulletin.Masthead", make=_masthead, view=EDITORS, add=EDITORS, change=EDITORS)]

DOORS: list[Door] = [
    Desk("admin:bulletin_issues", READERS),
    Desk("admin:bulletin_issue_begin", EDITORS),
    Desk("admin:bulletin_issue", READERS, at=_at),
    Desk("admin:bulletin_issue_about", EDITORS, at=_at),
    Desk("admin:bulletin_issue_order", EDITORS, 400, at=_at, sends={}),
    Desk("admin:bulletin_issue_edition", READERS, at=_edition, foreign=_no_edition),
]
