"""The bulletin in the access table (``access.py`` says how to read and extend it)."""

from bulletin import reference
from bulletin.contributors import links
from bulletin.enums import FileKind
from bulletin.models import Call, Column, Contributor, Submission, SubmissionFile
from bulletin.submissions import attaching
from tests.architecture import access_bulletin_articles as articles
from tests.architecture import access_bulletin_issues as issues
from tests.architecture.access_readers import READERS
from tests.architecture.allowed import ANTAI, EVERYBODY
from tests.architecture.doors import Desk, Door, Portal, Public, Stock
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import bulletin as make
from tests.factories import cast, texts
from tests.factories.cast import MEMBER_USERS

EDITORS = ("bulletin",)


def _column() -> Column:
    reference.install()
    return Column.objects.earliest("position")


def _call() -> Call:
    return Call.objects.first() or make.call()


def _draft(company: str = "antai") -> Submission:
    of, by = cast.company(company), cast.person(f"{company}_admin")
    found = Submission.objects.filter(member=of, state="draft").first()
    return found or make.draft(of, by=by)


def _picture(company: str = "antai") -> SubmissionFile:
    row, by = _draft(company), cast.person(f"{company}_admin")
    found = row.files.filter(kind=FileKind.PICTURE).first()
    return found or attaching.add_file(row, kind=FileKind.PICTURE, upload=texts.picture(), by=by)


def _own() -> Named:
    return key(_draft())


def _file() -> Named:
    row = _picture()
    return {"pk": row.submission_id, "file_pk": row.pk}


def _foreign_file() -> Named:
    return {**_own(), "file_pk": _picture("guanghe").pk}


def _mailed() -> Submission:
    return Submission.objects.filter(by_mail=True).first() or make.mailed()


def _original() -> Named:
    row = _mailed()
    return {"pk": row.pk, "file_pk": row.files.filter(kind=FileKind.WORD).get().pk}


def _no_original() -> Named:
    return {**_original(), "file_pk": ABSENT}


def _employee() -> Contributor:
    return Contributor.objects.filter(member=cast.company("antai")).first() or make.contributor()


def _writer() -> Contributor:
    """Has begun a piece: a company's list names no others."""
    found = _employee()
    make.draft(found.member, by=found.user)
    return found


def _link() -> Named:
    return {"token": links.token(_employee())}


def _offered() -> Named:
    found = Submission.objects.filter(state="offered").first()
    return key(found or make.offered(_employee()))


STOCK: list[Stock] = [
    *articles.STOCK,
    *issues.STOCK,
    Stock("bulletin.Column", make=_column, view=EDITORS, add=EDITORS, change=EDITORS),
    Stock("bulletin.Call", make=_call, view=EDITORS, add=EDITORS, change=EDITORS),
]

DOORS: list[Door] = [
    *articles.DOORS,
    *issues.DOORS,
    Public("bulletin:call", EVERYBODY),
    *READERS,
    Public("bulletin:contributor_ask", EVERYBODY),
    Public("bulletin:contributor_enter", EVERYBODY, at=_link),
    Portal(
        "bulletin:contributor_end", ANTAI, 302, at=lambda: key(_writer()),
        sends={"reason": "已离职"},
    ),
    Portal("bulletin:submissions", MEMBER_USERS),
    Portal(
        "bulletin:submission_confirm", ANTAI, 302, at=_offered,
        sends={"act": "give_back", "reason": "请补充"},
    ),
    Portal("bulletin:submission_begin", MEMBER_USERS, 302, sends={}),
    Portal("bulletin:submission", ANTAI, at=_own),
    Portal("bulletin:submission_files", ANTAI, 422, at=_own, sends={"kind": "word"}),
    Portal("bulletin:submission_file", ANTAI, at=_file, foreign=_foreign_file),
    Portal(
        "bulletin:submission_file_change", ANTAI, 302, at=_file, foreign=_foreign_file,
        sends={"act": "caption", "caption": "班前会"},
    ),
    Portal("bulletin:submission_step", ANTAI, 302, at=_own, sends={"act": "take_back"}),
    Desk("admin:bulletin_submissions", EDITORS),
    Desk("admin:bulletin_submission_enter", EDITORS),
    Desk("admin:bulletin_submission", EDITORS, at=lambda: key(_mailed())),
    Desk("admin:bulletin_submission_file", EDITORS, at=_original, foreign=_no_original),
]  # fmt: skip
