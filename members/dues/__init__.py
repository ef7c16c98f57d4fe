"""A year's dues: by which standard, what is owed and until when, and the words for it."""

from members.dues.assessing import Outcome, assess, balance, preview
from members.dues.tariff import FIRST_YEAR, LAST_YEAR

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Outcome", "assess", "balance", "preview"]
