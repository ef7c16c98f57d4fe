"""A believable association for whoever looks for the first time, built through the doors.

Nothing is written past a rule: what the demo shows could have been clicked. Its companies joined
in the last five years, so that a register imported for 2020 is assessed on its own. All of them are made up
(``association.base.fictitious`` says how their numbers were chosen).
"""

from association.portal.demo.cast import LOGINS

__all__ = ["LOGINS"]
