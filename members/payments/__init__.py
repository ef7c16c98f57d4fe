"""Money that arrives: entered by one, confirmed by another, laid on years, never edited."""

from members.payments.deciding import confirm, reject, reverse
from members.payments.entering import allocate, enter

__all__ = ["allocate", "confirm", "enter", "reject", "reverse"]
