"""What an empty portal already knows of reviews. Each part installs its own, once."""

from standardization import reminder_rules
from standardization.cases import reference as cases
from standardization.findings import looking_back
from standardization.grades import reference as grades
from standardization.library import content, register
from standardization.reports import reference as reports
from standardization.visits import reference as visits


def install() -> None:
    """Idempotent: a row that is there already is left alone."""
    cases.install()
    looking_back.install()
    grades.install()
    register.install()
    reminder_rules.install()
    content.install()
    reports.install()
    visits.install()
