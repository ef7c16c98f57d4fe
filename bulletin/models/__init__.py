from bulletin.models.article import (
    Article,
    ArticlePicture,
    ArticleVersion,
    Publication,
    Rendition,
)
from bulletin.models.column import Call, Column
from bulletin.models.issue import (
    Edition,
    Issue,
    IssueColumn,
    IssueItem,
    Masthead,
    ReadCount,
)
from bulletin.models.review import Link, Proof, Review, Waiver, WordRule
from bulletin.models.search import ArticleIndex
from bulletin.models.submission import Submission, SubmissionFile, WordImport

__all__ = [
    "Article",
    "ArticleIndex",
    "ArticlePicture",
    "ArticleVersion",
    "Call",
    "Column",
    "Edition",
    "Issue",
    "IssueColumn",
    "IssueItem",
    "Link",
    "Masthead",
    "Proof",
    "Publication",
    "ReadCount",
    "Rendition",
    "Review",
    "Submission",
    "SubmissionFile",
    "Waiver",
    "WordImport",
    "WordRule",
]
