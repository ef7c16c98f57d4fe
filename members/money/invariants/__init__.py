"""Whether the books hold: one module for each family of checks, this list of all of them.

The database refuses most of what these look for; they find what walked past it, as a restored
table, a hand-written correction or an error of ours.
"""

from members.money.invariants import ledger, payments, records, reminders
from members.money.invariants.findings import Check

CHECKS: tuple[Check, ...] = (
    *ledger.CHECKS,
    *payments.CHECKS,
    *reminders.CHECKS,
    *records.CHECKS,
)

__all__ = ["CHECKS", "Check"]
