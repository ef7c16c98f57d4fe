from bulletin.models.adoption import Adoption
from bulletin.models.article import (
    Article,
    ArticlePicture,
    ArticleVersion,
    Publication,
    Rendition,
)
from bulletin.models.column import Call, Column
from bulletin.models.contributor import Contributor
from bulletin.models.issue import (
    Edition,
    Issue,
    IssueColumn,
    IssueItem,
    Masthead,
    ReadCount,
)
from bulletin.models.mailing import Delivery, Mailing
from bulletin.models.notice import Due, Notice, NoticeFile, NoticeReminder, ReportForm, Return
from bulletin.models.printed import PrintedCopy
from bulletin.models.review import Link, Proof, Review, Waiver, WordRule
from bulletin.models.search import ArticleIndex
from bulletin.models.submission import Submission, SubmissionFile, WordImport
from bulletin.models.subscriber import Subscriber, Suppression

__all__ = [
    "Adoption",
    "Article",
    "ArticleIndex",
    "ArticlePicture",
    "ArticleVersion",
    "Call",
    "Column",
    "Contributor",
    "Delivery",
    "Due",
    "Edition",
    "Issue",
    "IssueColumn",
    "IssueItem",
    "Link",
    "Mailing",
    "Masthead",
    "Notice",
    "NoticeFile",
    "NoticeReminder",
    "PrintedCopy",
    "Proof",
    "Publication",
    "ReadCount",
    "Rendition",
    "ReportForm",
    "Return",
    "Review",
    "Submission",
    "SubmissionFile",
    "Subscriber",
    "Suppression",
    "Waiver",
    "WordImport",
    "WordRule",
]
