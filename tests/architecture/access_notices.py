"""Notices and their report forms in the access table (``access.py`` says how to read it)."""

from association.questionnaires.models import ResponseFile
from bulletin.enums import Audience
from bulletin.models import Due, Notice, NoticeFile, Return
from bulletin.notices import drafting, publishing
from bulletin.notices.returning import ReportPen
from tests.architecture.allowed import ANTAI, EVERYBODY
from tests.architecture.doors import Desk, Door, Portal, Public
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import cast, texts
from tests.factories import notices as make
from tests.factories.cast import MEMBER_USERS

EDITORS = ("bulletin",)
FOR_ANTAI, FOR_GUANGHE = "给安泰的通知", "给广和的通知"


def _published(company: str = "antai") -> Notice:
    title = FOR_ANTAI if company == "antai" else FOR_GUANGHE
    return Notice.objects.filter(title=title).first() or _publish(company, title)


def _publish(company: str, title: str) -> Notice:
    by = cast.person("bulletin")
    row = make.draft(title=title, audience=Audience.CHOSEN)
    of = [cast.company(company)]
    drafting.change(row, saves=row.saves, fields={}, members=of, by=by)
    make.form(row, "本单位方案", questions=make.PLAN)
    drafting.attach(row, upload=texts.upload(), by=by)
    return publishing.publish(row, by=by)


def _draft() -> Notice:
    found = Notice.objects.filter(state="draft").first()
    if found is None:
        found = make.draft()
        make.form(found)
    return found


def _attached(company: str = "antai") -> NoticeFile:
    return _published(company).files.get()


def _due(company: str = "antai") -> Due:
    return make.due(_published(company))


def _handed_in(company: str = "antai") -> ResponseFile:
    due, by = _due(company), cast.person(f"{company}_admin")
    row: Return = make.begun(due, member=cast.company(company), by=by)
    if not row.response.files.exists():
        question = due.form.questionnaire.questions.get()
        ReportPen(row, by).attach(question, upload=texts.upload())
    return row.response.files.get()


def _file(company: str = "antai") -> Named:
    row = _attached(company)
    return {"pk": row.notice_id, "file_pk": row.pk}


def _foreign_file() -> Named:
    return {**_file(), "file_pk": _attached("guanghe").pk}


def _form() -> Named:
    row = _draft()
    form = row.forms.first() or make.form(row)
    return {"pk": row.pk, "form_pk": form.pk}


def _foreign_form() -> Named:
    return {**_form(), "form_pk": _published().forms.get().pk}


def _due_of() -> Named:
    due = _due()
    return {"pk": due.form.notice_id, "due_pk": due.pk}


def _foreign_due() -> Named:
    return {**_due_of(), "due_pk": _due("guanghe").pk}


def _report_file() -> Named:
    return {**_due_of(), "file_pk": _handed_in().pk}


def _foreign_report_file() -> Named:
    return {**_due_of(), "file_pk": _handed_in("guanghe").pk}


def _member() -> Named:
    return {**_due_of(), "member_pk": cast.company("antai").pk}


def _not_asked() -> Named:
    return {**_due_of(), "member_pk": cast.company("guanghe").pk}


def _member_file() -> Named:
    return {**_member(), "file_pk": _handed_in().pk}


def _foreign_member_file() -> Named:
    return {**_member(), "file_pk": ABSENT}


def _notice() -> Named:
    return key(_published())


def _foreign_notice() -> Named:
    return key(_published("guanghe"))


DOORS: list[Door] = [
    Public("bulletin:notices", EVERYBODY),
    Public("bulletin:notice", EVERYBODY, at=_notice),
    Public("bulletin:notice_file", EVERYBODY, at=_file, foreign=_foreign_file),
    Portal("bulletin:my_notices", MEMBER_USERS),
    Portal("bulletin:my_notice", ANTAI, at=_notice, foreign=_foreign_notice),
    Portal("bulletin:my_notice_file", ANTAI, at=_file, foreign=_foreign_file),
    Portal("bulletin:report", ANTAI, at=_due_of, foreign=_foreign_due),
    Portal("bulletin:report_file", ANTAI, at=_report_file, foreign=_foreign_report_file),
    Desk("admin:bulletin_notices", EDITORS),
    Desk("admin:bulletin_notice_new", EDITORS),
    Desk("admin:bulletin_notice", EDITORS, at=lambda: key(_draft())),
    Desk("admin:bulletin_notice_file", EDITORS, at=_file, foreign=_foreign_file),
    Desk("admin:bulletin_notice_form", EDITORS, at=_form, foreign=_foreign_form),
    Desk("admin:bulletin_notice_due", EDITORS, at=_due_of, foreign=_foreign_due),
    Desk("admin:bulletin_notice_sheet", EDITORS, at=_due_of, foreign=_foreign_due),
    Desk("admin:bulletin_report", EDITORS, at=_member, foreign=_not_asked),
    Desk("admin:bulletin_report_file", EDITORS, at=_member_file, foreign=_foreign_member_file),
]  # fmt: skip
