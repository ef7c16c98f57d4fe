"""Looking for pieces by their words. ``index`` after a piece appeared, changed or went; ``find``."""

from bulletin.search.finding import LONGEST, RANKED, Hit, Page, find
from bulletin.search.indexing import index, reindex

__all__ = ["LONGEST", "RANKED", "Hit", "Page", "find", "index", "reindex"]
