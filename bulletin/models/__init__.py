from bulletin.models.column import Call, Column
from bulletin.models.notice import Due, Notice, NoticeFile, NoticeReminder, ReportForm, Return
from bulletin.models.submission import Submission, SubmissionFile, WordImport

__all__ = [
    "Call",
    "Column",
    "Due",
    "Notice",
    "NoticeFile",
    "NoticeReminder",
    "ReportForm",
    "Return",
    "Submission",
    "SubmissionFile",
    "WordImport",
]
