from bulletin.models.column import Call, Column
from bulletin.models.submission import Submission, SubmissionFile, WordImport

__all__ = ["Call", "Column", "Submission", "SubmissionFile", "WordImport"]
