"""What is asked and what was answered, without Django: read, said in words, reckoned together."""

from association.questionnaires.asking.asked import (
    IN_COLUMNS,
    LABELS,
    MOST_CELLS,
    MOST_CHOICES,
    MOST_COLUMNS,
    MOST_FILES,
    MOST_ROWS,
    Asked,
    Kind,
)
from association.questionnaires.asking.reading import (
    Raw,
    Read,
    Values,
    is_empty,
    one,
    read,
    said,
    wrong_cells,
)
from association.questionnaires.asking.totals import Share, Sum, Total, totals

__all__ = [
    "IN_COLUMNS",
    "LABELS",
    "MOST_CELLS",
    "MOST_CHOICES",
    "MOST_COLUMNS",
    "MOST_FILES",
    "MOST_ROWS",
    "Asked",
    "Kind",
    "Raw",
    "Read",
    "Share",
    "Sum",
    "Total",
    "Values",
    "is_empty",
    "one",
    "read",
    "said",
    "totals",
    "wrong_cells",
]
