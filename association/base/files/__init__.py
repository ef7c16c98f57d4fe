"""Private files: judged by their content, kept under a name of our own, answered by an app.

What is taken, refused and made harmless stands in docs/files.md.
"""

from association.base.files.answering import as_download, respond
from association.base.files.exposure import taken_at
from association.base.files.keeping import check, erase, keep, keep_bytes, keep_many, sweep
from association.base.files.rules import (
    DOCUMENTS,
    DOCUMENTS_RULE,
    JPEG,
    LIMIT,
    MEGABYTE,
    PAPERS,
    PICTURES,
    PNG,
    RECORDS,
    SHEETS,
    SHEETS_RULE,
    TEXTS,
    XLSX,
    endings,
    told,
)

__all__ = [
    "DOCUMENTS",
    "DOCUMENTS_RULE",
    "JPEG",
    "LIMIT",
    "MEGABYTE",
    "PAPERS",
    "PICTURES",
    "PNG",
    "RECORDS",
    "SHEETS",
    "SHEETS_RULE",
    "TEXTS",
    "XLSX",
    "as_download",
    "check",
    "endings",
    "erase",
    "keep",
    "keep_bytes",
    "keep_many",
    "respond",
    "sweep",
    "taken_at",
    "told",
]
